import { empty, json, objectBody } from "../exchange.ts";
import type { JsonObject } from "../json.ts";
import type { Call, Route } from "../router.ts";
import type { Services } from "../services.ts";
import { acceptedView } from "./accept.ts";
import { descriptorDetail, descriptorView } from "./descriptor-view.ts";
import { descriptorTypes, duplicate, sourceProperties, type DescriptorContext } from "./descriptor-rules.ts";
import type { Descriptor } from "./descriptor.ts";
import { pageOf } from "./list-query.ts";
import { fieldAt } from "./merged-schema.ts";
import { checkMediaType, nextHref, ownerOf, REGISTRY_BASE } from "./resource-routes.ts";

const PATH = `${REGISTRY_BASE}/tenant/descriptors`;

/** `/tenant/descriptors`: created, listed, replaced and deleted; there is no PATCH. */
export function descriptorRoutes(services: Services): Route[] {
  return [
    {
      method: "GET",
      path: PATH,
      permission: "View Schemas",
      answer: (call) => json(200, listDescriptors(call, services)),
    },
    {
      method: "GET",
      path: `${REGISTRY_BASE}/global/descriptors`,
      permission: "View Schemas",
      answer: (call) => {
        acceptedView(call.request, "descriptorList", services.registryErrors);
        return json(200, {});
      },
    },
    {
      method: "POST",
      path: PATH,
      permission: "Manage Schemas",
      answer: (call) => json(201, createDescriptor(call, services)),
    },
    {
      method: "GET",
      path: `${PATH}/{id}`,
      permission: "View Schemas",
      answer: (call) => {
        const accept = call.request.headers.accept;
        if (accept !== undefined && accept !== "*/*" && accept !== "application/json") {
          acceptedView(call.request, "descriptorLookup", services.registryErrors);
        }
        return json(200, descriptorDetail(findDescriptor(call, services), ownerOf(call, services)));
      },
    },
    {
      method: "PUT",
      path: `${PATH}/{id}`,
      permission: "Manage Schemas",
      answer: (call) => json(200, replaceDescriptor(call, services)),
    },
    {
      method: "DELETE",
      path: `${PATH}/{id}`,
      permission: "Manage Schemas",
      answer: (call) => {
        call.sandbox.registry.descriptors.delete(findDescriptor(call, services).id);
        return empty(204);
      },
    },
  ];
}

function findDescriptor(call: Call, services: Services): Descriptor {
  const id = call.parameters.id ?? "";
  const descriptor = call.sandbox.registry.descriptors.get(id);
  if (descriptor !== undefined) return descriptor;
  throw services.registryErrors.error(
    "XDM-1016-404",
    "Resource not found",
    `The requested descriptor resource ${id} is not found.`,
  );
}

function createDescriptor(call: Call, services: Services): JsonObject {
  checkMediaType(call, services);
  const body = objectBody(call.request, services.registryErrors.invalid);
  const context = checkDescriptor(body, undefined, call, services);
  if (call.sandbox.registry.descriptors.size >= services.settings.limits.descriptorsPerSandbox) {
    throw context.errors.invalid(
      `A sandbox holds at most ${services.settings.limits.descriptorsPerSandbox} descriptors.`,
    );
  }
  const now = services.clock.now();
  const descriptor: Descriptor = { id: services.ids.hex(40), body, created: now, updated: now, client: call.client };
  call.sandbox.registry.descriptors.set(descriptor.id, descriptor);
  return descriptorView(descriptor, ownerOf(call, services));
}

function replaceDescriptor(call: Call, services: Services): JsonObject {
  checkMediaType(call, services);
  const existing = findDescriptor(call, services);
  const body = objectBody(call.request, services.registryErrors.invalid);
  checkDescriptor(body, existing, call, services);
  const replaced: Descriptor = { ...existing, body, updated: services.clock.now(), client: call.client };
  call.sandbox.registry.descriptors.set(existing.id, replaced);
  return descriptorView(replaced, ownerOf(call, services));
}

function checkDescriptor(
  body: JsonObject,
  replaced: Descriptor | undefined,
  call: Call,
  services: Services,
): DescriptorContext {
  const { registryErrors: errors } = services;
  const { registry } = call.sandbox;
  const type = descriptorTypes[String(body["@type"])];
  if (type === undefined) throw errors.invalid(`@type must be one of ${Object.keys(descriptorTypes).join(", ")}.`);
  const missing = ["xdm:sourceSchema", ...type.required].filter((name) => body[name] === undefined);
  if (missing.length > 0)
    throw errors.invalid(`${String(body["@type"])} is missing required properties: ${missing.join(", ")}`);

  const schema = registry.findById(String(body["xdm:sourceSchema"]));
  if (schema?.container !== "tenant")
    throw errors.invalid(`The source schema ${String(body["xdm:sourceSchema"])} does not exist.`);
  const context: DescriptorContext = { body, schema, merged: registry.merged(schema), sandbox: call.sandbox, errors };
  for (const pointer of sourceProperties(body)) {
    if (!pointer.startsWith("/") || fieldAt(context.merged, pointer) === undefined) {
      throw errors.invalid(`xdm:sourceProperty ${pointer} does not exist in the schema ${schema.id}.`);
    }
  }
  const twin = type.unique === "no" ? undefined : findTwin(context, type.unique, replaced);
  if (twin !== undefined) throw duplicate(context, twin.id);
  const broken = type.check?.(context);
  if (broken !== undefined) throw broken;
  return context;
}

function findTwin(
  context: DescriptorContext,
  unique: "property" | "schema",
  replaced: Descriptor | undefined,
): Descriptor | undefined {
  const { body, schema, sandbox } = context;
  return sandbox.registry
    .descriptorsOf(schema.id)
    .find(
      (one) =>
        one.id !== replaced?.id &&
        one.body["@type"] === body["@type"] &&
        (unique === "schema" || sourceProperties(one.body).join() === sourceProperties(body).join()) &&
        (body["xdm:destinationSchema"] === undefined ||
          one.body["xdm:destinationSchema"] === body["xdm:destinationSchema"]),
    );
}

function listDescriptors(call: Call, services: Services): JsonObject {
  const { view } = acceptedView(call.request, "descriptorList", services.registryErrors);
  const owner = ownerOf(call, services);
  const full = (descriptor: Descriptor): JsonObject => descriptorView(descriptor, owner);
  const render = (descriptor: Descriptor): unknown => {
    if (view.endsWith("-id")) return descriptor.id;
    return view.endsWith("-link") ? `/tenant/descriptors/${descriptor.id}` : full(descriptor);
  };
  const descriptors = [...call.sandbox.registry.descriptors.values()];
  if (view.startsWith("xdm-v2")) {
    const page = pageOf(descriptors, call.request.query, full);
    return {
      results: page.items.map(render),
      _page: { orderby: page.orderby, next: page.next, count: page.items.length },
      _links: { next: page.next === null ? null : { href: nextHref(call, page.next) } },
    };
  }
  const grouped: Record<string, unknown[]> = {};
  // The views without v2 have no pages: everything comes at once.
  const all = pageOf(descriptors, call.request.query, full, descriptors.length);
  for (const descriptor of all.items) (grouped[String(descriptor.body["@type"])] ??= []).push(render(descriptor));
  return grouped;
}
