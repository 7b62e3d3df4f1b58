import type { PlatformClient } from "./client.ts";
import { isNotFound } from "./errors.ts";

const base = "/data/foundation/schemaregistry";
const listAccept = "application/vnd.adobe.xed-id+json";

/** The kinds of resource, as they stand in paths. Ids of field groups still say `mixins`. */
export type RegistryKind = "schemas" | "classes" | "fieldgroups" | "datatypes";
export type RegistryContainer = "global" | "tenant";

/** A stored resource in the Registry's own form. */
export interface RegistryResource {
  readonly $id: string;
  readonly "meta:altId": string;
  /** `1.0`, `1.1`, …: the minor number rises with every change. */
  readonly version: string;
  readonly title: string;
  readonly [member: string]: unknown;
}

export interface RegistrySummary {
  readonly $id: string;
  readonly "meta:altId": string;
  readonly version: string;
  readonly title: string;
}

export interface Descriptor {
  readonly "@id": string;
  readonly "@type": string;
  readonly "xdm:sourceSchema": string;
  readonly [member: string]: unknown;
}

export type JsonPatch = readonly { readonly op: string; readonly path: string; readonly value?: unknown }[];

/** How much is resolved: `xed` keeps references, `xed-full` merges them. */
export type RegistryView = "xed" | "xed-full" | "xed-notext" | "xed-full-notext" | "xed-full-desc";

/** Adobe's Schema Registry API. Every GET names what it accepts, because the Registry demands it. */
export function schemaRegistry(client: PlatformClient) {
  const idPath = (container: RegistryContainer, kind: RegistryKind, id: string) =>
    `${base}/${container}/${kind}/${encodeURIComponent(id)}`;

  return {
    /** Without the underscore that stands before it in field names. */
    tenantId: async (): Promise<string> => {
      const accept = { accept: "application/vnd.adobe.xed+json" };
      const stats = (await client.send({ method: "GET", path: `${base}/stats`, headers: accept })).json();
      return (stats as { readonly tenantId: string }).tenantId;
    },

    /** All of a kind, every page followed. `property` filters such as `title==Stripe Charges`. */
    list: (container: RegistryContainer, kind: RegistryKind, property?: readonly string[]) =>
      listAll<RegistrySummary>(client, `${base}/${container}/${kind}`, listAccept, property),

    /** As `list`, with every resource whole and its references kept. */
    listWhole: (container: RegistryContainer, kind: RegistryKind, property?: readonly string[]) =>
      listAll<RegistryResource>(client, `${base}/${container}/${kind}`, "application/vnd.adobe.xed+json", property),

    /** Undefined when there is none with this `$id` or `meta:altId`. */
    get: async (
      container: RegistryContainer,
      kind: RegistryKind,
      id: string,
      view: RegistryView = "xed",
    ): Promise<RegistryResource | undefined> => {
      const headers = { accept: `application/vnd.adobe.${view}+json; version=1` };
      try {
        const answer = await client.send({ method: "GET", path: idPath(container, kind, id), headers });
        return answer.json() as RegistryResource;
      } catch (error) {
        if (isNotFound(error)) return undefined;
        throw error;
      }
    },

    create: async (kind: RegistryKind, body: unknown): Promise<RegistryResource> =>
      (await client.send({ method: "POST", path: `${base}/tenant/${kind}`, json: body })).json() as RegistryResource,

    replace: async (kind: RegistryKind, id: string, body: unknown): Promise<RegistryResource> =>
      (await client.send({ method: "PUT", path: idPath("tenant", kind, id), json: body })).json() as RegistryResource,

    patch: async (kind: RegistryKind, id: string, operations: JsonPatch): Promise<RegistryResource> =>
      (
        await client.send({ method: "PATCH", path: idPath("tenant", kind, id), json: operations })
      ).json() as RegistryResource,

    remove: async (kind: RegistryKind, id: string): Promise<void> => {
      await client.send({ method: "DELETE", path: idPath("tenant", kind, id), accept: [404] });
    },

    descriptors: {
      /** All descriptors of the sandbox, or those of one schema. */
      list: (sourceSchema?: string) =>
        listAll<Descriptor>(
          client,
          `${base}/tenant/descriptors`,
          "application/vnd.adobe.xdm-v2+json",
          sourceSchema === undefined ? undefined : [`xdm:sourceSchema==${sourceSchema}`],
        ),

      create: async (body: unknown): Promise<Descriptor> =>
        (await client.send({ method: "POST", path: `${base}/tenant/descriptors`, json: body })).json() as Descriptor,

      replace: async (id: string, body: unknown): Promise<void> => {
        await client.send({ method: "PUT", path: `${base}/tenant/descriptors/${encodeURIComponent(id)}`, json: body });
      },

      remove: async (id: string): Promise<void> => {
        const path = `${base}/tenant/descriptors/${encodeURIComponent(id)}`;
        await client.send({ method: "DELETE", path, accept: [404] });
      },
    },
  };
}

interface RegistryPage<T> {
  readonly results: readonly T[];
  readonly _page?: { readonly next?: string | null };
  readonly _links?: { readonly next?: { readonly href?: string } | null };
}

/** At most 300 come at once; `_page.next` is the value that `start` takes, and paging needs an order. */
async function listAll<T>(
  client: PlatformClient,
  path: string,
  accept: string,
  property: readonly string[] | undefined,
): Promise<readonly T[]> {
  const found: T[] = [];
  let start: string | undefined;
  for (;;) {
    const query = { orderby: "title", limit: 300, start, property };
    const page = (await client.send({ method: "GET", path, query, headers: { accept } })).json() as RegistryPage<T>;
    found.push(...page.results);
    const next = page._page?.next ?? undefined;
    if (next === undefined || page.results.length === 0 || next === start) return found;
    start = next;
  }
}
