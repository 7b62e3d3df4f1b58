import { readFileSync, writeFileSync } from "node:fs";
import type { RouteRow } from "../src/v1/route-row.ts";
import { routeTable } from "../src/v1/route-table.ts";

const readme = new URL("../README.md", import.meta.url);

/** The rows of `/v1` as the README shows them. */
export function routeRows(): string {
  const rows = Object.values<RouteRow>(routeTable).map((row) => {
    const answer = row.answer === undefined ? "" : describe(row.answer);
    const body =
      row.body !== undefined && "one" in row.body ? `\`${row.body.one}\`` : row.body === undefined ? "" : "inline";
    return `| \`${row.method} /v1${row.path}\` | ${row.scope} | ${body} | ${String(row.status ?? 200)} ${answer} | ${row.summary} |`;
  });
  return ["| route | scope | body | answer | what |", "| --- | --- | --- | --- | --- |", ...rows].join("\n");
}

function describe(answer: NonNullable<RouteRow["answer"]>): string {
  if ("one" in answer) return `\`${answer.one}\``;
  if ("page" in answer) return `page of \`${answer.page}\``;
  return "list" in answer ? `list of \`${answer.list}\`` : "inline";
}

/** The README with its table replaced by the one that the routes give. */
export function withRouteTable(text: string): string {
  return text.replace(
    /<!-- routes -->[\s\S]*<!-- \/routes -->/,
    `<!-- routes -->\n\n${routeRows()}\n\n<!-- /routes -->`,
  );
}

if (process.argv[1] === import.meta.filename) writeFileSync(readme, withRouteTable(readFileSync(readme, "utf8")));
