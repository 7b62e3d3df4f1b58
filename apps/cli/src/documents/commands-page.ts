import type { Config } from "@oclif/core/config";

import { exitCodes } from "../exit-codes.ts";
import { banner, tableOf } from "./markdown.ts";

type Command = Config["commands"][number];

/** `docs/commands.md`: every command with its arguments and flags, and the exit codes. */
export function commandsPage(config: Config): string {
  const commands = config.commands.filter(({ hidden }) => !hidden).sort((a, b) => (a.id < b.id ? -1 : 1));
  const contents = commands.map((command) => [
    `[\`${nameOf(command)}\`](#${anchorOf(command)})`,
    command.summary ?? "",
  ]);
  return `${banner}
# Commands

From the root of a clone, \`npm run --silent cli -- <arguments>\` is \`stripe-aep <arguments>\`. Results go to standard output,
progress and errors to standard error. With \`--json\` a result is one line of JSON with \`schemaVersion\`; commands that go on
write one line for each step. \`NO_COLOR\` switches colours off; nothing moves where there is no terminal.

${tableOf(["command", "what it does"], contents)}
## Exit codes

${tableOf(
  ["code", "meaning"],
  Object.values(exitCodes).map(({ code, meaning }) => [String(code), meaning]),
)}
${commands.map(section).join("\n")}`;
}

function section(command: Command): string {
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
    ...(examples.length === 0 ? [] : [`${examples.map((example) => `    ${example}`).join("\n")}\n`]),
  ].join("\n");
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
