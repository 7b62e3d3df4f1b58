import { banner, jsonArtefact } from "../artefact.ts";
import type { Artefact } from "../artefact.ts";
import { fieldTableOf } from "../field-table.ts";
import type { FieldTableRow } from "../field-table.ts";
import type { Model } from "./model.ts";

/** `field-table.json` and `field-table.md`: every field, what became of it, and why. */
export function emitFieldTable(model: Model): Artefact[] {
  const rows = fieldTableOf(model);
  const head = { $comment: banner, formatVersion: 1, apiVersion: model.apiVersion.version };
  const lines = rows.map((row) => `    ${JSON.stringify(row)}`).join(",\n");
  const json = jsonArtefact("", head).text.replace(/\n\}\n$/, `,\n  "fields": [\n${lines}\n  ]\n}\n`);
  return [
    { path: "field-table.json", text: json },
    { path: "field-table.md", text: markdownOf(rows, model) },
  ];
}

function markdownOf(rows: FieldTableRow[], model: Model): string {
  const parts = model.resources.map(({ resource, decisions }) => {
    const own = rows.filter((row) => row.resource === resource);
    return [`## ${decisions.pluralTitle}`, "", ...tableHead, ...own.map(lineOf), ""].join("\n");
  });
  return [`<!-- ${banner} -->`, "", "# Fields", "", intro(model), "", ...parts].join("\n");
}

const tableHead = [
  "| Stripe path | Stripe type | XDM type | sent from | labels | rule |",
  "| --- | --- | --- | --- | --- | --- |",
];

function intro(model: Model): string {
  return [
    `What Stripe sends in ${model.apiVersion.version} and what becomes of it. The XDM path of a mapped field is`,
    '`_{TENANT}.<resource>_data.` and the Stripe path, unless another is given. "sent from" is the least preset that sends the value.',
  ].join("\n");
}

function lineOf(row: FieldTableRow): string {
  const mirrored = row.xdmPath.endsWith(`_data.${row.path}`) || row.action === "left out";
  const target = mirrored ? row.xdmType : `${row.xdmType} at \`${row.xdmPath.split("_data.")[1] ?? row.xdmPath}\``;
  const rule = row.action === "left out" ? `${row.rule}: ${row.note}` : row.rule;
  const cells = [`\`${row.path}\``, shortened(row.type), target, sentFrom(row), row.labels.join(", "), rule];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

function shortened(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 77)}...`;
}

function sentFrom(row: FieldTableRow): string {
  if (row.action === "left out") return "left out";
  if (row.conversion === "") return "";
  return (["minimal", "marketing", "full"] as const).find((preset) => row.policy[preset] === "keep") ?? "never";
}
