import type { Exchange } from "@stripe-aep/simulator/conformance";
import type { Answer } from "./scenario.ts";

type Loose = ReturnType<typeof JSON.parse>;

/** What Adobe documents about Flow Service beyond its specification, as a sentence and the answers that show it. */
export interface Rule {
  readonly sentence: string;
  readonly holds: (exchanges: readonly Exchange[]) => boolean;
}

interface Found {
  readonly status: number;
  readonly body: Loose;
  readonly text: string;
}

/** The last answer of a name; a rule about an answer that was never given does not hold. */
function answer(exchanges: readonly Exchange[], name: string): Found {
  const found = (exchanges as readonly Answer[]).findLast((one) => one.name === name);
  if (found === undefined) return { status: 0, body: {}, text: "" };
  return { status: found.status, body: found.body ?? {}, text: found.text };
}

const rule = (sentence: string, ...checks: readonly ((ask: (name: string) => Found) => boolean)[]): Rule => ({
  sentence,
  holds: (exchanges) => checks.every((check) => check((name) => answer(exchanges, name))),
});

/** The named answer has this status and this code of the catalogue. */
const refuses = (name: string, code: string) => (ask: (name: string) => Found) => {
  const { status, body } = ask(name);
  return status === Number(code.slice(5)) && body.errorCode === code && typeof body.errorMessage === "string";
};

const isGateway = (name: string, status: number, code: string) => (ask: (name: string) => Found) =>
  ask(name).status === status && ask(name).body.error_code === code;

const ETAG = /^"[0-9a-f]{8}-[0-9a-f]{4}-0200-0000-[0-9a-f]{12}"$/;
const collections = ["connections", "sourceConnections", "targetConnections", "flows"];
const has = (body: Loose, names: readonly string[]): boolean => names.every((name) => name in body);
const isEmpty = ({ status, text }: Found): boolean => status === 204 && text === "";

