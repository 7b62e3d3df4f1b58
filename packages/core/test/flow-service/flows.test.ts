import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Desk, schemaId } from "./desk.ts";

let desk: Desk;

beforeEach(async () => {
  desk = await Desk.open();
});
afterEach(() => desk.close());

const seconds = (): number => Math.floor(desk.now / 1000);

describe("flows", () => {
  it("are created whole and say what they are connected to", async () => {
    const { flow, source, target, base } = await desk.wholeFlow();
    const shown = await desk.entity(`/flows/${flow}`);
    expect(shown).toMatchObject({
      state: "enabled",
      inheritedAttributes: {
        properties: { isSourceFlow: true },
        sourceConnections: [{ id: source, baseConnection: { id: base } }],
        targetConnections: [{ id: target }],
      },
      runs: `/runs?property=flowId==${flow}`,
      scheduleParams: { frequency: "minute", interval: 15 },
    });
    expect(shown).not.toHaveProperty("lastRunDetails");
    const by =
      "property=inheritedAttributes.sourceConnections[].connectionSpec.id==cc2c31d6-7b8c-4581-b49f-5c8698aa3ab3";
    expect((await desk.call("GET", `/flows?${by}&count=true`)).body).toEqual({ count: 1 });
    expect((await desk.call("GET", `/flows?property=transformations[].params.mappingId==m1&count=true`)).body).toEqual({
      count: 1,
    });
  });

  it("the tutorial's start time lies in the past, and so says Adobe", async () => {
    const { source, target } = await desk.wholeFlow();
    const scheduleParams = { startTime: "1710267858", frequency: "minute", interval: 15 };
    const answer = await desk.call("POST", "/flows", desk.flowBody(source, target, { scheduleParams }));
    expect(answer).toMatchObject({
      status: 400,
      body: {
        errorCode: "1360-400",
        errorMessage: "The start time cannot be set in the past. Please provide a valid start time and try again.",
      },
    });
  });

  const schedules = [
    [{}, "1317-400"],
    [{ frequency: "minute", interval: 15 }, "1304-400"],
    [{ startTime: "soon", frequency: "once" }, "1340-400"],
    [{ startTime: 4102444800, frequency: "monthly", interval: 1 }, "1397-400"],
    [{ startTime: 4102444800 }, "1304-400"],
    [{ startTime: 4102444800, frequency: "once", interval: 15 }, "1361-400"],
    [{ startTime: 4102444800, frequency: "once", backfill: true }, "1364-400"],
    [{ startTime: 4102444800, frequency: "minute", interval: 14 }, "1362-400"],
    [{ startTime: 4102444800, frequency: "hour", interval: 0 }, "1362-400"],
    [{ startTime: 4102444800, frequency: "day", interval: -1 }, "1362-400"],
    [{ startTime: 4102444800, frequency: "week", interval: 1.5 }, "1363-400"],
    [{ startTime: 4102444800, frequency: "hour" }, "1304-400"],
    [{ startTime: 4102444800, frequency: "hour", interval: "1", backfill: "maybe" }, "1312-400"],
  ] as const;
  for (const [scheduleParams, code] of schedules) {
    it(`refuse scheduleParams ${JSON.stringify(scheduleParams)}`, async () => {
      const { source, target } = await desk.wholeFlow();
      const answer = await desk.call("POST", "/flows", desk.flowBody(source, target, { scheduleParams }));
      expect(answer.body.errorCode).toBe(code);
      expect((await desk.call("GET", "/flows?count=true")).body).toEqual({ count: 1 });
    });
  }

  it("coerce texts and echo what was sent", async () => {
    const scheduleParams = { startTime: "4102444800", frequency: "hour", interval: "1", backfill: "false" };
    const { flow } = await desk.wholeFlow(scheduleParams);
    expect((await desk.entity(`/flows/${flow}`)).scheduleParams).toEqual(scheduleParams);
  });

  const bad = [
    ["a state", { state: "enabled" }, 400, "1410-400"],
    ["another flow spec", { flowSpec: { id: "x", version: "1.0" } }, 400, "1413-400"],
    ["no source", { sourceConnectionIds: [] }, 400, "1320-400"],
    ["two targets", { targetConnectionIds: ["a", "b"] }, 400, "1321-400"],
    ["a source that is not there", { sourceConnectionIds: ["none"] }, 404, undefined],
    ["no transformation", { transformations: [] }, 400, "1328-400"],
    ["no mapping id", { transformations: [{ name: "Mapping", params: {} }] }, 400, "1329-400"],
    [
      "no such mapping",
      { transformations: [{ name: "Mapping", params: { mappingId: "m2", mappingVersion: 0 } }] },
      400,
      "1412-400",
    ],
    [
      "a version that is not there",
      { transformations: [{ name: "Mapping", params: { mappingId: "m1", mappingVersion: 3 } }] },
      400,
      "1412-400",
    ],
    ["a percentage of nothing", { options: { partialIngestionPercent: 0 } }, 400, "1312-400"],
  ] as const;
  for (const [what, more, status, code] of bad) {
    it(`refuse ${what}`, async () => {
      const { source, target } = await desk.wholeFlow();
      const answer = await desk.call("POST", "/flows", desk.flowBody(source, target, more));
      expect([answer.status, answer.body.errorCode]).toEqual([status, code]);
    });
  }

  it("need one schema in dataset, target and mapping", async () => {
    const { source, target } = await desk.wholeFlow();
    desk.mappingSets.set("m9", { xdmSchema: "https://ns.adobe.com/acme/schemas/other", xdmVersion: "1.0" });
    const other = [{ name: "Mapping", params: { mappingId: "m9", mappingVersion: "0" } }];
    const mapped = await desk.call("POST", "/flows", desk.flowBody(source, target, { transformations: other }));
    expect(mapped.body.errorCode).toBe("1425-400");
    desk.mappingSets.set("m9", { outputSchema: { schemaRef: { id: schemaId, contentType: "x;version=1" } } });
    const good = await desk.call("POST", "/flows", desk.flowBody(source, target, { transformations: other }));
    expect(good.status).toBe(201);
  });

  it("name the mapping row that cannot run", async () => {
    const { source, target } = await desk.wholeFlow();
    desk.mappingFaults = ["Row 3 (data.created): epoch seconds mapped to a date-time are read as milliseconds."];
    const answer = await desk.call("POST", "/flows", desk.flowBody(source, target));
    expect(answer.body.errorCode).toBe("1419-400");
    expect(answer.body.errorMessage).toContain("Row 3 (data.created)");
  });

  it("are renamed, rescheduled and given options by PATCH, as long as Adobe's rules allow", async () => {
    const start = seconds() + 600;
    const { flow } = await desk.wholeFlow({ startTime: start, frequency: "hour", interval: 1 });
    const patch = async (...operations: object[]) => {
      const { etag } = (await desk.entity(`/flows/${flow}`)) as { etag: string };
      return desk.call("PATCH", `/flows/${flow}`, operations, { ifMatch: etag });
    };
    const replace = (path: string, value: unknown) => ({ op: "replace", path, value });
    expect((await patch(replace("/scheduleParams/startTime", start + 60))).status).toBe(200);
    expect((await patch(replace("/scheduleParams/startTime", 1710267858))).body.errorCode).toBe("1360-400");
    const options = [
      { op: "add", path: "/options", value: { partialIngestionPercent: "10" } },
      { op: "add", path: "/options/errorDiagnosticsEnabled", value: true },
    ];
    expect((await patch(...options)).status).toBe(200);
    expect(await desk.entity(`/flows/${flow}`)).toMatchObject({
      options: { partialIngestionPercent: 10, errorDiagnosticsEnabled: true },
      lastOperation: { operation: "update", ops: options },
    });
    desk.now += 3_600_000;
    expect((await patch(replace("/scheduleParams/frequency", "day"))).status).toBe(200);
    expect((await patch(replace("/scheduleParams/startTime", start))).body.errorCode).toBe("1366-400");
    expect((await patch(replace("/scheduleParams/frequency", "once"))).body.errorCode).toBe("1361-400");
    const once = [replace("/scheduleParams/frequency", "once"), { op: "remove", path: "/scheduleParams/interval" }];
    expect((await patch(...once)).body.errorMessage).toContain("can no longer change the frequency to once");
    const backfill = { op: "add", path: "/scheduleParams/backfill", value: false };
    expect((await patch(backfill)).body.errorMessage).toContain("can no longer update backfill");
    expect(
      (await patch(replace("/transformations/0", { name: "Mapping", params: { mappingId: "m2", mappingVersion: 1 } })))
        .body.errorCode,
    ).toBe("1412-400");
    expect((await patch(replace("/sourceConnectionIds/0", "x"))).body.errorCode).toBe("1365-400");
  });

  it("are disabled and enabled; twice the same is refused", async () => {
    const { flow } = await desk.wholeFlow();
    const act = (op: string) => desk.call("POST", `/flows/${flow}/action?op=${op}`);
    expect((await act("DISABLE")).status).toBe(200);
    expect((await desk.entity(`/flows/${flow}`)).state).toBe("disabled");
    expect((await act("disable")).body.errorCode).toBe("1422-400");
    expect((await act("enable")).status).toBe(200);
    expect((await act("finalize")).body.errorCode).toBe("1402-400");
    expect((await act("explode")).body.errorCode).toBe("1398-400");
  });
});

