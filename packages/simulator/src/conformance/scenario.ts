import { ManualClock } from "../clock.ts";
import { createPlatform } from "../platform/index.ts";
import { objectIn, type JsonObject } from "../platform/json.ts";
import type { Exchange } from "./validate-response.ts";

const START = Date.UTC(2026, 0, 15, 12);
const REGISTRY = "/data/foundation/schemaregistry";
const CATALOG = "/data/foundation/catalog";
const IMPORT = "/data/foundation/import";
const EXPORT = "/data/foundation/export";
const CONVERSION = "/data/foundation/conversion";
const FLOW = "/data/foundation/flowservice";
const PROFILE = "https://ns.adobe.com/xdm/context/profile";
const IDENTITY_MAP = "https://ns.adobe.com/xdm/context/identitymap";
const encoder = new TextEncoder();

const accept = (view: string): JsonObject => ({ accept: `application/vnd.adobe.${view}+json; version=1` });
const listAs = (view: string): JsonObject => ({ accept: `application/vnd.adobe.${view}+json` });

/** Calls a platform as a client would and keeps every answer. */
class Caller {
  readonly exchanges: Exchange[] = [];
  readonly clock = new ManualClock(START);
  readonly platform = createPlatform({ clock: this.clock, seed: 1 });

  async call(method: string, target: string, body?: unknown, headers: JsonObject = {}): Promise<JsonObject> {
    const isBytes = body instanceof Uint8Array;
    const response = await this.platform.handle({
      method,
      target,
      headers: {
        authorization: `Bearer ${this.platform.token}`,
        "x-api-key": this.platform.apiKey,
        "x-gw-ims-org-id": this.platform.imsOrg,
        "x-sandbox-name": this.platform.sandbox,
        ...(body === undefined ? {} : { "content-type": isBytes ? "application/octet-stream" : "application/json" }),
        ...(headers as Record<string, string>),
      },
      body: isBytes ? body : encoder.encode(body === undefined ? "" : JSON.stringify(body)),
    });
    const parsed = parsedOrNothing(response.body);
    this.exchanges.push({ method, path: target.split("?")[0] ?? target, status: response.status, body: parsed });
    return { body: parsed };
  }

  /** The body of an answer as an object. */
  async get(method: string, target: string, body?: unknown, headers: JsonObject = {}): Promise<JsonObject> {
    return objectIn(await this.call(method, target, body, headers), "body") ?? {};
  }
}

function parsedOrNothing(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
  } catch {
    return undefined;
  }
}

/** Walks through the whole platform, its refusals included, and gives every answer. */
export async function runScenario(): Promise<readonly Exchange[]> {
  const caller = new Caller();
  const schema = await registry(caller);
  const dataset = await catalog(caller, schema);
  await ingestion(caller, dataset);
  await dataPrep(caller, schema);
  await streaming(caller, schema, dataset);
  await query(caller);
  await removal(caller, schema, dataset);
  return caller.exchanges;
}

const fieldGroup = {
  type: "object",
  title: "Charge fields",
  description: "Fields of a charge",
  "meta:intendedToExtend": [PROFILE],
  definitions: {
    customFields: {
      type: "object",
      properties: {
        _acme: {
          type: "object",
          properties: {
            charge: {
              type: "object",
              title: "Charge",
              properties: { id: { type: "string", title: "Id" }, paid: { type: "boolean", title: "Paid" } },
            },
          },
        },
      },
    },
  },
  allOf: [{ $ref: "#/definitions/customFields" }],
};