export const rules: readonly Rule[] = [
  rule(
    "the gateway answers before the service, with its own bodies",
    isGateway("no token", 403, "403010"),
    isGateway("bad token", 401, "401013"),
    isGateway("no key", 403, "403000"),
    isGateway("bad key", 403, "403003"),
    isGateway("no organisation", 400, "400003"),
    isGateway("no sandbox, no token", 403, "403010"),
  ),
  rule("a sandbox must be named, and known", refuses("no sandbox", "2105-400"), refuses("other sandbox", "2100-404")),
  rule("one entity comes as a list of one", (ask) =>
    [
      "get spec",
      "get flow spec",
      "get connection",
      "get sourceConnections",
      "get targetConnections",
      "get flow",
      "get run",
    ].every((name) => ask(name).status === 200 && ask(name).body.items.length === 1),
  ),
  rule("what is made answers 201 with id and etag alone, the etag in quotes of its own", (ask) =>
    ["make connection", "make source", "make target", "make flow"].every((name) => {
      const { status, body } = ask(name);
      return status === 201 && Object.keys(body).join() === "id,etag" && ETAG.test(body.etag);
    }),
  ),
  rule("version and etag are the same, and entities carry who, when and where", (ask) =>
    ["get connection", "get sourceConnections", "get targetConnections", "get flow"].every((name) => {
      const [item] = ask(name).body.items;
      const members = [
        "id",
        "createdAt",
        "updatedAt",
        "createdBy",
        "updatedBy",
        "sandboxId",
        "sandboxName",
        "imsOrgId",
        "state",
      ];
      return item.version === item.etag && has(item, members);
    }),
  ),
  rule("a path may end in a slash", (ask) => ask("get connection, with a slash").status === 200),
  rule("a patch needs If-Match", refuses("patch without If-Match", "1403-400")),
  rule("an etag that is not the newest, or not in quotes, is refused with 412 and names both", (ask) =>
    ["patch, wrong etag", "patch, stale etag", "patch, etag unquoted"].every(
      (name) => ask(name).status === 412 && /^Supplied version=.+ does not match/.test(ask(name).body.errorMessage),
    ),
  ),
  rule("every patch gives a new etag", (ask) => {
    const etag = ask("patch connection").body.etag as string;
    return ETAG.test(etag) && etag !== ask("make connection").body.etag;
  }),
  rule("operations of a patch may be written in capitals", (ask) => ask("patch connection").status === 200),
  rule(
    "unknown operations and missing fields are refused",
    refuses("patch, unknown operation", "1434-400"),
    refuses("patch, missing field", "1455-400"),
  ),
  rule(
    "what is deleted answers 204 without a body, and is not found after",
    (ask) =>
      [
        "delete flow",
        "delete source",
        "delete target",
        "delete connection",
        "delete draft",
        "delete draft connection",
      ].every((name) => isEmpty(ask(name))) &&
      ["get deleted flow", "get deleted connection"].every((name) => ask(name).status === 404),
  ),
  rule("what does not exist is named with its collection", (ask) =>
    collections.every((name) => {
      const { status, body } = ask(`no ${name}`);
      return status === 404 && body.errorMessage === `${name} not found with id = [none]`;
    }),
  ),
  rule("count=true answers the count alone, and not together with a limit", (ask) =>
    collections.every((name) => {
      const { body } = ask(`count ${name}`);
      return (
        Object.keys(body).join() === "count" &&
        body.count >= 1 &&
        ask(`count and limit ${name}`).body.errorCode === "1401-400"
      );
    }),
  ),
  rule("a list says where it goes on, relative to the service, or that it ends", (ask) =>
    collections.every(
      (name) => Array.isArray(ask(`list ${name}`).body.items) && typeof ask(`list ${name}`).body._links === "object",
    ),
  ),
  rule("values of a filter are alternatives, filters are conditions", (ask) =>
    collections.every(
      (name) => ask(`either of ${name}`).body.items.length === 1 && ask(`both of ${name}`).body.items.length === 0,
    ),
  ),
  rule("arrays are filtered with brackets", (ask) => ask("flow of a source").body.items.length === 1),
  rule("unknown parameters, operators and orders are refused", (ask) =>
    collections.every(
      (name) =>
        ask(`unknown parameter ${name}`).body.errorCode === "1451-400" &&
        ask(`unknown operator ${name}`).body.errorCode === "1440-400" &&
        ask(`bad order ${name}`).body.errorCode === "1433-400",
    ),
  ),
  rule("the status of runs is compared whatever its case", (ask) => ask("runs that succeeded").body.items.length >= 1),
  rule(
    "searching gives what listing gives",
    (ask) => ask("search flows").body.items.length === 1 && ask("search connections").status === 200,
  ),
  rule("a specification's id must exist, its version must be given", (ask) => ask("no version").status === 422),
  rule(
    "a REST specification is explored through a connection only",
    refuses("spec explore", "1372-400"),
    refuses("spec configs", "1372-400"),
  ),
  rule("specifications are Adobe's to write", refuses("make spec", "1426-400"), refuses("replace spec", "1426-400")),
  rule("a key that Stripe refuses makes no connection, and the sentence is Adobe's", (ask) =>
    ask("refused key").body.errorMessage.includes("status code 401 Unauthorized, please check your activity settings."),
  ),
  rule("a secret is never given back", (ask) => {
    const [item] = ask("get connection").body.items;
    return Object.keys(item.auth.params).length === 0;
  }),
  rule("a connection can be tested", (ask) => ask("test connection").text === '{"result":true}'),
  rule("explore wraps each record in data, and shows records on demand", (ask) => {
    const { body } = ask("explore, preview false");
    const preview = ask("explore, preview true").body;
    return (
      body.format === "hierarchical" &&
      body.schema.properties.data.type === "object" &&
      !("data" in body) &&
      preview.data[0].data.object === "charge"
    );
  }),
  rule("words of a query are compared whatever their case", (ask) => ask("explore, in capitals").status === 200),
  rule("sourceParams must be base64 of JSON", refuses("explore, undecodable", "1389-400")),
  rule(
    "a source has a format and a resource that exist",
    refuses("source, other format", "1327-400"),
    refuses("source, other resource", "1312-400"),
  ),
  rule("the lake is the only target", refuses("target, other spec", "1307-400")),
  rule(
    "a schedule keeps its rules, with numbers as text or as numbers",
    refuses("flow, start in the past", "1360-400"),
    refuses("flow, interval with once", "1361-400"),
    refuses("flow, interval too small", "1362-400"),
    refuses("flow, backfill with once", "1364-400"),
    refuses("flow, no frequency", "1397-400"),
  ),
  rule(
    "a flow has one source, one target, a mapping that exists, and no state of its own",
    refuses("flow, other spec", "1413-400"),
    refuses("flow, two sources", "1321-400"),
    refuses("flow, no mapping", "1328-400"),
    refuses("flow, other mapping", "1412-400"),
    refuses("flow, with a state", "1410-400"),
  ),
  rule(
    "enabling what is enabled is refused; actions are compared whatever their case",
    refuses("enable, enabled", "1422-400"),
    (ask) => ask("disable flow").status === 200 && ask("enable flow").status === 200,
  ),
  rule("finalizing is for providers", refuses("finalize flow", "1402-400")),
  rule("a run has two activities with a window, and its summaries", (ask) => {
    const [run] = ask("get run").body.items;
    const [copy, promotion] = run.activities;
    const { windowStart, windowEnd } = copy.durationSummary.extensions;
    return (
      run.activities.length === 2 &&
      copy.id === "4f008a00-3a04-11eb-adc1-0242ac120002" &&
      promotion.id === "37b34f84-1ada-11eb-adc1-0242ac120002" &&
      windowStart < windowEnd &&
      run.metrics.recordSummary.inputRecordCount === run.metrics.recordSummary.outputRecordCount
    );
  }),
  rule(
    "a flow shows its last run",
    (ask) => ask("flow after its run").body.items[0].lastRunDetails.state === "success",
  ),
  rule(
    "runs are written by providers, and retried only when nothing arrived",
    refuses("put run", "1427-400"),
    refuses("retry a run that moved something", "1387-400"),
  ),
  rule(
    "a one-time flow runs on demand",
    refuses("run, end before start", "1381-400"),
    refuses("run, no flow", "1430-400"),
    (ask) => {
      const { status, body } = ask("run on demand");
      return status === 201 && ETAG.test(body.items[0].etag);
    },
  ),
  rule("a draft is kept unfinished, and a child is not published before its parent", (ask) => {
    const [draft] = ask("get draft").body.items;
    return (
      draft.state === "draft" &&
      draft.lastOperation.operation === "draft_create" &&
      ask("publish before its parent").status === 400 &&
      ask("publish source").status === 200
    );
  }),
  rule(
    "what is in use is not deleted",
    refuses("delete connection in use", "1418-400"),
    refuses("delete source in use", "1447-400"),
  ),
];
