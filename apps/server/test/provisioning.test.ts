import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createConnector, Secret, type Connector, type ConnectorConfig } from "@stripe-aep/core";
import { nodePorts, type NodePorts } from "@stripe-aep/core/node";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Loose, ServerUnderTest } from "./running-server.ts";

/**
 * Adobe's one host as a provisioner meets it: Flow Service is this server, everything else is the platform behind it, and each
 * of the two gets its own token.
 */
function startGateway(server: ServerUnderTest): Promise<Server> {
  const { platform } = server.running.sandbox!;
  const gateway = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const path = request.url ?? "/";
      const isFlowService = path.startsWith("/data/foundation/flowservice");
      const headers = { ...(request.headers as Record<string, string>) };
      for (const hop of ["host", "connection", "content-length", "transfer-encoding"])
        Reflect.deleteProperty(headers, hop);
      if (isFlowService) Object.assign(headers, server.headers());
      const body = chunks.length === 0 ? {} : { body: Buffer.concat(chunks) };
      void fetch(`${isFlowService ? server.url : platform.url}${path}`, {
        method: request.method ?? "GET",
        headers,
        ...body,
      }).then(async (answer) => {
        response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "application/json" });
        response.end(Buffer.from(await answer.arrayBuffer()));
      });
    });
  });
  return new Promise((resolve) => gateway.listen(0, "127.0.0.1", () => resolve(gateway)));
}

let server: ServerUnderTest;
let gateway: Server;
let connector: Connector;
let ports: NodePorts;
let folder: string;

beforeAll(async () => {
  server = await ServerUnderTest.start();
  gateway = await startGateway(server);
  folder = mkdtempSync(join(tmpdir(), "stripe-aep-runner-"));
  ports = nodePorts({ stateFolder: folder });
  const { platform, stripeUrl, stripeKey } = server.running.sandbox!;
  const url = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`;
  const config: ConnectorConfig = {
    stripe: {
      baseUrl: stripeUrl,
      apiVersion: "2025-02-24.acacia",
      credential: { kind: "key", key: new Secret(stripeKey) },
    },
    platform: {
      baseUrl: url,
      imsUrl: url,
      clientId: platform.clientId,
      clientSecret: new Secret(platform.clientSecret),
      apiKey: platform.apiKey,
      imsOrganization: platform.imsOrganization,
      sandbox: platform.sandbox,
    },
    state: { store: { kind: "sqlite", file: join(folder, "state.sqlite") }, spoolFolder: join(folder, "spool") },
    schemasFolder: fileURLToPath(new URL("../../../schemas", import.meta.url)),
    datasets: {
      charges: ["object"],
      subscriptions: ["object"],
      refunds: ["object"],
      balance_transactions: ["object"],
      customers: ["object"],
      prices: ["object"],
    },
    policy: { preset: "minimal", fields: { "charges.receipt_number": "drop", customer: "hash" } },
    provision: { runner: "adobe", schedule: { frequency: "day", interval: 1, backfill: true } },
  };
  connector = await createConnector(config, ports);
});

afterAll(async () => {
  await connector.close();
  await ports.close();
  gateway.closeAllConnections();
  gateway.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe("runner adobe", () => {
  it("makes the six dataflows with one plan, and nothing the second time", async () => {
    const plan = await connector.plan();
    const count = (kind: string): number => plan.steps.filter((step) => step.kind === kind).length;
    expect(["schema", "dataset", "mapping-set", "source-connection", "target-connection", "flow"].map(count)).toEqual([
      6, 6, 6, 6, 6, 6,
    ]);
    expect(count("base-connection")).toBe(1);
    expect(JSON.stringify(plan)).not.toContain(server.running.sandbox!.stripeKey);

    await connector.apply(plan);
    const flows = await server.flowService("GET", "/flows");
    expect(flows.body.items).toHaveLength(6);
    const { mappingId } = flows.body.items.find(({ name }: Loose) => name === "Stripe charges").transformations[0]
      .params;
    const { mappings } = (await server.call("GET", `/data/foundation/conversion/mappingSets/${mappingId as string}`))
      .body;
    const rowTo = (path: string): Loose =>
      mappings.find(({ destination }: Loose) => destination === `_acme.charges_data.${path}`);
    expect(rowTo("receipt_number"), "Adobe's mapper sends what the policy sends").toBeUndefined();
    expect(rowTo("customer").source).toMatch(/^sha256\(lower\(trim\(/);
    expect(rowTo("amount")).toBeDefined();
    const again = await connector.plan();
    expect(
      again.steps.filter(({ act }) => act !== "keep").map(({ key, act, differences }) => ({ key, act, differences })),
    ).toEqual([]);
  });

  it("shows a schedule that somebody changed by hand, and mends it", async () => {
    const flow = (await server.flowService("GET", "/flows")).body.items[0];
    const patch = [{ op: "replace", path: "/scheduleParams/frequency", value: "week" }];
    const changed = await server.flowService("PATCH", `/flows/${flow.id}`, patch, { "if-match": flow.etag });
    expect(changed.status).toBe(200);
    const drifted = (await connector.plan()).steps.filter(({ drift }) => drift.length > 0);
    expect(drifted.map(({ act, drift }) => ({ act, drift }))).toEqual([
      { act: "change", drift: ["scheduleParams.frequency: week → day"] },
    ]);
    await connector.apply(await connector.plan());
    expect((await connector.plan()).steps.every(({ act }) => act === "keep")).toBe(true);
  });

  it("removes flows before connections, and connections before their account", async () => {
    const report = await connector.destroy();
    const kinds = [...new Set(report.removed.map(({ kind }) => kind))];
    expect(kinds.slice(0, 4)).toEqual(["flow", "target-connection", "source-connection", "base-connection"]);
    expect((await server.flowService("GET", "/flows")).body.items).toEqual([]);
    expect((await server.flowService("GET", "/connections")).body.items).toEqual([]);
  });
});
