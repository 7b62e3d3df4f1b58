import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { AccessError } from "../src/errors.ts";
import { nodePorts } from "../src/node.ts";
import { batchIngestion } from "../src/platform/batch-ingestion.ts";
import { catalog } from "../src/platform/catalog.ts";
import { createPlatformClient, type PlatformClient } from "../src/platform/client.ts";
import { dataAccess } from "../src/platform/data-access.ts";
import { datasetRows } from "../src/platform/dataset-rows.ts";
import { PlatformRefusedError, PlatformUnavailableError } from "../src/platform/errors.ts";
import { flowService } from "../src/platform/flow-service.ts";
import { identityNamespaces } from "../src/platform/identity-namespaces.ts";
import { schemaRegistry } from "../src/platform/schema-registry.ts";
import { streamingIngestion, streamingLimits } from "../src/platform/streaming-ingestion.ts";
import { Secret } from "../src/secret.ts";
import { encodeParquet } from "../src/xdm/encode-parquet.ts";
import { loadSchemas } from "../src/xdm/load-schemas.ts";
import { moveAccount, readRows, registerSchema, sendFile, sendRows, type MovedAccount } from "./moved-account.ts";
import { simulatedSystems, type SimulatedSystems } from "./simulated-systems.ts";
import { files, schemasFolder } from "./xdm/schemas.ts";

const policy = { preset: "minimal" } as const;
let systems: SimulatedSystems;
let moved: MovedAccount;
let datasetId: string;

beforeAll(async () => {
  systems = await simulatedSystems({ objects: 120, seed: 3 });
  moved = await moveAccount(systems, ["refunds"], policy);
  datasetId = moved.datasets.refunds!;
});
afterEach(() => systems.simulator.systems.stripe.faults.set([]));
afterAll(() => systems.stop());

const setFaults = (...rules: Parameters<SimulatedSystems["simulator"]["systems"]["stripe"]["faults"]["set"]>[0]) =>
  systems.simulator.systems.stripe.faults.set(rules);

describe("the platform client", () => {
  it("renews a token that ended in the middle", async () => {
    systems.simulator.systems.platform.control.expireToken();
    expect(await schemaRegistry(systems.platform).tenantId()).toBe(systems.tenantId);
  });

  it("says of a wrong secret that the credential is refused, without printing it", async () => {
    const ports = nodePorts({ stateFolder: "/nonexistent" });
    const { platform } = systems.simulator;
    const client = createPlatformClient(
      {
        baseUrl: platform.url,
        imsUrl: platform.url,
        clientId: platform.clientId,
        clientSecret: new Secret("p8e-fakeWrongSecret"),
        apiKey: platform.apiKey,
        imsOrganization: platform.imsOrg,
        sandbox: platform.sandbox,
      },
      ports,
    );
    const error: unknown = await schemaRegistry(client)
      .tenantId()
      .catch((reason: unknown) => reason);
    await ports.close();
    expect(error).toBeInstanceOf(AccessError);
    expect(String(error) + JSON.stringify(error)).not.toContain("fakeWrongSecret");
  });

  it.each([
    "aep-rate-limited",
    "aep-unavailable",
    "aep-server-error",
    "aep-token-expired",
    "lost-answer",
    "wrong-length",
  ])("gets a safe request through %s", async (name) => {
    setFaults({ name, rate: 1, limit: 1, place: "/data/foundation/catalog", milliseconds: 10 });
    expect((await catalog(systems.platform).dataset(datasetId))?.name).toBe("Stripe Refunds");
  });
});

describe("the Schema Registry and namespaces", () => {
  it("are listed whole, found by id, and 404 is no error where one asks whether something is there", async () => {
    const registry = schemaRegistry(systems.platform);
    const titles = (await registry.list("tenant", "schemas")).map(({ title }) => title);
    expect(titles).toContain("Stripe Refunds");
    const [schema] = await registry.list("tenant", "schemas", ["title==Stripe Refunds"]);
    expect((await registry.get("tenant", "schemas", schema!.$id, "xed-full"))?.title).toBe("Stripe Refunds");
    expect(await registry.get("tenant", "schemas", "_acme.schemas.0000")).toBeUndefined();
    expect(await registry.descriptors.list(schema!.$id)).toEqual([]);
  });

  it("refuse a title and a code that are taken", async () => {
    const namespaces = identityNamespaces(systems.platform);
    const taken = { code: "StripeRefund", name: "Stripe Refund", idType: "NON_PEOPLE" } as const;
    await expect(namespaces.create(taken)).rejects.toMatchObject({ problem: { status: 409 } });
    expect((await namespaces.list()).map(({ code }) => code)).toContain("StripeRefund");
  });
});