async function registry(caller: Caller): Promise<string> {
  const tenant = `${REGISTRY}/tenant`;
  const create = async (kind: string, body: unknown): Promise<string> =>
    String((await caller.get("POST", `${tenant}/${kind}`, body)).$id);
  const dataType = await create("datatypes", {
    type: "object",
    title: "Money",
    description: "d",
    properties: { amount: { type: "number", title: "Amount" } },
  });
  const own = await create("classes", {
    type: "object",
    title: "Price",
    description: "d",
    allOf: [{ $ref: "https://ns.adobe.com/xdm/data/record" }],
  });
  const group = await create("fieldgroups", fieldGroup);
  const schema = await create("schemas", {
    type: "object",
    title: "Charges",
    description: "d",
    allOf: [{ $ref: PROFILE }, { $ref: group }, { $ref: IDENTITY_MAP }],
  });
  for (const [kind, id] of [
    ["datatypes", dataType],
    ["classes", own],
    ["fieldgroups", group],
    ["mixins", group],
    ["schemas", schema],
  ] as const) {
    const path = `${tenant}/${kind}/${encodeURIComponent(id)}`;
    await caller.call("GET", `${tenant}/${kind}`, undefined, listAs("xed-id"));
    await caller.call("GET", `${tenant}/${kind}`, undefined, listAs("xed"));
    await caller.call("GET", `${REGISTRY}/global/${kind}?limit=3&orderby=title`, undefined, listAs("xed"));
    for (const view of ["xed", "xed-full", "xed-notext", "xed-full-notext", "xed-full-desc", "xed-deprecatefield"])
      await caller.call("GET", path, undefined, accept(view));
    await caller.call("GET", path, undefined, { accept: "text/plain" });
    await caller.call("GET", `${tenant}/${kind}/none`, undefined, accept("xed"));
    await caller.call("PATCH", path, [{ op: "replace", path: "/description", value: `${kind} changed` }]);
    await caller.call("PATCH", path, []);
    await caller.call("POST", `${tenant}/${kind}`, { title: "incomplete" });
  }
  const { $id: _id, ...put } = { $id: group, ...fieldGroup, description: "replaced" };
  await caller.call("PUT", `${tenant}/fieldgroups/${encodeURIComponent(group)}`, put);
  await caller.call("GET", `${REGISTRY}/global/behaviors`, undefined, listAs("xed"));
  await caller.call("GET", `${REGISTRY}/global/behaviors/_xdm.data.record`, undefined, accept("xed"));
  await caller.call("PATCH", `${tenant}/schemas/${encodeURIComponent(schema)}`, [
    { op: "add", path: "/meta:immutableTags", value: ["union"] },
  ]);
  await caller.call("GET", `${tenant}/unions`, undefined, listAs("xed"));
  await caller.call("GET", `${tenant}/unions/_xdm.context.profile__union`, undefined, accept("xed-full"));
  await descriptors(caller, schema);
  await caller.call("GET", `${REGISTRY}/stats`);
  const encoded = encodeURIComponent(schema);
  await caller.call("GET", `${REGISTRY}/rpc/sampledata/${encoded}`, undefined, accept("xed"));
  await caller.call("GET", `${REGISTRY}/rpc/export/${encoded}`, undefined, accept("xed"));
  await caller.call("GET", `${REGISTRY}/rpc/auditlog/${encoded}`);
  await caller.call("POST", `${REGISTRY}/rpc/import`, [
    {
      "meta:resourceType": "datatypes",
      type: "object",
      title: "Imported",
      properties: { a: { type: "string", title: "A" } },
    },
  ]);
  await caller.call("POST", `${REGISTRY}/rpc/import`, [
    { "meta:resourceType": "datatypes", type: "object", title: "Imported", properties: {} },
  ]);
  const unused = await create("datatypes", {
    type: "object",
    title: "Unused",
    properties: { a: { type: "string", title: "A" } },
  });
  await caller.call("DELETE", `${tenant}/datatypes/${encodeURIComponent(unused)}`);
  return schema;
}

async function descriptors(caller: Caller, schema: string): Promise<void> {
  const path = `${REGISTRY}/tenant/descriptors`;
  const body = {
    "@type": "xdm:descriptorIdentity",
    "xdm:sourceSchema": schema,
    "xdm:sourceVersion": 1,
    "xdm:sourceProperty": "/_acme/charge/id",
    "xdm:namespace": "Email",
    "xdm:property": "xdm:code",
    "xdm:isPrimary": true,
  };
  const created = await caller.get("POST", path, body);
  await caller.call("POST", path, body);
  for (const view of ["xdm-id", "xdm-link", "xdm", "xdm-v2", "xdm-v2-id"])
    await caller.call("GET", path, undefined, listAs(view));
  const one = `${path}/${String(created["@id"])}`;
  await caller.call("GET", one, undefined, listAs("xdm"));
  await caller.call("PUT", one, { ...body, "xdm:isPrimary": false });
  await caller.call("DELETE", one);
  await caller.call("GET", one);
}

