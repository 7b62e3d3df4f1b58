import type { Dataset } from "../catalog/catalog.ts";
import type { JsonObject } from "../json.ts";
import type { Sandbox } from "../sandboxes.ts";
import type { Services } from "../services.ts";
import { storedRows } from "./ingest-batch.ts";

/** Every row that the lake holds of a dataset now, batch by batch; for a relational dataset the current row of each key. */
export async function* liveRows(dataset: Dataset, sandbox: Sandbox, services: Services): AsyncGenerator<JsonObject> {
  for (const batch of sandbox.catalog.batchesOf(dataset.id)) {
    if (batch.status !== "success") continue;
    let ordinal = 0;
    for (const file of batch.files.filter(({ name }) => name !== "deletions.ndjson")) {
      for await (const row of storedRows(services, file.place)) {
        if (dataset.relational?.isCurrent(row, batch.id, ordinal) ?? true) yield row;
        ordinal += 1;
      }
    }
  }
}