describe("drafts", () => {
  it("are kept unfinished and published from the base up", async () => {
    const draft = (path: string, body: object) => desk.create(`${path}?mode=draft`, body);
    const { id: base } = await draft("/connections", desk.connectionBody());
    const { id: source } = await draft("/sourceConnections", desk.sourceBody(base));
    const { id: target } = await draft("/targetConnections", desk.targetBody());
    const { id: flow } = await draft("/flows", {
      name: "unfinished",
      flowSpec: { id: "6499120c-0b15-42dc-936e-847ea3c24d72", version: "1.0" },
      sourceConnectionIds: [source],
      targetConnectionIds: [target],
    });
    expect(await desk.entity(`/flows/${flow}`)).toMatchObject({
      state: "draft",
      lastOperation: { operation: "draft_create" },
    });
    const publish = (path: string) => desk.call("POST", `${path}/action?op=publish`);
    expect((await publish(`/sourceConnections/${source}`)).body.errorCode).toBe("1421-400");
    expect((await publish(`/connections/${base}`)).status).toBe(200);
    expect((await publish(`/sourceConnections/${source}`)).status).toBe(200);
    expect((await publish(`/flows/${flow}`)).body.errorCode).toBe("1421-400");
    expect((await publish(`/targetConnections/${target}`)).status).toBe(200);
    expect((await publish(`/flows/${flow}`)).body.errorCode).toBe("1328-400");
    const { etag } = (await desk.entity(`/flows/${flow}`)) as { etag: string };
    const finish = [
      {
        op: "add",
        path: "/transformations",
        value: [{ name: "Mapping", params: { mappingId: "m1", mappingVersion: 0 } }],
      },
      { op: "add", path: "/scheduleParams", value: { startTime: seconds(), frequency: "once" } },
    ];
    expect((await desk.call("PATCH", `/flows/${flow}`, finish, { ifMatch: etag })).status).toBe(200);
    expect((await publish(`/flows/${flow}`)).status).toBe(200);
    expect((await desk.entity(`/flows/${flow}`)).state).toBe("enabled");
    expect((await desk.call("POST", "/flows?mode=dry", {})).body.errorCode).toBe("1368-400");
  });
});