async function catalog(caller: Caller, schema: string): Promise<string> {
  const namespaces = "/data/core/idnamespace/identities";
  const namespace = { name: "Stripe Customer", code: "StripeCustomer", idType: "CROSS_DEVICE", description: "d" };
  const { id } = await caller.get("POST", namespaces, namespace);
  await caller.call("POST", namespaces, namespace);
  await caller.call("POST", namespaces, { ...namespace, code: "Other", idType: "none" });
  await caller.call("GET", namespaces);
  await caller.call("GET", `${namespaces}/${String(id)}`);
  await caller.call("PUT", `${namespaces}/${String(id)}`, { ...namespace, name: "Renamed" });
  await caller.call("GET", `${namespaces}/1`);

  const body = {
    name: "Stripe charges",
    schemaRef: { id: schema, contentType: "application/vnd.adobe.xed+json;version=1" },
    tags: { unifiedProfile: ["enabled:true"] },
  };
  const { body: created } = await caller.call("POST", `${CATALOG}/dataSets`, body);
  const dataset = String((created as readonly unknown[])[0]).replace("@/dataSets/", "");
  const path = `${CATALOG}/dataSets/${dataset}`;
  await caller.call("POST", `${CATALOG}/dataSets`, { name: "x" });
  await caller.call("GET", `${CATALOG}/dataSets?limit=1&orderBy=desc:created`);
  await caller.call("GET", path);
  await caller.call("GET", `${CATALOG}/dataSets/none`);
  await caller.call("PATCH", path, { description: "changed" });
  await caller.call("PATCH", path, [{ op: "add", path: "/tags/team", value: ["x"] }], {
    "content-type": "application/json-patch+json",
  });
  await caller.call("PATCH", `${CATALOG}/v2/dataSets/${dataset}`, { tags: { team: ["y"] } });
  await caller.call("PUT", path, body);
  return dataset;
}

async function ingestion(caller: Caller, dataset: string): Promise<void> {
  const start = async (more: object = {}): Promise<string> =>
    String(
      (
        await caller.get("POST", `${IMPORT}/batches`, {
          datasetId: dataset,
          inputFormat: { format: "json" },
          enableErrorDiagnostics: true,
          ...more,
        })
      ).id,
    );
  const upload = (batch: string, text: string): Promise<unknown> =>
    caller.call("PUT", `${IMPORT}/batches/${batch}/datasets/${dataset}/files/a/b.json`, encoder.encode(text));
  const row = JSON.stringify({ _id: "a", _acme: { charge: { id: "ch_1", paid: true } } });
  const good = await start({ externalId: "one" });
  await upload(good, row);
  await upload(good, row);
  await caller.call("GET", `${IMPORT}/batches/${good}/datasets/${dataset}/preview?format=json`);
  await caller.call("POST", `${IMPORT}/batches/${good}?action=COMPLETE`);
  const large = await start();
  const file = `${IMPORT}/batches/${large}/datasets/${dataset}/files/large.json`;
  await caller.call("POST", `${file}?action=INITIALIZE`);
  await caller.call("PATCH", file, encoder.encode(row), { "content-range": `bytes 0-${row.length - 1}/${row.length}` });
  await caller.call("HEAD", file);
  await caller.call("POST", `${file}?action=COMPLETE`);
  await caller.call("POST", `${IMPORT}/batches/${large}?action=ABORT`);
  const bad = await start({ partialIngestionPercentage: 60 });
  await upload(bad, `${row}\n{"_acme":{"charge":{"paid":"no"}}}\n{broken`);
  await caller.call("POST", `${IMPORT}/batches/${bad}?action=COMPLETE`);
  await caller.call("POST", `${IMPORT}/batches`, {});
  await caller.call("POST", `${IMPORT}/batches/none?action=COMPLETE`);
  await caller.call("PUT", `${IMPORT}/batches/none/datasets/${dataset}/files/a`, encoder.encode(row));
  await caller.call("GET", `${CATALOG}/batches?dataSet=${dataset}`);
  await caller.call("GET", `${CATALOG}/batches/${bad}`);
  await caller.call("GET", `${CATALOG}/batches/none`);
  await caller.call("GET", `${CATALOG}/lastBatches?dataSetId=${dataset}`);
  await caller.call("GET", `${EXPORT}/batches/${good}/files`);
  await caller.call("GET", `${EXPORT}/files/${good}-1`);
  await caller.call("GET", `${EXPORT}/files/${good}-1?path=part-00000.ndjson`);
  await caller.call("HEAD", `${EXPORT}/files/${good}-1?path=part-00000.ndjson`);
  await caller.call("GET", `${EXPORT}/batches/${bad}/meta?path=row_errors`);
  await caller.call("GET", `${EXPORT}/batches/${bad}/meta?path=row_errors%2Fparsing_errors_0.json`);
  await caller.call("GET", `${EXPORT}/batches/${bad}/failed`);
  await caller.call("GET", `${EXPORT}/datasets/${dataset}/preview`);
  await caller.call("GET", `${EXPORT}/files/none-1`);
}

