import { createHash } from "node:crypto";
import { deriveValue, holds } from "../src/derive-values.ts";
import type { MappingRow, Preset } from "../src/mapping.ts";

/** What a record's context says. */
export type Context = Record<`$${string}`, unknown>;

/** Tables that conversions read. */
export interface Tables {
  currencies: Record<string, number>;
  families: Record<string, string>;
}

type Json = Record<string, unknown>;

/**
 * A row by the words of schemas/README.md, for checking that mappings and row schemas fit each other: slow and plain. What a
 * conversion cannot take gives nothing here; refusing such records is the connector's own affair.
 */
export function referenceRow(object: Json, rows: MappingRow[], preset: Preset, context: Context, tables: Tables): Json {
  const row: Json = {};
  for (const mapping of rows) {
    const action = mapping.policy[preset];
    if (action === "drop" || !(mapping.when ?? []).every((condition) => holds(object, condition))) continue;
    if (mapping.conversion === "derived") put(row, steps(mapping.destination), deriveValue(object, mapping));
    else if (mapping.conversion === "constant") put(row, steps(mapping.destination), mapping.value);
    else
      copy(
        object,
        steps(mapping.source ?? ""),
        steps(mapping.destination),
        row,
        (value) => convert(value, mapping, object, tables),
        context,
      );
  }
  return withoutHoles(row) as Json;
}

/** An element that gave nothing is not there at all: no place of an array is empty. */
function withoutHoles(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((element) => element !== undefined).map(withoutHoles);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withoutHoles(one)]));
}

function steps(path: string): string[] {
  return path.replaceAll("[*]", ".[*]").replaceAll("[0]", ".[0]").split(".");
}

function copy(
  value: unknown,
  source: string[],
  destination: string[],
  target: Json,
  change: (value: unknown) => unknown,
  context: Context,
): void {
  const [first = ""] = source;
  if (first.startsWith("$")) {
    put(target, destination, change(context[first as `$${string}`]));
    return;
  }
  const star = source.indexOf("[*]");
  if (star === -1) {
    put(target, destination, change(valueAt(value, source)));
    return;
  }
  const list = valueAt(value, source.slice(0, star));
  if (!Array.isArray(list)) return;
  const at = destination.indexOf("[*]");
  for (const [index, element] of list.entries()) {
    const inner = source.slice(star + 1);
    const place = [...destination.slice(0, at), `[${index}]`, ...destination.slice(at + 1)];
    if (inner.length === 0) put(target, place, change(element));
    else copy(element, inner, place, target, change, context);
  }
}

function valueAt(value: unknown, names: string[]): unknown {
  let current = value;
  for (const name of names) {
    current =
      typeof current === "object" && current !== null && Object.hasOwn(current, name)
        ? (current as Json)[name]
        : undefined;
  }
  return current;
}

function put(target: Json, place: string[], value: unknown): void {
  if (isNothing(value)) return;
  if (place[0] === "identityMap") {
    const { namespace, item } = value as { namespace: string; item: unknown };
    const map = (target.identityMap ??= {}) as Record<string, unknown[]>;
    (map[namespace] ??= []).push(item);
    return;
  }
  let level: Json | unknown[] = target;
  for (const [index, name] of place.entries()) {
    const key = name.startsWith("[") ? Number(name.slice(1, -1)) : name;
    const last = index === place.length - 1;
    const next: Json | unknown[] = place[index + 1]?.startsWith("[") ? [] : {};
    const holder = level as Record<string | number, unknown>;
    if (last) holder[key] = value;
    else level = (holder[key] ??= next) as Json | unknown[];
  }
}

function isNothing(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

function convert(value: unknown, row: MappingRow, object: Json, tables: Tables): unknown {
  if (isNothing(value)) return undefined;
  const text = typeof value === "string" ? value : undefined;
  switch (row.conversion) {
    case "string":
      return text;
    case "long":
      return Number.isSafeInteger(value) ? value : undefined;
    case "double":
      return typeof value === "number" ? value : undefined;
    case "boolean":
      return typeof value === "boolean" ? value : undefined;
    case "date-time-from-seconds":
      return typeof value === "number" ? new Date(value * 1000).toISOString() : undefined;
    case "date-time-from-milliseconds":
      return typeof value === "number" ? new Date(value).toISOString() : undefined;
    case "expandable-id":
      return text ?? valueAt(value, ["id"]);
    case "string-map":
      return entries(value, (one) => (typeof one === "string" ? one : undefined));
    case "long-map":
      return entries(value, (one) => (Number.isSafeInteger(one) ? one : undefined));
    case "json-text":
      return JSON.stringify(value);
    case "upper-case":
      return text?.toUpperCase();
    case "lower-case":
      return text?.toLowerCase();
    case "email-address":
      return emailOf(text);
    case "major-units":
      return typeof value === "number"
        ? value / 10 ** (tables.currencies[String(valueAt(object, [row.currency ?? ""])).toLowerCase()] ?? 2)
        : undefined;
    case "payment-family":
      return familyOf(value, tables);
    case "identity":
      return identityOf(text ?? valueAt(value, ["id"]), row);
    default:
      return undefined;
  }
}

function entries(value: unknown, keep: (one: unknown) => unknown): Json | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) => (isNothing(keep(one)) ? [] : [[key, keep(one)]])),
  );
}

function emailOf(text: string | undefined): string | undefined {
  const address = text?.trim().toLowerCase() ?? "";
  return /^[^@ ]+@[^@ ]+\.[^@ ]+$/.test(address) ? address : undefined;
}

function familyOf(value: unknown, tables: Tables): string | undefined {
  const type = valueAt(value, ["type"]);
  if (typeof type !== "string") return undefined;
  if (type === "card" && !isNothing(valueAt(value, ["card", "wallet", "type"]))) return "wallet";
  if (type === "klarna" && valueAt(value, ["klarna", "payment_method_category"]) === "pay_now") return "other";
  return Object.hasOwn(tables.families, type) ? (tables.families[type] ?? "other") : "other";
}

function identityOf(value: unknown, { namespace = "", primary = false }: MappingRow): unknown {
  if (typeof value !== "string" || value === "") return undefined;
  const email = namespace === "StripeCustomer" ? value : value.trim().toLowerCase();
  const id = namespace === "Email_LC_SHA256" ? createHash("sha256").update(email).digest("hex") : email;
  return id === "" ? undefined : { namespace, item: { id, primary, authenticatedState: "ambiguous" } };
}