describe("Batch Ingestion", () => {
  it("finds by externalId the batch whose creation was answered by nothing", async () => {
    setFaults({ name: "lost-answer", rate: 1, limit: 1, place: "/data/foundation/import" });
    const creating = batchIngestion(systems.platform).create({ datasetId, format: "json", externalId: "lost-1" });
    const error: unknown = await creating.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(PlatformUnavailableError);
    expect((error as PlatformUnavailableError).mayHaveBeenCarriedOut).toBe(true);
    const found = await catalog(systems.platform).findBatchByExternalId(datasetId, "lost-1");
    expect(found?.externalId).toBe("lost-1");
    expect(await catalog(systems.platform).findBatchByExternalId(datasetId, "never-1")).toBeUndefined();
    await batchIngestion(systems.platform).abort(found!.id);
  });

  it("brings back every row that was refused, with the platform's reason", async () => {
    const rows = await readRows(systems, moved.schemas, "refunds", policy);
    const bad = JSON.parse(Buffer.from(rows[0]!).toString()) as Record<string, Record<string, Record<string, unknown>>>;
    bad[`_${systems.tenantId}`]!.refunds_data!.amount = "many";
    const batch = await sendRows(
      systems,
      datasetId,
      [Buffer.from(JSON.stringify(bad)), Buffer.from("{broken")],
      "bad-1",
    );
    expect(batch.status).toBe("failed");
    const errors = [];
    for await (const error of dataAccess(systems.platform).rowErrors(batch.id)) errors.push(error);
    expect(errors).toHaveLength(2);
    expect(errors.find(({ row }) => row !== undefined)?.row?._id).toBe(bad._id);
    expect(errors.find(({ corruptRecord }) => corruptRecord !== undefined)?.corruptRecord).toContain("{broken");
    expect(errors.every(({ errors: reasons }) => reasons.length > 0)).toBe(true);
  });

  it("reads back what it sent", async () => {
    const sent = (await readRows(systems, moved.schemas, "refunds", policy)).length;
    const rows = [];
    for await (const row of datasetRows(systems.platform, datasetId)) rows.push(row);
    expect(rows).toHaveLength(sent);
  });
});

describe("a file that is larger than one request may be", () => {
  it("goes in parts, of which one without an answer is not sent again if it has arrived", async () => {
    const rows = await readRows(systems, moved.schemas, "refunds", policy);
    const bytes = Buffer.concat(rows.flatMap((row) => [row, Buffer.from("\n")]));
    const part = Math.ceil(bytes.length / 4);
    const patches: string[] = [];
    const counting: PlatformClient = {
      ...systems.platform,
      send: (request) => {
        if (request.method === "PATCH") patches.push(request.headers?.["content-range"] ?? "");
        return systems.platform.send(request);
      },
    };
    const ingestion = batchIngestion(counting, { wholeFile: part, part });
    const { id: batchId } = await ingestion.create({ datasetId, format: "json", externalId: "parts-1" });
    setFaults(
      { name: "lost-answer", rate: 1, limit: 1, after: 2, place: "/data/foundation/import" },
      { name: "aep-unavailable", rate: 1, limit: 1, after: 4, place: "/data/foundation/import" },
    );
    await ingestion.uploadFile({ batchId, datasetId, path: "large.json", bytes });
    setFaults();
    expect(new Set(patches).size).toBe(4);
    expect(patches).toHaveLength(5);
    await ingestion.complete(batchId);
    let batch = await catalog(systems.platform).batch(batchId);
    while (batch?.status !== "success") batch = await catalog(systems.platform).batch(batchId);
    expect(batch.metrics?.outputRecordCount).toBe(rows.length);
    const [file] = await Array.fromAsync(dataAccess(systems.platform).files(batchId));
    expect(
      Buffer.from(file?.bytes ?? [])
        .toString()
        .trim()
        .split("\n"),
    ).toEqual(rows.map((row) => Buffer.from(row).toString()));
  });
});

describe("Parquet", () => {
  it("is taken by Batch Ingestion, and holds what NDJSON would", async () => {
    const rows = await readRows(systems, moved.schemas, "refunds", policy);
    const bytes = encodeParquet(rows, await moved.schemas.rowSchema("refunds", "object"));
    const batch = await sendFile(systems, datasetId, { bytes, format: "parquet", externalId: "parquet-1" });
    expect([batch.status, batch.errors ?? []]).toEqual(["success", []]);
    const read = [];
    for await (const line of dataAccess(systems.platform).rows(batch.id)) read.push(comparable(line));
    expect(read).toEqual(rows.map(comparable));
  });
});

