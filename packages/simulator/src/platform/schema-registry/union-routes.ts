import { json } from "../exchange.ts";
import type { Call, Route } from "../router.ts";
import type { Services } from "../services.ts";
import { acceptedView } from "./accept.ts";
import { pageOf } from "./list-query.ts";
import { nextHref, ownerOf, REGISTRY_BASE } from "./resource-routes.ts";
import { unionsOf, unionView } from "./unions.ts";

const PATH = `${REGISTRY_BASE}/tenant/unions`;

/** `/tenant/unions`: what Profile sees of all schemas of one class. */
export function unionRoutes(services: Services): Route[] {
  const permission = "View Schemas";
  return [
    {
      method: "GET",
      path: PATH,
      permission,
      answer: (call) => {
        const { view } = acceptedView(call.request, "list", services.registryErrors);
        const { registry } = call.sandbox;
        const views = unionsOf(registry).map((union) => unionView(union, "xed", registry, ownerOf(call, services)));
        const page = pageOf(views, call.request.query, (one) => one);
        const results = view.endsWith("-id")
          ? page.items.map(({ $id, "meta:altId": altId, version, title }) => ({
              $id,
              "meta:altId": altId,
              version,
              title,
            }))
          : page.items;
        return json(200, {
          results,
          _page: { orderby: page.orderby, next: page.next, count: results.length },
          _links: { next: page.next === null ? null : { href: nextHref(call, page.next) } },
        });
      },
    },
    { method: "GET", path: `${PATH}/{id}`, permission, answer: (call) => json(200, lookUp(call, services)) },
  ];
}

function lookUp(call: Call, services: Services): unknown {
  const { view } = acceptedView(call.request, "lookup", services.registryErrors);
  const id = call.parameters.id ?? "";
  const { registry } = call.sandbox;
  for (const union of unionsOf(registry)) {
    const names = [`${union.classResource.id}__union`, `${union.classResource.altId}__union`];
    if (names.includes(id)) return unionView(union, view, registry, ownerOf(call, services));
  }
  throw services.registryErrors.error(
    "XDM-1015-404",
    "Resource not found",
    `The requested union resource ${id} with version 1 is not found.`,
  );
}
