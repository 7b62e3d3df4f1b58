import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Loose, ServerUnderTest, until } from "./running-server.ts";

/** How a run with refused rows ends, by the flow's threshold: Flow Service's contract, sections 6.3 and 6.5. */
let server: ServerUnderTest;
let connectionId = "";

beforeAll(async () => {
  server = await ServerUnderTest.start();
  const input = { name: "Stripe", accessToken: server.running.reach.stripeKey };
  connectionId = (await server.v1("POST", "/connections", input)).body.id;
});
afterAll(() => server.stop());

/** The platform refuses this many good rows; without a number, every one. */
async function refuse(limit?: number): Promise<void> {
  const rules = limit === 0 ? [] : [{ name: "aep-record-refused", rate: 1, ...(limit === undefined ? {} : { limit }) }];
  const { controlUrl } = server.running.sandbox!;
  const answer = await fetch(`${controlUrl}/faults`, { method: "POST", body: JSON.stringify({ rules }) });
  expect(answer.status).toBe(200);
}

async function flowOf(resource: string, more: object = {}): Promise<Loose> {
  const schedule = { frequency: "day", interval: 1, startsAt: Date.now() + 3_600_000, backfill: true };
  const answer = await server.v1("POST", "/flows", { name: resource, connectionId, resource, schedule, ...more });
  expect(answer.status, answer.text).toBe(201);
  return answer.body;
}

/** The run as the console shows it, and as Adobe's clients see it. */
async function runOf(flow: Loose): Promise<{ readonly shown: Loose; readonly adobe: Loose }> {
  const ordered = await server.v1("POST", `/flows/${flow.id as string}/run`);
  const { body: shown } = await until(
    () => server.v1("GET", `/runs/${ordered.body.id as string}`),
    ({ body }) => ["succeeded", "failed"].includes(body.status),
  );
  const { body } = await server.flowService("GET", `/runs/${ordered.body.id as string}`);
  return { shown, adobe: body.items[0] };
}

describe("a run of the generated mapping", () => {
  it("has failed when every row was refused, with the reason and what to do", async () => {
    const flow = await flowOf("customers");
    expect(flow.options).toEqual({ errorDiagnosticsEnabled: true, partialIngestionPercent: 5 });
    await refuse();
    const { shown, adobe } = await runOf(flow);
    await refuse(0);
    const { read, accepted, rejected } = shown.figures;
    expect({ accepted, rejected }).toEqual({ accepted: 0, rejected: read });
    const message = `Error in processing (parsing, validation or transformation) the copied data. Dataset object: ${read} of ${read} records failed; 5 % may fail.`;
    expect(shown).toMatchObject({ status: "failed", partial: false, balanced: true });
    expect(shown.firstError).toMatchObject({
      code: "CONNECTOR-2001-500",
      message,
      next: expect.stringMatching("replay"),
    });
    expect(adobe.metrics.statusSummary).toMatchObject({
      status: "failed",
      errors: [{ code: "CONNECTOR-2001-500", message }],
    });
    expect(adobe.metrics.recordSummary).toMatchObject({ inputRecordCount: -1, failedRecordCount: -1 });
    expect(adobe.activities.map((activity: Loose) => activity.statusSummary.status)).toEqual(["success", "failed"]);
    expect(adobe.activities[1].recordSummary).toMatchObject({ inputRecordCount: read, failedRecordCount: read });
    const { attention } = (await server.v1("GET", "/overview")).body;
    expect(attention[0]).toMatchObject({ severity: "error", message: expect.stringContaining("customers failed") });
    const again = (await runOf(flow)).shown;
    expect(again, "what waits in quarantine is not this run's").toMatchObject({ status: "succeeded", partial: false });
  });

  it("is a success with errors up to the threshold, and none beyond it", async () => {
    const flow = await flowOf("prices", { partialIngestionPercent: 50 });
    await refuse(1);
    const { shown, adobe } = await runOf(flow);
    expect(shown.figures.rejected).toBe(1);
    expect(shown).toMatchObject({ status: "succeeded", partial: true, firstError: { code: "CONNECTOR-2001-500" } });
    expect(shown.errors, "the cause, and no summary of it").toMatchObject([{ code: "SAEP-1404", count: 1 }]);
    expect(adobe.metrics.statusSummary).toMatchObject({
      status: "success",
      errors: [{ code: "CONNECTOR-2001-500", message: "Error occurred at promotion activity." }],
    });
    expect(adobe.metrics.recordSummary).toMatchObject({ failedRecordCount: 1 });
    const narrow = await flowOf("balance_transactions", { partialIngestionPercent: 0.001 });
    await refuse(1);
    expect((await runOf(narrow)).shown).toMatchObject({ status: "failed", figures: { rejected: 1 } });
    await refuse(0);
  });

  it("has failed by its refused event rows although every object arrived", async () => {
    const flow = await flowOf("refunds");
    const events = flow.dataSets.find(({ kind }: Loose) => kind === "event").id as string;
    const { controlUrl } = server.running.sandbox!;
    const rules = [{ name: "aep-record-refused", rate: 1, place: events }];
    await fetch(`${controlUrl}/faults`, { method: "POST", body: JSON.stringify({ rules }) });
    const { shown } = await runOf(flow);
    await refuse(0);
    expect(shown).toMatchObject({ status: "failed", figures: { rejected: 0 } });
    expect(shown.firstError.message).toContain("Dataset event: ");
  });

  it("has failed by one refused row where partial ingestion is switched off", async () => {
    const flow = await flowOf("subscriptions");
    const remove = [{ op: "remove", path: "/options/partialIngestionPercent" }];
    const patched = await server.flowService("PATCH", `/flows/${flow.id as string}`, remove, { "if-match": flow.etag });
    expect(patched.status, patched.text).toBe(200);
    await refuse(1);
    const { shown } = await runOf(flow);
    await refuse(0);
    expect(shown.status).toBe("failed");
    expect(shown.firstError.message).toMatch(/: 1 of \d+ records failed; partial ingestion is off\.$/);
  });

  it.each([0, -1, 101])("is not set up with a threshold of %d %%", async (partialIngestionPercent) => {
    const schedule = { frequency: "once", startsAt: Date.now(), backfill: true };
    const input = { name: "x", connectionId, resource: "charges", schedule, partialIngestionPercent };
    const answer = await server.v1("POST", "/flows", input);
    expect([answer.status, answer.body.code]).toEqual([400, "SAEP-1802"]);
    expect(answer.body.detail).toContain("partialIngestionPercent");
  });
});