/** Times are written with and without milliseconds. */
function comparable(row: Uint8Array): unknown {
  return JSON.parse(Buffer.from(row).toString().replaceAll(".000Z", "Z"));
}

describe("streaming ingestion", () => {
  async function inlet() {
    const schemas = (await loadSchemas(files, schemasFolder)).forTenant(systems.tenantId);
    const registry = schemaRegistry(systems.platform);
    const [known] = await registry.list("tenant", "schemas", ["title==Stripe Refunds"]);
    const registered = new Map<string, string>();
    const schemaId =
      known?.$id ?? (await registerSchema(systems, schemas, { resource: "refunds", dataset: "object" }, registered));
    const service = flowService(systems.platform);
    const connection = await service.create("connections", {
      name: "Stripe webhooks",
      connectionSpec: { id: "bc7b00d6-623a-4dfc-9fdb-f1240aeadaeb", version: "1.0" },
      auth: { specName: "Streaming Connection", params: { dataType: "xdm", authenticationRequired: true } },
    });
    const source = await service.create("sourceConnections", {
      name: "Stripe webhooks source",
      baseConnectionId: connection.id,
      connectionSpec: { id: "bc7b00d6-623a-4dfc-9fdb-f1240aeadaeb", version: "1.0" },
    });
    const target = await service.create("targetConnections", {
      name: "Stripe webhooks target",
      connectionSpec: { id: "c604ff05-7f1a-43c0-8e18-33bf874cb11c", version: "1.0" },
      data: { schema: { id: schemaId, version: "application/vnd.adobe.xed-full+json;version=1" } },
      params: { dataSetId: datasetId },
    });
    const flow = await service.create("flows", {
      name: "Stripe webhooks flow",
      flowSpec: { id: "d8a6f005-7eaf-4153-983e-e8574508b877", version: "1.0" },
      sourceConnectionIds: [source.id],
      targetConnectionIds: [target.id],
    });
    const made = await service.get("connections", connection.id);
    const { params } = made?.auth as { readonly params: { readonly inletUrl: string } };
    return { inletUrl: params.inletUrl, datasetId, schemaId, flowId: flow.id };
  }

  it("accepts rows, divides them by the size of a request, and refuses one that is too long by itself", async () => {
    const streaming = streamingIngestion(systems.platform);
    const target = await inlet();
    const [row] = await readRows(systems, moved.schemas, "refunds", policy);
    const wide = Buffer.from(
      Buffer.from(row!)
        .toString()
        .replace('"object":"refund"', `"object":"${"x".repeat(400_000)}"`),
    );
    const tooWide = Buffer.from(
      Buffer.from(row!)
        .toString()
        .replace('"object":"refund"', `"object":"${"x".repeat(1_000_000)}"`),
    );
    const outcomes = await streaming.send(target, [row!, wide, wide, wide, tooWide, row!]);
    expect(outcomes.map(({ kind }) => kind)).toEqual([
      "accepted",
      "accepted",
      "accepted",
      "accepted",
      "refused",
      "accepted",
    ]);
    expect(outcomes[4]).toMatchObject({ status: 413 });
  });

  it("divides by what the platform says is too long, spaces requests, and gets a new token when the inlet's has ended", async () => {
    const target = await inlet();
    const [row] = await readRows(systems, moved.schemas, "refunds", policy);
    const streaming = streamingIngestion(systems.platform, { ...streamingLimits, requestMessages: 3 });
    setFaults({ name: "aep-payload-too-large", rate: 1, place: "/collection", limit: 2 });
    systems.simulator.systems.platform.control.expireToken();
    const outcomes = await streaming.send(target, [row!, row!, row!, row!]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(["accepted", "accepted", "accepted", "accepted"]);
  });

  it("says of each field of a row what synchronous validation finds", async () => {
    const streaming = streamingIngestion(systems.platform);
    const target = await inlet();
    const [row] = await readRows(systems, moved.schemas, "refunds", policy);
    expect(await streaming.validate(target, row!)).toMatchObject({ kind: "valid" });
    const bad = Buffer.from(
      Buffer.from(row!)
        .toString()
        .replace(/"amount":\d+/, '"amount":"many"'),
    );
    const verdict = await streaming.validate(target, bad);
    expect(verdict.kind).toBe("not-valid");
    if (verdict.kind === "not-valid") expect(verdict.violations[0]?.pointer).toContain("amount");
    await expect(streaming.send({ ...target, inletUrl: `${target.inletUrl}0` }, [row!])).rejects.toThrow(
      PlatformRefusedError,
    );
  });
});
