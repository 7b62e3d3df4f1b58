import { catalog } from "../platform/catalog.ts";
import type { PlatformClient } from "../platform/client.ts";
import { dataPrep } from "../platform/data-prep.ts";
import { schemaRegistry } from "../platform/schema-registry.ts";
import type { ResourceName } from "../resources.ts";
import type { SchemaSet } from "../xdm/load-schemas.ts";
import type { MappingJudge, PlatformLookups } from "./backend.ts";
import { compileMappingSet, type MapBySet } from "./data-prep/compile-mapping-set.ts";
import { judgeMappingSet, type MappingFault } from "./data-prep/judge-mapping-set.ts";
import { readXdmSchema, type XdmField } from "./data-prep/xdm-field.ts";
import { isObject, type JsonObject } from "./exchange.ts";
import { exploreSchema } from "./explore-schema.ts";

/** What flows refer to at the platform, and what their mapping sets must fit. One for each sandbox. */
export class MappingWorkshop {
  readonly #client: PlatformClient;
  readonly #schemas: SchemaSet;

  constructor(client: PlatformClient, schemas: SchemaSet) {
    this.#client = client;
    this.#schemas = schemas;
  }

  get lookups(): PlatformLookups {
    return {
      mappingSet: async (_, id, version) => {
        const found = await dataPrep(this.#client).get(id);
        return found?.version === version ? found : undefined;
      },
      datasetSchema: async (_, dataSetId) => {
        const reference = (await catalog(this.#client).dataset(dataSetId))?.schemaRef;
        return reference === undefined ? undefined : { id: reference.id, version: reference.contentType };
      },
    };
  }

  /** Only errors keep a flow from being made; warnings are shown where people look. */
  get judge(): MappingJudge {
    return async (mappingSet, resource, dataSetId) => {
      const schema = await this.schemaOfDataSet(dataSetId);
      const faults = await this.judgeMapping(mappingSet, resource, schema);
      return faults
        .filter(({ severity }) => severity === "error")
        .map(({ row, message }) => `Row ${row + 1}: ${message}`);
    };
  }

  async judgeMapping(
    mappingSet: JsonObject,
    resource: ResourceName,
    schema: XdmField | undefined,
  ): Promise<readonly MappingFault[]> {
    const source = exploreSchema(await this.stripeSchema(resource));
    return judgeMappingSet(mappingSet, { schema, source, unixSeconds: await this.#unixSeconds(resource) });
  }

  /** Throws `ExpressionError` for a set that the judge finds errors in. */
  async compile(mappingSet: JsonObject, dataSetId: string): Promise<MapBySet> {
    return compileMappingSet(mappingSet, await this.schemaOfDataSet(dataSetId));
  }

  async schemaOfDataSet(dataSetId: string): Promise<XdmField | undefined> {
    const id = (await catalog(this.#client).dataset(dataSetId))?.schemaRef.id;
    return id === undefined ? undefined : this.schema(id);
  }

  async schema(id: string): Promise<XdmField | undefined> {
    const found = await schemaRegistry(this.#client).get("tenant", "schemas", id, "xed-full");
    return found === undefined ? undefined : readXdmSchema(found);
  }

  async stripeSchema(resource: ResourceName): Promise<JsonObject> {
    const path = this.#schemas.manifest.resources[resource]?.stripeSchema ?? `stripe/${resource}.schema.json`;
    const schema: unknown = JSON.parse(await this.#schemas.text(path));
    return isObject(schema) ? schema : {};
  }

  /** The generated mapping knows which numbers are times. */
  async #unixSeconds(resource: ResourceName): Promise<ReadonlySet<string>> {
    const path = this.#schemas.manifest.resources[resource]?.mapping ?? `mappings/${resource}.json`;
    const mapping = JSON.parse(await this.#schemas.text(path)) as {
      datasets: { object?: { rows: readonly { source: string; conversion: string }[] } };
    };
    const rows = mapping.datasets.object?.rows ?? [];
    return new Set(
      rows.filter(({ conversion }) => conversion === "date-time-from-seconds").map(({ source }) => source),
    );
  }
}