async function dataPrep(caller: Caller, schema: string): Promise<void> {
  const sets = `${CONVERSION}/mappingSets`;
  const set = {
    name: "charges",
    outputSchema: { schemaRef: { id: schema, contentType: "application/vnd.adobe.xed-full+json;version=1" } },
    mappings: [{ sourceType: "ATTRIBUTE", source: "id", destination: "_acme.charge.id", name: "id" }],
  };
  const { id } = await caller.get("POST", sets, set);
  const one = `${sets}/${String(id)}`;
  await caller.call("GET", `${sets}?limit=10&start=0`);
  const stored = await caller.get("GET", one);
  const [mapping] = stored.mappings as readonly JsonObject[];
  await caller.call("PUT", one, set);
  await caller.call("GET", `${one}/mappings`);
  await caller.call("GET", `${one}/mappings/${String(mapping?.id)}`);
  await caller.call("POST", `${sets}/validate`, set);
  await caller.call("POST", `${sets}/preview`, { data: { id: "ch_1" }, mappingSet: set });
  await caller.call("POST", sets, {});
  await caller.call("POST", `${CONVERSION}/languages/el/validate`, { expression: 'concat("a", "b")' });
  await caller.call("GET", `${CONVERSION}/languages/el/functions`);
  await caller.call("GET", `${CONVERSION}/languages/el/operators`);
}

async function streaming(caller: Caller, schema: string, dataset: string): Promise<void> {
  const spec = { id: "bc7b00d6-623a-4dfc-9fdb-f1240aeadaeb", version: "1.0" };
  const lake = { id: "c604ff05-7f1a-43c0-8e18-33bf874cb11c", version: "1.0" };
  const create = async (collection: string, body: object): Promise<string> =>
    String((await caller.get("POST", `${FLOW}/${collection}`, { name: "Streaming", ...body })).id);
  const connection = await create("connections", {
    connectionSpec: spec,
    auth: { specName: "Streaming Connection", params: { dataType: "xdm" } },
  });
  const source = await create("sourceConnections", { baseConnectionId: connection, connectionSpec: spec });
  const target = await create("targetConnections", { connectionSpec: lake, params: { dataSetId: dataset } });
  const flow = await create("flows", {
    flowSpec: { id: "d8a6f005-7eaf-4153-983e-e8574508b877", version: "1.0" },
    sourceConnectionIds: [source],
    targetConnectionIds: [target],
  });
  await create("connections", { connectionSpec: {} });
  const ids = { connections: connection, sourceConnections: source, targetConnections: target, flows: flow };
  for (const [collection, id] of Object.entries(ids)) {
    await caller.call("GET", `${FLOW}/${collection}`);
    await caller.call("GET", `${FLOW}/${collection}/${id}`);
    await caller.call("GET", `${FLOW}/${collection}/none`);
  }
  const { items } = await caller.get("GET", `${FLOW}/connections/${connection}`);
  const parameters = objectIn(objectIn((items as readonly JsonObject[])[0] ?? {}, "auth") ?? {}, "params") ?? {};
  const schemaRef = { id: schema, contentType: "application/vnd.adobe.xed-full+json;version=1" };
  const message = {
    header: { schemaRef, imsOrgId: caller.platform.imsOrg, datasetId: dataset, flowId: flow },
    body: { xdmMeta: { schemaRef }, xdmEntity: { _id: "b", _acme: { charge: { id: "ch_2" } } } },
  };
  const inlet = String(parameters.inletId);
  await caller.call("POST", `/collection/${inlet}`, message);
  await caller.call("POST", `/collection/${inlet}?syncValidation=true`, {
    ...message,
    body: { xdmMeta: { schemaRef }, xdmEntity: { x: 1 } },
  });
  await caller.call("POST", `/collection/${inlet}`, {});
  await caller.call("POST", `/collection/batch/${inlet}`, { messages: [message, {}] });
  for (const collection of ["flows", "sourceConnections", "targetConnections", "connections"] as const)
    await caller.call("DELETE", `${FLOW}/${collection}/${ids[collection]}`);
}

async function query(caller: Caller): Promise<void> {
  const path = "/data/foundation/query/queries";
  const { id } = await caller.get("POST", path, {
    dbName: "prod:all",
    sql: "select count(*) from stripe_charges",
    name: "count",
  });
  await caller.call("GET", `${path}/${String(id)}`);
  await caller.call("GET", path);
  await caller.call("GET", `${path}/none`);
  await caller.call("POST", path, {});
}

async function removal(caller: Caller, schema: string, dataset: string): Promise<void> {
  await caller.call("DELETE", `${REGISTRY}/tenant/schemas/${encodeURIComponent(schema)}`);
  await caller.call("DELETE", `${CATALOG}/dataSets/${dataset}`);
  await caller.call("DELETE", `${CATALOG}/dataSets/${dataset}`);
}
