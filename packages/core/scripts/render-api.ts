import { fileURLToPath } from "node:url";
import { format, resolveConfig } from "prettier";
import { type ApiExport, readApi } from "./read-api.ts";

/** What applications import, and how much of it is promised. */
export const entryPoints = [
  { name: "@stripe-aep/core", file: "index.ts", isPublic: true },
  { name: "@stripe-aep/core/node", file: "node.ts", isPublic: true },
  { name: "@stripe-aep/core/service-api", file: "service-api/index.ts", isPublic: false },
  { name: "@stripe-aep/core/flow-service", file: "flow-service/index.ts", isPublic: false },
] as const;

export function exportsOf(file: string): readonly ApiExport[] {
  return readApi(fileURLToPath(new URL(`../src/${file}`, import.meta.url)));
}

/** `api.md`, formatted as the repository formats it. */
export async function renderApi(): Promise<string> {
  const page = fileURLToPath(new URL("../api.md", import.meta.url));
  const sections = entryPoints.map(({ name, file, isPublic }) => {
    const api = exportsOf(file);
    return `## \`${name}\`\n\n${isPublic ? renderAll(api) : renderNames(api)}`;
  });
  const text = [
    "<!-- Written by `npm run api` in packages/core; a test compares it with the sources. -->",
    "# Public API of @stripe-aep/core",
    "Times are milliseconds unless a comment says otherwise, money is integer minor units, `created` is unix seconds.",
    ...sections,
  ].join("\n\n");
  return format(text, { ...(await resolveConfig(page)), filepath: page });
}

function renderAll(api: readonly ApiExport[]): string {
  return api
    .map(
      ({ name, documentation, declaration }) => `### ${name}\n\n${documentation}\n\n\`\`\`ts\n${declaration}\n\`\`\``,
    )
    .join("\n\n");
}

function renderNames(api: readonly ApiExport[]): string {
  const names = api.map(({ name }) => `\`${name}\``).join(", ");
  return `For the server and the console of this repository; changes with them, without notice.\n\n${names}`;
}
