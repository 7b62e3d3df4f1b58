import { describe, expect, it } from "vitest";
import { RetryLaterError } from "../errors.ts";
import type { PlatformClient } from "./client.ts";
import { queryService } from "./query-service.ts";

/** A platform that gives these states of one query, one after the other, and a clock that only sleeps by counting. */
function platformWith(states: readonly string[]) {
  const left = [...states];
  const requests: { readonly method: string; readonly path: string; readonly json?: unknown }[] = [];
  let now = 0;
  const clock = {
    now: () => now,
    sleep: (milliseconds: number) => {
      now += milliseconds;
      return Promise.resolve();
    },
  };
  const client = {
    imsOrganization: "fake@AdobeOrg",
    sandbox: "prod",
    ports: { clock },
    send: (request: (typeof requests)[number]) => {
      requests.push(request);
      const state = left.length > 1 ? left.shift() : left[0];
      return Promise.resolve({ status: 200, headers: {}, body: new Uint8Array(), json: () => ({ id: "q1", state }) });
    },
  };
  return { client: client as unknown as PlatformClient, requests };
}

describe("queryService", () => {
  it("submits to the sandbox's lake and waits until the query has ended", async () => {
    const { client, requests } = platformWith(["SUBMITTED", "IN_PROGRESS", "SUCCESS"]);
    const service = queryService(client);
    const { id } = await service.submit({ name: "count", sql: "select count(*) from stripe_charges" });
    const ended = await service.wait(id, { everyMilliseconds: 10, timeoutMilliseconds: 100 });
    expect(ended.state).toBe("SUCCESS");
    expect(requests[0]?.json).toMatchObject({ dbName: "prod:all" });
  });

  it("does not wait for ever", async () => {
    const { client } = platformWith(["IN_PROGRESS"]);
    const waiting = queryService(client).wait("q1", { everyMilliseconds: 10, timeoutMilliseconds: 25 });
    await expect(waiting).rejects.toThrow(RetryLaterError);
  });
});
