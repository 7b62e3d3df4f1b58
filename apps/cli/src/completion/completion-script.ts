import { resourceNames } from "@stripe-aep/core";

export const shells = ["bash", "zsh", "fish", "powershell"] as const;
export type Shell = (typeof shells)[number];

export interface CompletedCommand {
  /** `["runs", "list"]` */
  readonly words: readonly string[];
  readonly summary: string;
  /** Without the dashes. */
  readonly flags: readonly string[];
  /** What its arguments may be, where that is a list. */
  readonly values: readonly string[];
}

/** Commands that take names of resources. */
const takeResources = new Set(["sync", "backfill", "preview", "reconcile run", "reconcile report", "reconcile repair"]);

/** What may follow the words typed so far: the next words of commands, flags, and names of resources. */
function completions(typed: readonly string[], commands: Commands): readonly string[] {
  const next = commands
    .filter(({ words }) => words.length > typed.length && typed.every((word, index) => words[index] === word))
    .map(({ words }) => words[typed.length] ?? "");
  const command = commands.find(({ words }) => words.every((word, index) => typed[index] === word));
  if (command === undefined) return [...new Set(next)].sort();
  const resources = takeResources.has(command.words.join(" ")) ? resourceNames : [];
  return [...new Set([...next, ...resources, ...command.values, ...command.flags.map((flag) => `--${flag}`)])].sort();
}

type Commands = readonly CompletedCommand[];

const scripts: Readonly<Record<Shell, (commands: Commands) => string>> = {
  bash: (commands) => `# stripe-aep completion for bash
_stripe_aep() {
  local typed="\${COMP_WORDS[*]:1:COMP_CWORD-1}" words=""
  case "$typed" in
${caseLines(commands)}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -F _stripe_aep stripe-aep`,
  zsh: (commands) => `#compdef stripe-aep
_stripe_aep() {
  local typed="\${words[2,CURRENT-1]}" words=""
  case "$typed" in
${caseLines(commands)}
  esac
  compadd -- \${=words}
}
compdef _stripe_aep stripe-aep`,
  fish: fishScript,
  powershell: powershellScript,
};

export function completionScript(shell: Shell, commands: Commands): string {
  return scripts[shell](commands);
}

function caseLines(commands: Commands): string {
  return prefixes(commands)
    .map((typed) => `    ${caseOf(typed)}) words="${completions(typed, commands).join(" ")}" ;;`)
    .join("\n");
}

/** Every beginning of a command, the longest first, so that the most exact case is met first. */
function prefixes(commands: Commands): readonly (readonly string[])[] {
  const all = new Map<string, readonly string[]>([["", []]]);
  for (const { words } of commands)
    for (let length = 1; length <= words.length; length += 1)
      all.set(words.slice(0, length).join(" "), words.slice(0, length));
  return [...all.values()].sort((a, b) => b.length - a.length);
}

function caseOf(typed: readonly string[]): string {
  if (typed.length === 0) return '""';
  const words = typed.join(" ");
  return `"${words}"|"${words} "*`;
}

function fishScript(commands: Commands): string {
  const lines = prefixes(commands).flatMap((typed) => {
    const condition =
      typed.length === 0 ? "__fish_use_subcommand" : `__fish_seen_subcommand_from ${typed.at(-1) ?? ""}`;
    return `complete -c stripe-aep -f -n '${condition}' -a '${completions(typed, commands).join(" ")}'`;
  });
  return `# stripe-aep completion for fish\n${lines.join("\n")}`;
}

function powershellScript(commands: Commands): string {
  const lines = prefixes(commands).map(
    (typed) => `    '${typed.join(" ")}' = '${completions(typed, commands).join(" ")}'`,
  );
  return `# stripe-aep completion for PowerShell
Register-ArgumentCompleter -Native -CommandName stripe-aep -ScriptBlock {
  param($word, $ast, $position)
  $table = @{
${lines.join("\n")}
  }
  $typed = ($ast.CommandElements | Select-Object -Skip 1 | Where-Object { "$_" -ne $word }) -join ' '
  "$($table[$typed])".Split(' ') | Where-Object { $_ -like "$word*" } | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
}`;
}
