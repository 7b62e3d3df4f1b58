import { resourceNames, type FeedStatus, type ResourceReport } from "@stripe-aep/core";

import { formatCount, formatDuration } from "../render/numbers.ts";
import type { Style } from "../render/style.ts";
import { renderTable } from "../render/table.ts";
import { refusedRowsOf } from "../sync/refused-rows.ts";

/** One block for each account and mode, by the state store alone. */
export function renderStatus(feeds: readonly FeedStatus[], style: Style): string {
  if (feeds.length === 0) return "Nothing was moved yet. Run `stripe-aep apply`, then `stripe-aep sync`.";
  return feeds.map((feed) => renderFeed(feed, style)).join("\n");
}

function outcomeOf(last: ResourceReport | undefined, style: Style): string {
  if (last?.failure !== undefined) return style.bad(`✗ ${last.failure.code}`);
  const refused = last === undefined ? 0 : refusedRowsOf([last]);
  return refused > 0 ? style.warning(`! ${formatCount(refused)} refused`) : style.good("✓");
}

function renderFeed(feed: FeedStatus, style: Style): string {
  const rows = resourceNames.flatMap((resource) => {
    const backfill = feed.backfills.find((candidate) => candidate.resource === resource);
    const last = feed.lastRun?.resources[resource];
    if (backfill === undefined && last === undefined) return [];
    return [
      [
        resource,
        backfill === undefined ? "not begun" : backfill.status,
        last?.lagSeconds === undefined ? "" : formatDuration(last.lagSeconds),
        last === undefined ? "" : formatCount(last.read),
        last === undefined ? "" : formatCount(last.sent),
        outcomeOf(last, style),
      ],
    ];
  });
  const right = { align: "right" } as const;
  const columns = [
    { title: "resource" },
    { title: "history" },
    { title: "lag", ...right },
    { title: "read", ...right },
    { title: "sent", ...right },
    { title: "last run" },
  ];
  const heading = `${style.strong(feed.account)} ${feed.livemode ? "live" : "test"} mode`;
  const facts = `${formatCount(feed.reads)} reads of Stripe in 30 days, ${formatCount(feed.quarantined)} in quarantine, ${formatCount(feed.inbox)} webhooks waiting`;
  return `${heading}\n${renderTable(columns, rows, style)}${style.quiet(facts)}\n`;
}
