import type { PlatformClient } from "./client.ts";
import { isNotFound } from "./errors.ts";

const base = "/data/foundation/conversion/mappingSets";

/** One rule of a mapping set in the newer of Data Prep's two forms. */
interface DataPrepMapping {
  readonly sourceType: "ATTRIBUTE" | "EXPRESSION" | "STATIC";
  readonly source: string;
  readonly destination: string;
  readonly name?: string;
  readonly description?: string;
}

export interface NewMappingSet {
  readonly name?: string;
  readonly outputSchema: { readonly schemaRef: { readonly id: string; readonly contentType: string } };
  readonly mappings: readonly DataPrepMapping[];
}

export interface MappingSet {
  /** 32 hexadecimal digits. */
  readonly id: string;
  readonly version: number;
  readonly [member: string]: unknown;
}

export interface MappingVerdict {
  readonly status: "SUCCESS" | "FAILED";
  readonly errors: readonly unknown[] | null;
}

/** Adobe's Data Prep API: mapping sets that the platform itself runs. */
export function dataPrep(client: PlatformClient) {
  return {
    create: async (mappingSet: NewMappingSet): Promise<MappingSet> =>
      (await client.send({ method: "POST", path: base, json: mappingSet })).json() as MappingSet,

    /** Undefined when there is none with this id. */
    get: async (id: string): Promise<MappingSet | undefined> => {
      try {
        return (await client.send({ method: "GET", path: `${base}/${id}` })).json() as MappingSet;
      } catch (error) {
        if (isNotFound(error)) return undefined;
        throw error;
      }
    },

    /** Each change makes a new version. */
    replace: async (id: string, mappingSet: NewMappingSet): Promise<MappingSet> =>
      (await client.send({ method: "PUT", path: `${base}/${id}`, json: mappingSet })).json() as MappingSet,

    /** All, every page followed. */
    list: async (query: { readonly name?: string } = {}): Promise<readonly MappingSet[]> => {
      const found: MappingSet[] = [];
      const limit = 100;
      for (let start = 0; ; start += limit) {
        const answer = await client.send({ method: "GET", path: base, query: { ...query, limit, start } });
        const { data } = answer.json() as { readonly data: readonly MappingSet[] };
        found.push(...data);
        if (data.length < limit) return found;
      }
    },

    /** One verdict for each mapping, in their order. */
    validate: async (mappingSet: NewMappingSet): Promise<readonly MappingVerdict[]> => {
      const answer = await client.send({ method: "POST", path: `${base}/validate`, json: mappingSet, safe: true });
      return (answer.json() as { readonly validationResponse: readonly MappingVerdict[] }).validationResponse;
    },

    /** What the platform's own mapper makes of one record. */
    preview: async (
      data: object,
      mappingSet: NewMappingSet,
    ): Promise<{ readonly data: unknown; readonly errors: readonly unknown[] }> => {
      const answer = await client.send({
        method: "POST",
        path: `${base}/preview`,
        json: { data, mappingSet },
        safe: true,
      });
      const preview = answer.json() as { readonly data: unknown; readonly errors?: readonly unknown[] | null };
      return { data: preview.data, errors: preview.errors ?? [] };
    },
  };
}
