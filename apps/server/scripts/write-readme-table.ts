import { readFileSync, writeFileSync } from "node:fs";
import type { RouteRow } from "../src/v1/route-row.ts";
import { variables } from "../src/settings.ts";
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

/** Every environment variable that the server reads. */
export function settingRows(): string {
  const rows = variables.map(({ name, description, fallback, secret }) => {
    const named = secret === true ? `\`${name}\` or \`${name}_FILE\`` : `\`${name}\``;
    return `| ${named} | ${description} | ${fallback === undefined ? "" : `\`${fallback}\``} |`;
  });
  return ["| variable | what | default |", "| --- | --- | --- |", ...rows].join("\n");
}

/** The README with its tables replaced by those that the code gives. */
export function withTables(text: string): string {
  const replaced = (name: string, rows: string, within: string): string =>
    within.replace(
      new RegExp(`<!-- ${name} -->[\\s\\S]*<!-- /${name} -->`),
      `<!-- ${name} -->\n\n${rows}\n\n<!-- /${name} -->`,
    );
  return replaced("settings", settingRows(), replaced("routes", routeRows(), text));
}

if (process.argv[1] === import.meta.filename) writeFileSync(readme, withTables(readFileSync(readme, "utf8")));
