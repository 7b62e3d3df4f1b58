import { type ErrorCode, errorCodes, type ResourceName } from "@stripe-aep/core";
import {
  findQuarantined,
  flowOfDataset,
  isObject,
  type JsonObject,
  matchingQuarantine,
  pageQuarantine,
  quarantineCauses,
  type QuarantineFilter,
  type QuarantineLine,
} from "@stripe-aep/core/flow-service";
import type {
  Operation,
  Page,
  QuarantinedRecord,
  QuarantinedRecordDetail,
  QuarantineGroup,
  QuarantineSelection,
} from "@stripe-aep/core/service-api";
import { replayOwnFlow } from "../flows/own-quarantine.ts";
import { nothingHere } from "../http/problem-details.ts";
import { record } from "../http/record-audit.ts";
import { type Call, limitOf, makeCursor, readCursor } from "./call.ts";
import { ownFeeds } from "./choose-connection.ts";
import { tellChanged } from "./handle-connections.ts";
import type { Acting, Work } from "./run-operation.ts";

/** Entries that one replay or drop takes. */
const MOST_AT_ONCE = 200_000;

/** What was refused. */
export const quarantineHandlers = {
  listQuarantine: async (call: Call): Promise<Page<QuarantinedRecord>> => {
    const { database } = await call.service.storeOf(call.tenant);
    const filter = await filterOf(call);
    const offset = readCursor(call.query.cursor);
    const limit = limitOf(call.query);
    const [rows, causes] = await Promise.all([
      pageQuarantine(database, filter, { offset, limit }),
      quarantineCauses(database, filter),
    ]);
    const total = causes.reduce((sum, { count }) => sum + count, 0);
    const end = offset + limit;
    return { items: rows.map(show), next: end < total ? makeCursor(end) : null, total };
  },

  groupQuarantine: async (call: Call): Promise<readonly QuarantineGroup[]> => {
    const { database } = await call.service.storeOf(call.tenant);
    const causes = await quarantineCauses(database, { ...(await filterOf(call)), status: "open" });
    return causes.map(({ code, resource, path, count }) => ({
      code,
      title: titleOf(code).title,
      resource: resource as ResourceName,
      path,
      count,
    }));
  },

  getQuarantined: async (call: Call): Promise<QuarantinedRecordDetail> => {
    const id = call.parameters.id ?? "";
    const { database } = await call.service.storeOf(call.tenant);
    const row = await findQuarantined(database, id);
    if (row === undefined || !(await ownFeeds(call)).has(row.feed)) throw nothingHere("This record", id);
    return { ...show(row), record: parse(row.source) };
  },

  replayQuarantine: async (call: Call): Promise<Operation> => {
    await ownFeeds(call, (call.body as QuarantineSelection).connectionId);
    return call.operations.start(call, "replay", { selection: call.body });
  },

  dropQuarantine: async (call: Call) => {
    let dropped = 0;
    for (const { connection, entries } of await selected(call, call.body)) {
      const connector = await call.service.connectors.of(connection);
      for (const { quarantine_id: id } of entries) if (await connector.quarantine.drop(id)) dropped += 1;
    }
    await record(call.service, call.holder, "quarantine.drop", "", { records: dropped });
    tellChanged(call, "quarantine");
    return { dropped };
  },
};

/** Reads the objects again and sends them: with the connector, or with the mapping of one's own that refused them. */
export const replaySelected: Work = async (acting, input, progress) => {
  const selection = isObject(input.selection) ? input.selection : {};
  let replayed = 0;
  let stillRefused = 0;
  for (const { connection, entries } of await selected(acting, selection)) {
    const byFlow = Map.groupBy(entries, ({ dataset }) => flowOfDataset(dataset) ?? "");
    for (const [flowId, ofFlow] of byFlow) {
      progress.step(`${ofFlow.length} records of ${String(connection.document.name)} are read again.`);
      const ids = ofFlow.map(({ quarantine_id: id }) => id);
      const report =
        flowId === ""
          ? await (await acting.service.connectors.forSending(connection)).quarantine.replay(ids, progress.signal)
          : await replayOwnFlow(acting.service, connection, flowId, ofFlow, progress.signal);
      replayed += report.replayed;
      stillRefused += report.stillRefused;
    }
  }
  await record(acting.service, acting.holder, "quarantine.replay", "", { records: replayed });
  tellChanged(acting, "quarantine");
  return { replayed, stillRefused };
};

/** Open entries that a selection names, by the connection that reads their account. */
async function selected(acting: Pick<Acting, "service" | "tenant">, selection: JsonObject) {
  const { ids, resource, code, connectionId } = selection as QuarantineSelection;
  const feeds = await ownFeeds(acting, connectionId);
  const { database } = await acting.service.storeOf(acting.tenant);
  const filter: QuarantineFilter = {
    feeds: [...feeds.keys()],
    status: "open",
    ...(resource === undefined ? {} : { resource }),
    ...(code === undefined ? {} : { code }),
  };
  const entries = await matchingQuarantine(database, filter, ids, MOST_AT_ONCE);
  return [...Map.groupBy(entries, ({ feed }) => feed)].flatMap(([feed, ofFeed]) => {
    const connection = feeds.get(feed);
    return connection === undefined ? [] : [{ connection, entries: ofFeed }];
  });
}

async function filterOf(call: Call): Promise<QuarantineFilter> {
  const { status = "open", resource, code, connectionId } = call.query;
  return {
    feeds: [...(await ownFeeds(call, connectionId)).keys()],
    status: status as "open",
    ...(resource === undefined ? {} : { resource }),
    ...(code === undefined ? {} : { code }),
  };
}

function titleOf(code: string): { readonly code: string; readonly title: string; readonly next: string } {
  const entry = Object.hasOwn(errorCodes, code) ? errorCodes[code as ErrorCode] : undefined;
  return { code, title: entry?.title ?? code, next: entry?.next ?? "" };
}

function show(row: QuarantineLine): QuarantinedRecord {
  const flowId = flowOfDataset(row.dataset);
  return {
    id: row.quarantine_id,
    flowId: flowId ?? null,
    runId: row.run_id,
    resource: row.resource as ResourceName,
    dataset: flowId === undefined ? row.dataset : "own",
    objectId: row.object_id,
    path: row.path,
    rule: row.rule,
    ...titleOf(row.code),
    status: row.status as QuarantinedRecord["status"],
    createdAt: row.created_at,
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
