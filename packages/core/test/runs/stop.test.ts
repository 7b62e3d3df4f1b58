import { afterAll, beforeAll, expect, test } from "vitest";
import { type Connector, createConnector } from "../../src/connector.ts";
import { InterruptedError } from "../../src/errors.ts";
import { nodePorts, type NodePorts } from "../../src/ports/node-ports.ts";
import { openSandbox, type Sandbox } from "./sandbox.ts";

let sandbox: Sandbox;
let connector: Connector;

beforeAll(async () => {
  sandbox = await openSandbox({ objects: 2_000 });
  connector = await sandbox.connect();
  await connector.apply(await connector.plan());
});
afterAll(() => sandbox.close());

/** A connector whose first listing of charges waits until `before` is done. */
async function connectHeldUp(before: () => Promise<void>): Promise<{ held: Connector; close: () => Promise<void> }> {
  const ports: NodePorts = nodePorts({ stateFolder: sandbox.folder });
  let waiting: Promise<void> | undefined;
  const transport: NodePorts["transport"] = {
    send: async (request) => {
      if (request.url.includes("/v1/charges?")) await (waiting ??= before());
      return ports.transport.send(request);
    },
  };
  const held = await createConnector(sandbox.config, { ...ports, transport });
  return {
    held,
    close: async () => {
      await held.close();
      await ports.close();
    },
  };
}

test("a run that another process cancels delivers what it has read, and ends as cancelled", async () => {
  let runId = "";
  const { held, close } = await connectHeldUp(async () => {
    runId = (await connector.runs.list(1))[0]?.runId ?? "";
    expect(await connector.runs.cancel(runId)).toBe(true);
    expect(await connector.runs.show(runId)).toMatchObject({ status: "cancelling" });
  });
  await expect(held.sync({ resources: ["charges"] })).rejects.toBeInstanceOf(InterruptedError);
  await close();
  const report = await connector.runs.show(runId);
  expect(report?.status).toBe("cancelled");
  const charges = report?.resources.charges;
  expect(charges).toMatchObject({ balanced: true, accepted: charges?.sent, rejected: 0 });
  expect(charges?.failure).toBeUndefined();
  expect(charges?.read).toBeGreaterThan(0);
  const all = [...sandbox.simulator.world.truth(["charges"])].filter(({ listed }) => listed).length;
  expect(charges?.read).toBeLessThan(all);
  expect(await connector.runs.cancel(runId)).toBe(false);
});

test("a run that its own caller stops does the same, and the next one goes on without sending anything twice", async () => {
  const stop = new AbortController();
  const stopped = connector.sync({ stop: stop.signal, onProgress: () => stop.abort() });
  await expect(stopped).rejects.toBeInstanceOf(InterruptedError);
  const [before] = await connector.runs.list(1);
  expect(before?.status).toBe("cancelled");
  expect(Object.values(before?.resources ?? {}).every(({ balanced }) => balanced)).toBe(true);

  await connector.sync();
  const report = await connector.reconcile();
  expect(report.verdict).toBe("equal");
});

test("there is nothing to cancel in a run that was never there", async () => {
  expect(await connector.runs.cancel("run_nowhere")).toBe(false);
});
