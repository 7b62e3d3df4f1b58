import type { Preview } from "@stripe-aep/core";

import type { Style } from "../render/style.ts";
import { renderTable } from "../render/table.ts";

const WIDEST = 44;

/** Stripe path and value, XDM path and value, and the rule between them; fields without a value are left out. */
export function renderPreview(preview: Preview, style: Style): string {
  const parts = preview.rows.map(({ dataset, row }) => renderDataset(preview, dataset, row, style));
  const refused = preview.refused;
  if (refused !== undefined)
    parts.push(`${style.warning("! it would go to quarantine")}: ${refused.path}: ${refused.rule} (${refused.code})\n`);
  if (parts.length === 0) parts.push("It gives no row for the datasets of these settings.\n");
  return `${style.strong(preview.id)} of ${preview.resource}\n\n${parts.join("\n")}`;
}

function renderDataset(preview: Preview, dataset: keyof Preview["rules"], row: unknown, style: Style): string {
  const rows = (preview.rules[dataset] ?? []).flatMap((rule) => {
    const values = valuesAt(row, rule.destination);
    if (values.length === 0) return [];
    const source = rule.source ?? style.quiet("(constant)");
    const from = rule.source === undefined || rule.source.startsWith("$") ? [] : valuesAt(preview.object, rule.source);
    return [[source, show(from), rule.destination, show(values), style.quiet(rule.conversion)]];
  });
  const columns = [
    { title: "Stripe" },
    { title: "value" },
    { title: `XDM (${dataset} dataset)` },
    { title: "value" },
    { title: "rule" },
  ];
  return renderTable(columns, rows, style);
}

/** The values at a path of dots, where `[*]` stands for every element. */
function valuesAt(value: unknown, path: string): readonly unknown[] {
  let found: readonly unknown[] = [value];
  for (const step of path.split(".")) {
    const every = step.endsWith("[*]");
    const name = every ? step.slice(0, -3) : step;
    found = found.flatMap((inner) => {
      if (typeof inner !== "object" || inner === null) return [];
      const member = (inner as Readonly<Record<string, unknown>>)[name];
      if (every) return Array.isArray(member) ? (member as unknown[]) : [];
      return [member];
    });
  }
  return found.filter((inner) => inner !== undefined && inner !== null);
}

function show(values: readonly unknown[]): string {
  const text = values.map((value) => (typeof value === "string" ? value : JSON.stringify(value))).join(", ");
  return text.length > WIDEST ? `${text.slice(0, WIDEST - 1)}…` : text;
}
