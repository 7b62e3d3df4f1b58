import type { Exchange } from "@stripe-aep/simulator/conformance";

type Loose = ReturnType<typeof JSON.parse>;

/** An answer with what a rule may ask about besides status and body. */
export interface Answer extends Exchange {
  /** What was tried, as a name that rules refer to. */
  readonly name: string;
  readonly query: string;
  readonly text: string;
}

export interface Place {
  readonly url: string;
  readonly token: string;
  readonly apiKey: string;
  readonly imsOrg: string;
  readonly sandbox: string;
  readonly stripeKey: string | null;
}

const FLOW = "/data/foundation/flowservice";
const stripe = { id: "cc2c31d6-7b8c-4581-b49f-5c8698aa3ab3", version: "1.0" };
const lake = { id: "c604ff05-7f1a-43c0-8e18-33bf874cb11c", version: "1.0" };
const flowSpec = { id: "6499120c-0b15-42dc-936e-847ea3c24d72", version: "1.0" };
const charges = Buffer.from(JSON.stringify({ resourcePath: "charges" })).toString("base64");

/** Calls the server as Adobe's documents do, and keeps every answer. */
class Caller {
  readonly answers: Answer[] = [];
  readonly #place: Place;

  constructor(place: Place) {
    this.#place = place;
  }

