import type { Config } from "@oclif/core/config";

import { exitCodes } from "../exit-codes.ts";
import { banner, tableOf } from "./markdown.ts";
import { resultSchemaPath } from "./result-schemas.ts";

type Command = Config["commands"][number];

/** `docs/commands.md`: every command with its arguments and flags, and the exit codes. */
export function commandsPage(config: Config, resultNames: readonly string[]): string {
  const commands = config.commands.filter(({ hidden }) => !hidden).sort((a, b) => (a.id < b.id ? -1 : 1));
  const contents = commands.map((command) => [
    `[\`${nameOf(command)}\`](#${anchorOf(command)})`,
    command.summary ?? "",
  ]);
  return `${banner}
# Commands

From the root of a clone, \`npm run --silent cli -- <arguments>\` is \`stripe-aep <arguments>\`. Results go to standard output,
progress and errors to standard error. \`NO_COLOR\` switches colours off; nothing moves where there is no terminal.

${tableOf(["command", "what it does"], contents)}
## Output for programs

With \`--json\` every line of standard output is one JSON object with \`schemaVersion\` and \`type\`. Commands that take their time
write a line of type \`progress\` (or \`run\`, \`webhook\`, \`hop\`) for each step; the last line has the type \`result\`, or \`error\` with
\`code\`, \`message\`, \`where\` and \`next\`. Each command below names the JSON Schema of its lines in [\`docs/schemas\`](schemas), which are
generated from the types that the commands are checked against. Members may be added within a \`schemaVersion\`; none changes its
meaning and none goes.

## Exit codes

${tableOf(
  ["code", "meaning"],
  Object.values(exitCodes).map(({ code, meaning }) => [String(code), meaning]),
)}
${commands.map((command) => section(command, resultNames)).join("\n")}`;
}

function section(command: Command, resultNames: readonly string[]): string {
  const positional = Object.values(command.args).filter(({ hidden }) => hidden !== true);
  const own = Object.values(command.flags).filter(({ helpGroup }) => helpGroup !== "GLOBAL");
  const global = Object.values(command.flags).filter(({ helpGroup }) => helpGroup === "GLOBAL");
  const usage =
    typeof command.usage === "string"
      ? command.usage
      : [
          nameOf(command),
          ...positional.map(({ name, required }) =>
            required === true ? name.toUpperCase() : `[${name.toUpperCase()}]`,
          ),
        ].join(" ");
  const examples = (command.examples ?? []).map((example) =>
    (typeof example === "string" ? example : example.command).replaceAll("<%= config.bin %>", "stripe-aep"),
  );
  return [
    `## \`${nameOf(command)}\`\n`,
    `${command.summary ?? ""}\n`,
    ...(command.description === undefined ? [] : [`${command.description}\n`]),
    `    stripe-aep ${usage}\n`,
    ...(positional.length === 0
      ? []
      : [
          tableOf(
            ["argument", ""],
            positional.map(({ name, description }) => [`\`${name.toUpperCase()}\``, description ?? ""]),
          ),
        ]),
    ...(own.length === 0
      ? []
      : [
          tableOf(
            ["flag", ""],
            own.map((flag) => [flagName(flag), flag.description ?? ""]),
          ),
        ]),
    `Also: ${global.map((flag) => flagName(flag)).join(", ")}.\n`,
    `With \`--json\`: ${schemaLinks(command, resultNames)}.\n`,
    ...(examples.length === 0 ? [] : [`${examples.map((example) => `    ${example}`).join("\n")}\n`]),
  ].join("\n");
}

/** Every schema of the command, those of flags that change what it prints too. */
function schemaLinks(command: Command, resultNames: readonly string[]): string {
  const own = resultNames.filter((name) => name === nameOf(command) || name.startsWith(`${nameOf(command)} --`));
  return own.map((name) => `[\`${name}\`](${resultSchemaPath(name).replace("docs/", "")})`).join(", ");
}

function flagName(flag: Command["flags"][string]): string {
  const short = flag.char === undefined ? "" : `\`-${flag.char}\`, `;
  const value =
    flag.type === "option"
      ? ` ${flag.helpValue === undefined ? (flag.options?.join("|") ?? "VALUE") : String(flag.helpValue)}`
      : "";
  return `${short}\`--${flag.name}${value}\``;
}

function nameOf({ id }: Command): string {
  return id.replaceAll(":", " ");
}

function anchorOf(command: Command): string {
  return nameOf(command).replaceAll(" ", "-");
}
