/** What a setting may hold: how it is checked, how a word of the environment becomes one, and how an editor knows it. */
export interface SettingType {
  /** In words, for the settings page: `a whole number`. */
  readonly words: string;
  /** JSON Schema of the value. */
  readonly schema: Readonly<Record<string, unknown>>;
  /** What is wrong with the value and what to write instead; undefined when nothing is. */
  problemOf(value: unknown): string | undefined;
  /** The value that a text of the environment or of a flag stands for; an unreadable text is given back and then refused. */
  fromText(text: string): unknown;
}

const same = (text: string): unknown => text;

export function text(words: string, example: string, pattern = /^.+$/s): SettingType {
  return {
    words,
    schema: { type: "string", pattern: pattern.source, examples: [example] },
    problemOf: (value) =>
      typeof value === "string" && pattern.test(value) ? undefined : `must be ${words}, such as ${example}`,
    fromText: same,
  };
}

export function number(
  words: string,
  range: { readonly above?: number; readonly from?: number; readonly to?: number; readonly whole?: boolean },
): SettingType {
  const { above = -Infinity, from = -Infinity, to = Infinity, whole = false } = range;
  return {
    words,
    schema: {
      type: whole ? "integer" : "number",
      ...(range.above === undefined ? {} : { exclusiveMinimum: above }),
      ...(range.from === undefined ? {} : { minimum: from }),
      ...(range.to === undefined ? {} : { maximum: to }),
    },
    problemOf: (value) => {
      const fits =
        typeof value === "number" &&
        value > above &&
        value >= from &&
        value <= to &&
        (!whole || Number.isInteger(value));
      return fits ? undefined : `must be ${words}`;
    },
    fromText: (given) => (given.trim() === "" || Number.isNaN(Number(given)) ? given : Number(given)),
  };
}

export const boolean: SettingType = {
  words: "`true` or `false`",
  schema: { type: "boolean" },
  problemOf: (value) => (typeof value === "boolean" ? undefined : "must be true or false"),
  fromText: (given) => (given === "true" || given === "1" ? true : given === "false" || given === "0" ? false : given),
};

export function choice(...choices: readonly string[]): SettingType {
  return {
    words: `one of ${choices.map((word) => `\`${word}\``).join(", ")}`,
    schema: { enum: choices },
    problemOf: (value) => (choices.includes(value as string) ? undefined : `must be one of ${choices.join(", ")}`),
    fromText: same,
  };
}

export function list(item: SettingType): SettingType {
  return {
    words: `a list, each ${item.words}`,
    schema: { type: "array", items: item.schema },
    problemOf: (value) => {
      if (!Array.isArray(value)) return `must be a list, each ${item.words}`;
      return value.map((member) => item.problemOf(member)).find((problem) => problem !== undefined);
    },
    fromText: (given) => given.split(",").map((member) => item.fromText(member.trim())),
  };
}

export function map(keys: SettingType, values: SettingType): SettingType {
  return {
    words: `a map from ${keys.words} to ${values.words}`,
    schema: { type: "object", propertyNames: keys.schema, additionalProperties: values.schema },
    problemOf: (value) => {
      if (typeof value !== "object" || value === null || Array.isArray(value))
        return `must be a map from ${keys.words} to ${values.words}`;
      for (const [key, member] of Object.entries(value)) {
        const problem = keys.problemOf(key) ?? values.problemOf(member);
        if (problem !== undefined) return `${key}: ${problem}`;
      }
      return undefined;
    },
    fromText: (given) => {
      try {
        return JSON.parse(given) as unknown;
      } catch {
        return given;
      }
    },
  };
}

const referencePattern = /^(?:(?:env|file|keychain|exec):\S.*|-)$/;

/** Where a secret stands. A secret itself in a settings file is refused, so that none ever gets into a repository. */
export const reference: SettingType = {
  words: "a reference to a secret: `env:NAME`, `file:/path`, `keychain:service/name`, or `-` for standard input",
  schema: {
    type: "string",
    pattern: referencePattern.source,
    examples: ["env:STRIPE_API_KEY", "file:/run/secrets/stripe-key"],
  },
  problemOf: (value) =>
    typeof value === "string" && referencePattern.test(value)
      ? undefined
      : "must say where the secret stands (env:NAME, file:/path, keychain:service/name, or - for standard input), never the secret itself",
  fromText: same,
};