  /** `name` is for rules; headers that are undefined are left out. */
  async call(
    name: string,
    method: string,
    target: string,
    body?: unknown,
    more: Readonly<Record<string, string | undefined>> = {},
  ): Promise<Loose> {
    const { url, token, apiKey, imsOrg, sandbox } = this.#place;
    const headers: Readonly<Record<string, string | undefined>> = {
      authorization: `Bearer ${token}`,
      "x-api-key": apiKey,
      "x-gw-ims-org-id": imsOrg,
      "x-sandbox-name": sandbox,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...more,
    };
    const kept = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const response = await fetch(`${url}${target}`, {
      method,
      headers: Object.fromEntries(kept),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const [path = target, query = ""] = target.split("?");
    const parsed = text === "" ? undefined : (JSON.parse(text) as unknown);
    this.answers.push({ name, method, path, query, status: response.status, body: parsed, text });
    return parsed;
  }

  /** Only the last answer of these is kept. */
  async untilFirstRunHasEnded(flow: string): Promise<void> {
    for (;;) {
      const path = `/runs?property=flowId==${flow}&orderby=-createdAt&limit=1`;
      const { items } = await this.flow("runs of a flow", "GET", path);
      if (["success", "failed"].includes(items[0]?.metrics.statusSummary.status)) return;
      this.answers.pop();
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }

  flow(
    name: string,
    method: string,
    path: string,
    body?: unknown,
    more?: Readonly<Record<string, string | undefined>>,
  ) {
    return this.call(name, method, `${FLOW}${path}`, body, more);
  }
}

/** Between two looks at a run, in milliseconds. */
const PAUSE = 100;

/** Every path and verb of Flow Service that a Stripe flow meets, with the refusals that are documented. */
export async function runScenario(place: Place): Promise<readonly Answer[]> {
  const caller = new Caller(place);
  await gateway(caller);
  await specs(caller);
  const connection = await connections(caller, place.stripeKey ?? "");
  const { source, target, mapping } = await endpoints(caller, connection);
  const flow = await flows(caller, { source, target, mapping });
  await runs(caller, flow);
  await drafts(caller, place.stripeKey ?? "");
  await removal(caller, { connection, source, target, flow });
  return caller.answers;
}

async function gateway(caller: Caller): Promise<void> {
  const ask = (name: string, headers: Readonly<Record<string, string | undefined>>) =>
    caller.flow(name, "GET", "/connections", undefined, headers);
  await ask("no token", { authorization: undefined });
  await ask("bad token", { authorization: "Bearer none" });
  await ask("no key", { "x-api-key": undefined });
  await ask("bad key", { "x-api-key": "none" });
  await ask("no organisation", { "x-gw-ims-org-id": undefined });
  await ask("no sandbox, no token", { authorization: undefined, "x-sandbox-name": undefined });
  await ask("no sandbox", { "x-sandbox-name": undefined });
  await ask("other sandbox", { "x-sandbox-name": "elsewhere" });
}

async function specs(caller: Caller): Promise<void> {
  await caller.flow("list specs", "GET", "/connectionSpecs");
  await caller.flow("find spec", "GET", `/connectionSpecs?property=id==${stripe.id}`);
  await caller.flow("get spec", "GET", `/connectionSpecs/${stripe.id}`);
  await caller.flow("no spec", "GET", "/connectionSpecs/none");
  await caller.flow("spec explore", "GET", `/connectionSpecs/${stripe.id}/explore`);
  await caller.flow("spec configs", "GET", `/connectionSpecs/${stripe.id}/configs`);
  await caller.flow("make spec", "POST", "/connectionSpecs", { name: "mine", providerId: stripe.id });
  await caller.flow("replace spec", "PUT", `/connectionSpecs/${stripe.id}`, { name: "mine", providerId: stripe.id });
  await caller.flow("list flow specs", "GET", "/flowSpecs");
  await caller.flow("find flow spec", "GET", "/flowSpecs?property=name==%22RestStorageToAEP%22");
  await caller.flow("get flow spec", "GET", `/flowSpecs/${flowSpec.id}`);
  await caller.flow("search flow specs", "POST", "/flowSpecs/search", {
    queryString: "property=name==RestStorageToAEP",
  });
  await caller.flow("make flow spec", "POST", "/flowSpecs", { name: "mine", providerId: stripe.id });
  await caller.flow("replace flow spec", "PUT", `/flowSpecs/${flowSpec.id}`, { name: "mine", providerId: stripe.id });
}

async function connections(caller: Caller, accessToken: string): Promise<string> {
  const auth = { specName: "OAuth2 Refresh Code", params: { accessToken } };
  const body = { name: "Stripe", description: "An account", connectionSpec: stripe, auth };
  const { id, etag } = await caller.flow("make connection", "POST", "/connections", body);
  const one = `/connections/${id as string}`;
  await caller.flow("refused key", "POST", "/connections", {
    ...body,
    auth: { ...auth, params: { accessToken: "sk_test_fakeWrong" } },
  });
  await caller.flow("no version", "POST", "/connections", { ...body, connectionSpec: { id: stripe.id } });
  await caller.flow("empty body", "POST", "/connections", undefined, { "content-type": "application/json" });
  await caller.flow("get connection", "GET", one);
  await caller.flow("get connection, with a slash", "GET", `${one}/`);
  await caller.flow("test connection", "GET", `${one}/test`);
  for (const preview of ["false", "true"]) {
    const query = `objectType=rest&object=json&fileType=json&preview=${preview}&sourceParams=${encodeURIComponent(charges)}`;
    await caller.flow(`explore, preview ${preview}`, "GET", `${one}/explore?${query}`);
  }
  const shouting = `objectType=REST&object=json&fileType=JSON&preview=false&sourceParams=${encodeURIComponent(charges)}`;
  await caller.flow("explore, in capitals", "GET", `${one}/explore?${shouting}`);
  await caller.flow(
    "explore, undecodable",
    "GET",
    `${one}/explore?objectType=rest&object=json&fileType=json&sourceParams=!`,
  );
  const rename = [{ op: "REPLACE", path: "/name", value: "Stripe EU" }];
  await caller.flow("patch without If-Match", "PATCH", one, rename);
  await caller.flow("patch, wrong etag", "PATCH", one, rename, { "if-match": '"other"' });
  await caller.flow("patch, etag unquoted", "PATCH", one, rename, { "if-match": String(etag).replaceAll('"', "") });
  await caller.flow("patch connection", "PATCH", one, rename, { "if-match": etag });
  await caller.flow("patch, stale etag", "PATCH", one, rename, { "if-match": etag });
  await lists(caller, "connections", String(id));
  return String(id);
}

async function lists(caller: Caller, collection: string, id: string): Promise<void> {
  await caller.flow(`list ${collection}`, "GET", `/${collection}`);
  await caller.flow(`page of ${collection}`, "GET", `/${collection}?limit=1&orderby=-createdAt`);
  await caller.flow(`count ${collection}`, "GET", `/${collection}?count=true`);
  await caller.flow(`count and limit ${collection}`, "GET", `/${collection}?count=true&limit=5`);
  await caller.flow(`either of ${collection}`, "GET", `/${collection}?property=id==${id},none`);
  await caller.flow(`both of ${collection}`, "GET", `/${collection}?property=id==${id}&property=id==none`);
  await caller.flow(`unknown operator ${collection}`, "GET", `/${collection}?property=id~${id}`);
  await caller.flow(`unknown parameter ${collection}`, "GET", `/${collection}?nonsense=1`);
  await caller.flow(`bad order ${collection}`, "GET", `/${collection}?orderby=nonsense`);
  await caller.flow(`no ${collection}`, "GET", `/${collection}/none`);
}

interface Endpoints {
  readonly source: string;
  readonly target: string;
  readonly mapping: string;
}

async function endpoints(caller: Caller, connection: string): Promise<Endpoints> {
  const schema = await makeSchema(caller);
  const dataSet = await caller.call("make dataset", "POST", "/data/foundation/catalog/dataSets", {
    name: "Conformance",
    schemaRef: { id: schema, contentType: "application/vnd.adobe.xed-full+json;version=1" },
  });
  const dataSetId = String(dataSet[0]).split("/").at(-1);
  const sourceBody = {
    name: "Charges",
    baseConnectionId: connection,
    connectionSpec: stripe,
    data: { format: "json" },
    params: { resourcePath: "charges" },
  };
  const source = await caller.flow("make source", "POST", "/sourceConnections", sourceBody);
  await caller.flow("source, other format", "POST", "/sourceConnections", { ...sourceBody, data: { format: "csv" } });
  await caller.flow("source, other resource", "POST", "/sourceConnections", {
    ...sourceBody,
    params: { resourcePath: "payouts" },
  });
  const targetBody = {
    name: "Lake",
    connectionSpec: lake,
    data: { format: "parquet_xdm", schema: { id: schema, version: "application/vnd.adobe.xed-full+json;version=1" } },
    params: { dataSetId },
  };
  const target = await caller.flow("make target", "POST", "/targetConnections", targetBody);
  await caller.flow("target, other spec", "POST", "/targetConnections", { ...targetBody, connectionSpec: stripe });
  for (const [collection, made] of Object.entries({ sourceConnections: source, targetConnections: target })) {
    const path = `/${collection}/${made.id as string}`;
    await caller.flow(`get ${collection}`, "GET", path);
    const rename = [{ op: "replace", path: "/name", value: "Renamed" }];
    await caller.flow(`patch ${collection}`, "PATCH", path, rename, { "if-match": made.etag });
    await lists(caller, collection, made.id);
  }
  const set = await caller.call("make mapping set", "POST", "/data/foundation/conversion/mappingSets", {
    version: 0,
    xdmSchema: schema,
    xdmVersion: "1.0",
    mappings: [{ destinationXdmPath: "_acme.seen.id", sourceAttribute: "data.id", identity: false, version: 0 }],
  });
  return { source: source.id, target: target.id, mapping: set.id };
}

async function makeSchema(caller: Caller): Promise<string> {
  const base = "/data/foundation/schemaregistry/tenant";
  const id = { title: "id", type: "string" };
  const group = await caller.call("make field group", "POST", `${base}/fieldgroups`, {
    title: "Seen",
    description: "One field.",
    type: "object",
    "meta:intendedToExtend": ["https://ns.adobe.com/xdm/context/profile"],
    definitions: {
      seen: { properties: { _acme: { type: "object", properties: { seen: { type: "object", properties: { id } } } } } },
    },
    allOf: [{ $ref: "#/definitions/seen" }],
  });
  const schema = await caller.call("make schema", "POST", `${base}/schemas`, {
    title: "Seen charges",
    description: "One field.",
    type: "object",
    allOf: [{ $ref: "https://ns.adobe.com/xdm/context/profile" }, { $ref: group.$id }],
  });
  return String(schema.$id);
}

async function flows(caller: Caller, { source, target, mapping }: Endpoints): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const once = { startTime: String(now), frequency: "once" };
  const body = {
    name: "Charges once",
    description: "A flow",
    flowSpec,
    sourceConnectionIds: [source],
    targetConnectionIds: [target],
    transformations: [{ name: "Mapping", params: { mappingId: mapping, mappingVersion: 0 } }],
    scheduleParams: once,
  };
  const refused: Readonly<Record<string, object>> = {
    "flow, start in the past": { scheduleParams: { startTime: "1710267858", frequency: "minute", interval: 15 } },
    "flow, interval with once": { scheduleParams: { ...once, interval: 1 } },
    "flow, backfill with once": { scheduleParams: { ...once, backfill: true } },
    "flow, interval too small": { scheduleParams: { startTime: now, frequency: "minute", interval: "5" } },
    "flow, no frequency": { scheduleParams: { startTime: now, frequency: "yearly", interval: 1 } },
    "flow, other spec": { flowSpec: { id: "none", version: "1.0" } },
    "flow, two sources": { sourceConnectionIds: [source, source] },
    "flow, no mapping": { transformations: [] },
    "flow, other mapping": { transformations: [{ name: "Mapping", params: { mappingId: "none", mappingVersion: 0 } }] },
    "flow, with a state": { state: "enabled" },
  };
  for (const [name, change] of Object.entries(refused))
    await caller.flow(name, "POST", "/flows", { ...body, ...change });
  const { id } = await caller.flow("make flow", "POST", "/flows", body);
  const one = `/flows/${id as string}`;
  await lists(caller, "flows", String(id));
  await caller.flow("search flows", "POST", "/flows/search", { queryString: "property=state==enabled", limit: 5 });
  await caller.flow("search connections", "POST", "/connections/search", { queryString: "property=state==enabled" });
  await caller.flow("flow of a source", "GET", `/flows?property=sourceConnectionIds[]==${source}`);
  const shown = await caller.flow("get flow", "GET", one);
  const etag = String(shown.items[0].etag);
  const patch = (name: string, ops: unknown) => caller.flow(name, "PATCH", one, ops, { "if-match": etag });
  await patch("patch, unknown operation", [{ op: "move", path: "/name", from: "/description" }]);
  await patch("patch, missing field", [{ op: "remove", path: "/scheduleParams/keyWhichDoesNotExist" }]);
  await patch("patch flow", [{ op: "replace", path: "/description", value: "Changed" }]);
  await caller.flow("enable, enabled", "POST", `${one}/action?op=enable`);
  await caller.flow("disable flow", "POST", `${one}/action?op=DISABLE`);
  await caller.flow("enable flow", "POST", `${one}/action?op=enable`);
  await caller.flow("finalize flow", "POST", `${one}/action?op=finalize`);
  return String(id);
}

async function runs(caller: Caller, flow: string): Promise<void> {
  const ended = `/runs?property=flowId==${flow}&property=metrics.statusSummary.status==SUCCESS`;
  await caller.untilFirstRunHasEnded(flow);
  const { items } = await caller.flow("runs that succeeded", "GET", ended);
  const id = String(items[0]?.id);
  const one = `/runs/${id}`;
  await caller.flow("get run", "GET", one);
  await caller.flow("no run", "GET", "/runs/none");
  await caller.flow("count runs", "GET", "/runs?count=true");
  await caller.flow("put run", "PUT", one, {}, { "if-match": '"x"' });
  await caller.flow("retry a run that moved something", "POST", `${one}/action?op=re-trigger`);
  await caller.flow("run on demand", "POST", "/runs", {
    flowId: flow,
    params: { windowStartTime: "0", windowEndTime: "1" },
  });
  await caller.flow("run, end before start", "POST", "/runs", {
    flowId: flow,
    params: { windowStartTime: "2", windowEndTime: "1" },
  });
  await caller.flow("run, no flow", "POST", "/runs", { flowId: "none", params: {} });
  await caller.flow("flow after its run", "GET", `/flows/${flow}`);
}

async function drafts(caller: Caller, accessToken: string): Promise<void> {
  const auth = { specName: "OAuth2 Refresh Code", params: { accessToken } };
  const base = await caller.flow("draft connection", "POST", "/connections?mode=draft", {
    name: "Draft",
    connectionSpec: stripe,
    auth,
  });
  const source = await caller.flow("draft source", "POST", "/sourceConnections?mode=draft", {
    name: "Draft",
    baseConnectionId: base.id,
    connectionSpec: stripe,
    data: { format: "json" },
    params: { resourcePath: "prices" },
  });
  await caller.flow("publish before its parent", "POST", `/sourceConnections/${source.id as string}/action?op=publish`);
  await caller.flow("publish connection", "POST", `/connections/${base.id as string}/action?op=publish`);
  await caller.flow("publish source", "POST", `/sourceConnections/${source.id as string}/action?op=publish`);
  const flow = await caller.flow("draft flow", "POST", "/flows?mode=draft", {
    name: "Draft",
    flowSpec,
    sourceConnectionIds: [source.id],
  });
  await caller.flow("get draft", "GET", `/flows/${flow.id as string}`);
  await caller.flow("delete draft", "DELETE", `/flows/${flow.id as string}`);
  await caller.flow("delete draft source", "DELETE", `/sourceConnections/${source.id as string}`);
  await caller.flow("delete draft connection", "DELETE", `/connections/${base.id as string}/`);
}

async function removal(
  caller: Caller,
  { connection, source, target, flow }: { connection: string; source: string; target: string; flow: string },
): Promise<void> {
  await caller.flow("delete connection in use", "DELETE", `/connections/${connection}`);
  await caller.flow("delete source in use", "DELETE", `/sourceConnections/${source}`);
  await caller.flow("delete flow", "DELETE", `/flows/${flow}`);
  await caller.flow("get deleted flow", "GET", `/flows/${flow}`);
  await caller.flow("delete source", "DELETE", `/sourceConnections/${source}`);
  await caller.flow("delete target", "DELETE", `/targetConnections/${target}`);
  await caller.flow("delete connection", "DELETE", `/connections/${connection}`);
  await caller.flow("get deleted connection", "GET", `/connections/${connection}`);
}
