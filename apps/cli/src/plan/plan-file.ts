import { readFile, writeFile } from "node:fs/promises";

import { ConfigError, type Plan } from "@stripe-aep/core";

/** Writes a plan where `apply` finds it again. */
export async function writePlan(file: string, plan: Plan): Promise<void> {
  await writeFile(file, `${JSON.stringify(plan, undefined, 2)}\n`);
}

/** Throws `ConfigError` when the file is no plan, or one of a newer version. */
export async function readPlan(file: string): Promise<Plan> {
  const text = await readFile(file, "utf8").catch(() => {
    throw unusable(file, "it cannot be read");
  });
  const value = parse(text, file);
  if (value.formatVersion !== 1) {
    throw unusable(
      file,
      value.formatVersion === undefined
        ? "it is not a plan of stripe-aep"
        : `its version is ${JSON.stringify(value.formatVersion)}, this stripe-aep reads 1`,
    );
  }
  if (!isPlan(value)) throw unusable(file, "members of a plan are missing or of another type");
  return value;
}

function parse(text: string, file: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    throw unusable(file, "it is not JSON");
  }
}

function isPlan(value: unknown): value is Plan {
  const plan = value as Partial<Plan>;
  return (
    typeof plan.imsOrg === "string" &&
    typeof plan.sandbox === "string" &&
    Array.isArray(plan.steps) &&
    plan.steps.every(
      (step: unknown) =>
        typeof step === "object" &&
        step !== null &&
        ["key", "kind", "title", "act", "digest"].every(
          (member) => typeof (step as Record<string, unknown>)[member] === "string",
        ) &&
        Array.isArray((step as Record<string, unknown>).differences),
    )
  );
}

function unusable(file: string, reason: string): ConfigError {
  return new ConfigError({
    code: "SAEP-1504",
    message: `The plan file ${file} cannot be used: ${reason}.`,
    where: file,
    next: "Make a new one with `stripe-aep plan -o FILE`.",
  });
}
