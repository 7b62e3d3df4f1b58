import type { FeedRun } from "./feed-run.ts";
import { streamSizes } from "./stream-batch.ts";

/** The same run, its rows going by streaming to every dataset that has a streaming flow: for what webhooks announce. */
export function streamingRun(run: FeedRun): FeedRun {
  if (run.delivery.webhooks !== "streaming") return run;
  const targets = Object.values(run.targets).flat();
  // Changes of a relational row need its control column, which only batches are documented to carry.
  const unreached = targets.filter(({ dataset, datasetId }) => {
    return dataset !== "relational" && !run.streaming.reaches(datasetId);
  });
  if (unreached.length > 0) run.ports.log.write("warn", "streaming-not-made", { datasets: unreached.length });
  return { ...run, route: "stream", delivery: { ...run.delivery, ...streamSizes } };
}
