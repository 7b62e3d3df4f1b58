import { countSteps, type Budget, type Plan, type PlanStep } from "@stripe-aep/core";

import { formatCount } from "../render/numbers.ts";
import type { Style } from "../render/style.ts";
import { renderTable } from "../render/table.ts";

const marks: Readonly<Record<PlanStep["act"], string>> = {
  create: "+",
  adopt: "=",
  change: "~",
  keep: " ",
  blocked: "✗",
};

export interface RenderPlanOptions {
  /** Every object that stays as it is, and every label, instead of their number. */
  readonly all: boolean;
}

/** A plan for people: what would be done, what can never be undone, what is blocked, what drifted, and what it costs. */
export function renderPlan(plan: Plan, options: RenderPlanOptions, style: Style): string {
  const shown = plan.steps.filter((step) => options.all || isWorthALine(step));
  const folded = options.all
    ? []
    : foldedLines(
        plan.steps.filter((step) => !isWorthALine(step)),
        style,
      );
  return [
    [...shown.map((step) => renderStep(step, style)), ...folded].join("\n"),
    renderIrreversible(plan, style),
    renderBudget(plan.budget, style),
    renderSummary(plan, style),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** Hundreds of labels, and what stays as it is, are told by their number. */
function isWorthALine(step: PlanStep): boolean {
  if (step.drift.length > 0 || step.act === "change" || step.act === "blocked" || step.irreversible !== undefined)
    return step.act !== "keep" || step.drift.length > 0;
  return step.act !== "keep" && step.kind !== "label" && step.kind !== "descriptor";
}

function foldedLines(steps: readonly PlanStep[], style: Style): readonly string[] {
  const groups = new Map<string, number>();
  for (const { act, kind } of steps) groups.set(`${act} ${kind}`, (groups.get(`${act} ${kind}`) ?? 0) + 1);
  return [...groups]
    .filter(([group]) => !group.startsWith("keep"))
    .map(([group, count]) => {
      const [act, kind = ""] = group.split(" ");
      return `  ${mark(act as PlanStep["act"], style)} ${words(kind).padEnd(18)}${style.quiet(`${formatCount(count)} of them; --all lists them`)}`;
    });
}

function renderStep(step: PlanStep, style: Style): string {
  const irreversible = isForEver(step) ? `  ${style.warning("IRREVERSIBLE")}` : "";
  const lines = [`  ${mark(step.act, style)} ${words(step.kind).padEnd(18)}${step.title}${irreversible}`];
  for (const difference of step.act === "adopt" ? [] : step.differences) lines.push(`      ${difference}`);
  for (const drift of step.drift.filter((sentence) => !step.differences.includes(sentence)))
    lines.push(`      ${style.warning("changed by hand:")} ${drift}`);
  if (step.drift.some((sentence) => step.differences.includes(sentence)))
    lines.push(`      ${style.warning("changed by hand since the last apply")}`);
  if (step.proposal !== undefined) lines.push(`      ${style.strong("instead:")} ${step.proposal}`);
  return lines.join("\n");
}

function isForEver(step: PlanStep): boolean {
  return step.irreversible !== undefined && (step.act === "create" || step.act === "change");
}

/** Why some steps can never be undone, each reason once. */
function renderIrreversible(plan: Plan, style: Style): string {
  const reasons = new Set(plan.steps.filter(isForEver).map(({ irreversible }) => irreversible ?? ""));
  return [...reasons].map((reason) => `${style.warning("IRREVERSIBLE")}: ${reason}.`).join("\n");
}

function mark(act: PlanStep["act"], style: Style): string {
  const paint = {
    create: style.good,
    adopt: style.quiet,
    change: style.warning,
    keep: style.quiet,
    blocked: style.bad,
  }[act];
  return paint(marks[act]);
}

function renderBudget(budget: Budget, style: Style): string {
  const rows = budget.lines.map(({ name, used, limit, unit, within, note }) => [
    name,
    formatCount(used),
    formatCount(limit),
    unit,
    within ? style.good("✓") : style.bad("✗"),
    style.quiet(note),
  ]);
  return renderTable(
    [
      { title: "budget" },
      { title: "planned", align: "right" },
      { title: "limit", align: "right" },
      { title: "" },
      { title: "" },
      { title: "" },
    ],
    rows,
    style,
  ).trimEnd();
}

function renderSummary(plan: Plan, style: Style): string {
  const counts = countSteps(plan);
  const parts = [
    `${formatCount(counts.create)} to create`,
    `${formatCount(counts.change)} to change`,
    ...(counts.adopt > 0 ? [`${formatCount(counts.adopt)} to adopt`] : []),
    `${formatCount(counts.keep)} as wanted`,
    ...(counts.blocked > 0 ? [style.bad(`${formatCount(counts.blocked)} blocked`)] : []),
    ...(counts.irreversible > 0 ? [style.warning(`${formatCount(counts.irreversible)} irreversible`)] : []),
    ...(counts.drift > 0 ? [style.warning(`${formatCount(counts.drift)} changed by hand`)] : []),
  ];
  return `Plan for sandbox ${style.strong(plan.sandbox)} (runner ${plan.runner}): ${parts.join(", ")}.`;
}

function words(kind: string): string {
  return kind.replaceAll("-", " ");
}
