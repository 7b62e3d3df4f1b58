import { lazy, type ComponentType } from "react";

export interface PageArguments {
  /** Pieces of the route, the page's own name first. */
  readonly path: readonly string[];
  readonly query: Readonly<Record<string, string>>;
}

type LoadablePage = ComponentType<PageArguments>;

function page(load: () => Promise<LoadablePage>): LoadablePage {
  return lazy(async () => ({ default: await load() }));
}

/** Every page by the first piece of its route; each is loaded when first opened. `one` shows a single thing by its id. */
const pages: Readonly<Record<string, { readonly all?: LoadablePage; readonly one?: LoadablePage }>> = {
  "": { all: page(async () => (await import("./overview/overview.tsx")).Overview) },
  catalog: { all: page(async () => (await import("./catalog/catalog.tsx")).Catalog) },
  connect: { all: page(async () => (await import("./connect/connect.tsx")).Connect) },
  connections: {
    all: page(async () => (await import("./connections/connections.tsx")).Connections),
    one: page(async () => (await import("./connections/connection.tsx")).ConnectionPage),
  },
  flows: {
    all: page(async () => (await import("./flows/flows.tsx")).Flows),
    one: page(async () => (await import("./flows/flow.tsx")).FlowPage),
  },
  runs: {
    all: page(async () => (await import("./runs/runs.tsx")).Runs),
    one: page(async () => (await import("./runs/run.tsx")).RunPage),
  },
  quarantine: {
    all: page(async () => (await import("./quarantine/quarantine.tsx")).Quarantine),
    one: page(async () => (await import("./quarantine/record.tsx")).RecordPage),
  },
  reconciliation: { all: page(async () => (await import("./reconciliation/reconciliation.tsx")).Reconciliation) },
  "buy-now-pay-later": {
    all: page(async () => (await import("./buy-now-pay-later/buy-now-pay-later.tsx")).BuyNowPayLater),
  },
  fields: { all: page(async () => (await import("./fields/fields.tsx")).Fields) },
  budgets: { all: page(async () => (await import("./budgets/budgets.tsx")).Budgets) },
  audit: { all: page(async () => (await import("./audit/audit.tsx")).Audit) },
};

export function pageOf(path: readonly string[]): LoadablePage | undefined {
  const found = pages[path[0] ?? ""];
  return path.length > 1 ? found?.one : found?.all;
}
