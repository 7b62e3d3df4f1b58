import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { listen, type Listener } from "../../src/http-shell.ts";
import {
  batchOf,
  CATALOG,
  chargeRow,
  createChargeSchema,
  createDataset,
  EXPORT,
  IMPORT,
  sendRows,
  testPlatform,
  type TestPlatform,
} from "./platform-client.ts";

let folder: string;
let here: TestPlatform;
let server: Listener;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "platform-"));
  here = testPlatform({ dataFolder: folder });
  server = await listen(here.platform.handle);
});
afterEach(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

function headers(more: Record<string, string> = {}): Record<string, string> {
  const { token, apiKey, imsOrg, sandbox } = here.platform;
  return {
    authorization: `Bearer ${token}`,
    "x-api-key": apiKey,
    "x-gw-ims-org-id": imsOrg,
    "x-sandbox-name": sandbox,
    ...more,
  };
}

test("a real client meets the platform on a socket: token, batch, rows read back by range", async () => {
  const dataset = await createDataset(here, await createChargeSchema(here));
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: here.platform.clientId,
    client_secret: here.platform.clientSecret,
    scope: "openid",
  });
  const token = await fetch(`${server.url}/ims/token/v3`, { method: "POST", body: form });
  const { access_token } = (await token.json()) as { access_token: string };
  const own = headers({ authorization: `Bearer ${access_token}`, "content-type": "application/json" });
  const created = await fetch(`${server.url}${IMPORT}/batches`, {
    method: "POST",
    headers: own,
    body: JSON.stringify({ datasetId: dataset, inputFormat: { format: "json" } }),
  });
  expect(created.status).toBe(201);
  expect(created.headers.get("x-request-id")).toHaveLength(32);
  const { id } = (await created.json()) as { id: string };
  const body = `${JSON.stringify(chargeRow("ch_é"))}\n`;
  const put = await fetch(`${server.url}${IMPORT}/batches/${id}/datasets/${dataset}/files/a%2Fb.json`, {
    method: "PUT",
    headers: headers({ "content-type": "application/octet-stream" }),
    body,
  });
  expect([put.status, await put.text()]).toEqual([201, ""]);
  await fetch(`${server.url}${IMPORT}/batches/${id}?action=COMPLETE`, { method: "POST", headers: headers() });
  const batch = (await (await fetch(`${server.url}${CATALOG}/batches/${id}`, { headers: headers() })).json()) as Record<
    string,
    { status: string }
  >;
  expect(batch[id]?.status).toBe("success");
  const file = `${server.url}${EXPORT}/files/${id}-1?path=part-00000.ndjson`;
  expect(await (await fetch(file, { headers: headers() })).text()).toBe(body);
  const range = await fetch(file, { headers: headers({ range: "bytes=0-4" }) });
  expect([range.status, await range.text()]).toEqual([206, body.slice(0, 5)]);
  const head = await fetch(file, { method: "HEAD", headers: headers() });
  expect(head.headers.get("content-length")).toBe(String(Buffer.byteLength(body)));
});

test("the rows of a dataset lie as lines of JSON in a folder that any tool can read", async () => {
  const dataset = await createDataset(here, await createChargeSchema(here));
  const batch = await sendRows(here, dataset, [chargeRow("ch_1"), chargeRow("ch_2")]);
  const [summary] = await here.platform.control.datasets();
  expect(summary).toMatchObject({ id: dataset, rows: 2, folder: join(folder, "prod", "datasets", dataset) });
  const text = await readFile(join(summary!.folder!, batch, "part-00000.ndjson"), "utf8");
  expect(
    text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line)),
  ).toEqual([chargeRow("ch_1"), chargeRow("ch_2")]);
});

test("disk and memory hold the same: parts of large files, a lost row, a reverted batch, a failed one", async () => {
  const memory = testPlatform();
  const stories = await Promise.all([here, memory].map(story));
  expect(stories[0]).toEqual(stories[1]);
});

async function story(platform: TestPlatform): Promise<unknown> {
  const dataset = await createDataset(platform, await createChargeSchema(platform));
  await sendRows(platform, dataset, [chargeRow("ch_1", 1), chargeRow("ch_1", 2), chargeRow("ch_2")]);
  const reverted = await sendRows(platform, dataset, [chargeRow("ch_3")]);
  await platform.call("POST", `${IMPORT}/batches/${reverted}?action=REVERT`);
  const failed = await sendRows(platform, dataset, [chargeRow("ch_4"), "{"], { enableErrorDiagnostics: true });
  const lost = await platform.platform.control.loseRow({
    datasetId: dataset,
    objectId: "ch_1",
    objectIdPath: "_acme.charges_data.id",
  });
  return [
    lost,
    (await batchOf(platform, failed)).errors,
    await Array.fromAsync(platform.platform.control.dumpDataset(dataset)),
  ];
}

test("a file name cannot leave the folder", async () => {
  const dataset = await createDataset(here, await createChargeSchema(here));
  const { body } = await here.call("POST", `${IMPORT}/batches`, {
    body: { datasetId: dataset, inputFormat: { format: "json" } },
  });
  const put = await here.call(
    "PUT",
    `${IMPORT}/batches/${body.id}/datasets/${dataset}/files/..%2F..%2F..%2Fescaped.json`,
    { body: new TextEncoder().encode(JSON.stringify(chargeRow("ch_1"))) },
  );
  expect(put.status).toBe(201);
  await expect(readFile(join(folder, "..", "escaped.json"))).rejects.toThrow("ENOENT");
  await here.call("POST", `${IMPORT}/batches/${body.id}?action=COMPLETE`);
  expect((await batchOf(here, body.id)).status).toBe("success");
});
