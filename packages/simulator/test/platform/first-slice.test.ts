import { expect, test } from "vitest";
import {
  batchOf,
  chargeRow,
  createChargeSchema,
  createDataset,
  EXPORT,
  sendRows,
  testPlatform,
} from "./platform-client.ts";

test("rows sent as NDJSON are read back byte for byte", async () => {
  const here = testPlatform();
  const dataset = await createDataset(here, await createChargeSchema(here));
  const rows = [chargeRow("ch_1"), chargeRow("ch_2", 3, { metadata: { order: "7" } })];
  const batch = await sendRows(here, dataset, rows);

  expect(await batchOf(here, batch)).toMatchObject({ status: "success", recordCount: 2, failedRecordCount: 0 });
  const files = await here.call("GET", `${EXPORT}/batches/${batch}/files`);
  const fileId: string = files.body.data[0].dataSetFileId;
  const listing = await here.call("GET", `${EXPORT}/files/${fileId}`);
  const content = await here.call("GET", `${EXPORT}/files/${fileId}?path=${listing.body.data[0].name}`);
  expect(
    content.text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line)),
  ).toEqual(rows);
});

test("loseRow takes the newest version of the object away and says nothing", async () => {
  const here = testPlatform();
  const dataset = await createDataset(here, await createChargeSchema(here));
  const batch = await sendRows(here, dataset, [chargeRow("ch_1", 1), chargeRow("ch_1", 2), chargeRow("ch_2", 1)]);
  const lost = await here.platform.control.loseRow({
    datasetId: dataset,
    objectId: "ch_1",
    objectIdPath: "_acme.charges_data.id",
  });
  expect(lost).toEqual({ datasetId: dataset, batchId: batch, objectId: "ch_1", rowId: "ch_1-2" });
  const left = await Array.fromAsync(here.platform.control.dumpDataset(dataset));
  expect(left).toEqual([chargeRow("ch_1", 1), chargeRow("ch_2", 1)]);
  expect(await batchOf(here, batch)).toMatchObject({ status: "success", recordCount: 3 });
});
