import { isArray, isObject, type Json, type JsonObject } from "./json.ts";

const placeholder = /\{REF:([^}]+)\}|\{(TENANT|ACCOUNT|LIVEMODE)\}/g;

/** Everything that the placeholders of a body can mean. */
export interface ReferenceScope {
  /** Without the underscore. */
  readonly tenantId: string;
  /** Of the Stripe account that is read; absent where no body names it. */
  readonly account?: { readonly id: string; readonly livemode: boolean } | undefined;
  /** The id that the far side gave to the object with this key. */
  idOf(key: string): string | undefined;
}

/** The keys that a body refers to, each once, in order of appearance. */
export function referencesOf(body: Json): readonly string[] {
  const found = new Set<string>();
  for (const text of textsOf(body)) {
    for (const match of text.matchAll(placeholder)) if (match[1] !== undefined) found.add(match[1]);
  }
  return [...found];
}

/** The body with ids in place; undefined when an object that it refers to does not exist yet. */
export function resolveReferences(body: JsonObject, scope: ReferenceScope): JsonObject | undefined {
  if (referencesOf(body).some((key) => scope.idOf(key) === undefined)) return undefined;
  const words: Readonly<Record<string, string | undefined>> = {
    TENANT: scope.tenantId,
    ACCOUNT: scope.account?.id,
    LIVEMODE: scope.account === undefined ? undefined : String(scope.account.livemode),
  };
  const text = (value: string): string =>
    value.replaceAll(
      placeholder,
      (whole, key: string | undefined, word: string | undefined) =>
        (key === undefined ? words[word ?? ""] : scope.idOf(key)) ?? whole,
    );
  return mapTexts(body, text) as JsonObject;
}

function* textsOf(value: Json): Generator<string> {
  if (typeof value === "string") yield value;
  else if (isArray(value)) for (const item of value) yield* textsOf(item);
  else if (isObject(value)) {
    for (const [name, member] of Object.entries(value)) {
      yield name;
      yield* textsOf(member);
    }
  }
}

function mapTexts(value: Json, text: (value: string) => string): Json {
  if (typeof value === "string") return text(value);
  if (isArray(value)) return value.map((item) => mapTexts(item, text));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [text(name), mapTexts(member, text)]));
}