describe("runs on demand", () => {
  it("belong to one-time flows, with a window of their own", async () => {
    const { flow } = await desk.wholeFlow({ startTime: seconds(), frequency: "once" });
    const params = { startTime: "1663735590", windowStartTime: "1651584991", windowEndTime: "1651585956" };
    const answer = await desk.call("POST", "/runs/", { flowId: flow, params });
    expect(answer.status).toBe(201);
    const [run] = answer.body.items ?? [];
    expect(await desk.entity(`/runs/${run?.id as string}`)).toMatchObject({
      flowId: flow,
      metrics: { statusSummary: { status: "scheduled" } },
      activities: [],
    });
    expect(
      (await desk.call("GET", `/runs?property=flowId==${flow}&property=state==SCHEDULED&count=true`)).body,
    ).toEqual({
      count: 1,
    });
    expect((await desk.call("GET", `/flows/${flow}/runs`)).body.items).toHaveLength(1);
    const turned = { flowId: flow, params: { ...params, windowEndTime: "1651584990" } };
    expect((await desk.call("POST", "/runs", turned)).body.errorCode).toBe("1381-400");
    expect((await desk.call("POST", "/runs", { flowId: "none", params })).body.errorCode).toBe("1430-400");
    expect((await desk.call("POST", "/runs", { params })).body.errorCode).toBe("1446-400");
    expect((await desk.call("POST", "/runs", { flowId: flow })).body.errorCode).toBe("1384-400");
    expect((await desk.call("PUT", `/runs/${run?.id as string}`, {})).body.errorCode).toBe("1427-400");
    const early = await desk.call("POST", `/runs/${run?.id as string}/action?op=RE_TRIGGER`);
    expect(early.body.errorCode).toBe("1387-400");
  });

  it("are refused for scheduled and for disabled flows", async () => {
    const { flow } = await desk.wholeFlow();
    const params = { windowStartTime: 1, windowEndTime: 2 };
    expect((await desk.call("POST", "/runs", { flowId: flow, params })).body.errorCode).toBe("1386-400");
    await desk.call("POST", `/flows/${flow}/action?op=disable`);
    expect((await desk.call("POST", "/runs", { flowId: flow, params })).body.errorCode).toBe("1388-400");
  });
});

describe("paths", () => {
  for (const [method, path] of [
    ["GET", "/nothing"],
    ["DELETE", "/connections"],
    ["PATCH", "/runs/x"],
    ["GET", "/connections/x/y/z"],
    ["GET", "/__proto__"],
    ["GET", "/constructor"],
    ["GET", "/"],
  ] as const) {
    it(`${method} ${path} is 404`, async () => {
      expect((await desk.call(method, path)).status).toBe(404);
    });
  }
});
