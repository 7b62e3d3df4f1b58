import type { ConditionRow, DerivationRow, FactRow, MappingRow } from "../mapping.ts";

/** How Data Prep gets the value of a destination. */
export interface DataPrepSource {
  sourceType: "ATTRIBUTE" | "EXPRESSION" | "STATIC";
  source: string;
}

export interface DataPrepContext {
  currencies: Record<string, number>;
  paymentFamilies: Record<string, string>;
  apiVersion: string;
  /** In the order in which they are asked; the first that holds names the event. */
  facts: FactRow[];
}

type Row = MappingRow & { hashed: boolean };

const timestampPattern = "yyyy-MM-dd'T'HH:mm:ss.SSSX";

/** Renders one mapping row for AEP's mapper. A value that is absent stays absent: nothing is computed from it. */
export function dataPrepExpression(row: Row, context: DataPrepContext): DataPrepSource {
  if (row.source?.startsWith("$")) return contextValue(row.source, context);
  if (row.conversion === "derived") return expression(derived(row));
  const source = row.source ?? "";
  if (row.conversion === "constant") return constant(row);
  if (row.conversion === "identity") return expression(present(source, identityItem(source, row)));
  const text = row.hashed ? hashOf(source) : conversionText(source, row, context);
  return text === undefined ? { sourceType: "ATTRIBUTE", source } : expression(text);
}

function expression(source: string): DataPrepSource {
  return { sourceType: "EXPRESSION", source };
}

/** The expression where the source has a value, nothing where it has none. */
function present(source: string, text: string): string {
  return `iif(is_empty(${source}), nullify(), ${text})`;
}

/** The text of the expression, or undefined where the attribute itself will do. */
function conversionText(source: string, row: Row, context: DataPrepContext): string | undefined {
  switch (row.conversion) {
    case "date-time-from-seconds":
      return present(source, `dformat(${source} * 1000, "${timestampPattern}")`);
    case "expandable-id":
      return `iif(is_empty(${source}.id), ${source}, ${source}.id)`;
    case "string-map":
    case "long-map":
      return present(source, `object_to_map(${source})`);
    case "upper-case":
      return present(source, `upper(${source})`);
    case "lower-case":
      return present(source, `lower(${source})`);
    case "email-address":
      return `iif(matches_regex(trim(${source}), "${emailPattern}"), lower(trim(${source})), nullify())`;
    case "major-units":
      return present(source, `to_decimal(${source}) / ${divisor(row.currency ?? "currency", context)}`);
    case "payment-family":
      return present(`${source}.type`, paymentFamily(source, context));
    default:
      return undefined;
  }
}

const emailPattern = "^[^@ ]+@[^@ ]+\\\\.[^@ ]+$";

function hashOf(source: string): string {
  return present(source, `sha256(lower(trim(${source})))`);
}

/** 10 to the currency's exponent; 100 where the table has no other. */
function divisor(currency: string, context: DataPrepContext): string {
  const other = Object.entries(context.currencies).filter(([, exponent]) => exponent !== 2);
  const pairs = other.map(([code, exponent]) => `"${code}", ${10 ** exponent}`);
  return `decode(lower(${currency}), ${pairs.join(", ")}, 100)`;
}

/** A card in a wallet is a wallet payment; Klarna paid at once is no credit. */
function paymentFamily(source: string, context: DataPrepContext): string {
  const families = Object.entries(context.paymentFamilies).map(
    ([type, family]) => `"${type}", ${familyText(type, family, source)}`,
  );
  return `decode(${source}.type, ${families.join(", ")}, "other")`;
}

function familyText(type: string, family: string, source: string): string {
  if (type === "card") return `iif(is_empty(${source}.card.wallet.type), "card", "wallet")`;
  if (type !== "klarna") return `"${family}"`;
  return `iif(${source}.klarna.payment_method_category == "pay_now", "other", "bnpl")`;
}

function identityItem(source: string, row: Row): string {
  const email = row.namespace === "Email" || row.namespace === "Email_LC_SHA256";
  const id = email ? `lower(trim(${source}))` : `iif(is_empty(${source}.id), ${source}, ${source}.id)`;
  const value = row.hashed || row.namespace === "Email_LC_SHA256" ? `sha256(${id})` : id;
  return `to_array(false, to_object("id", ${value}, "primary", ${String(row.primary ?? false)}, "authenticatedState", "ambiguous"))`;
}

/** The ways of a derivation as one expression. AEP's mapper finds only the first match of a pattern, so `all` may give fewer. */
function derived(row: Row): string {
  const ways = row.from ?? [];
  if (row.give === "rule") {
    return ways.reduceRight(
      (otherwise, way) => `iif(is_empty(${textOf(way)}), ${otherwise}, "${way.rule}")`,
      "nullify()",
    );
  }
  const give = row.give === "all" ? valuesOf : textOf;
  return `coalesce(${ways.map(give).join(", ")})`;
}

/** A name that is no identifier stands in `${}`. */
function attributeOf({ path, key }: { path: string; key?: string }): string {
  return key === undefined ? path : `${path}.\${${key}}`;
}

function textOf(way: DerivationRow): string {
  const attribute = attributeOf(way);
  const text = way.before === undefined ? attribute : `first(split(${attribute}, "${way.before}"))`;
  const value = way.pattern === undefined ? firstOf(text, way) : `extract_regex(${text}, "${escaped(way.pattern)}")[1]`;
  const conditions = (way.when ?? []).map(conditionText);
  return conditions.length === 0 ? value : `iif(${conditions.join(" and ")}, ${value}, nullify())`;
}

function firstOf(text: string, way: DerivationRow): string {
  return way.split === undefined ? text : `first(split(${text}, "${way.split}"))`;
}

function valuesOf(way: DerivationRow): string {
  const text = attributeOf(way);
  if (way.split !== undefined) return present(text, `split(${text}, "${way.split}")`);
  const value = textOf(way);
  return `iif(is_empty(${value}), nullify(), to_array(false, ${value}))`;
}

/** A backslash of a pattern, inside a text literal. */
function escaped(pattern: string): string {
  return pattern.replaceAll("\\", "\\\\");
}

function constant(row: Row): DataPrepSource {
  const value = typeof row.value === "string" ? `"${row.value}"` : String(row.value);
  const conditions = (row.when ?? []).map(conditionText);
  if (conditions.length === 0) return { sourceType: "STATIC", source: String(row.value) };
  return expression(`iif(${conditions.join(" and ")}, ${value}, nullify())`);
}

function conditionText(written: ConditionRow): string {
  const condition = { ...written, path: attributeOf(written) };
  const literal = (value: unknown): string => (typeof value === "string" ? `"${value}"` : String(value));
  if (condition.exists !== undefined) return `${condition.path} ${condition.exists ? "!=" : "=="} null`;
  if (condition.in) return `(${condition.in.map((value) => `${condition.path} == ${literal(value)}`).join(" or ")})`;
  return `${condition.path} == ${literal(condition.equals)}`;
}

/** Values of the record's context. AEP's mapper has no such context: account and mode are put in when a flow is made. */
function contextValue(source: string, context: DataPrepContext): DataPrepSource {
  const statics: Record<string, string> = {
    $account: "{ACCOUNT}",
    $livemode: "{LIVEMODE}",
    $api_version: context.apiVersion,
    $deleted: "false",
    $version_sequence: "0",
  };
  const value = statics[source];
  if (value !== undefined) return { sourceType: "STATIC", source: value };
  const expressions: Record<string, string> = {
    $version: "timestamp()",
    $row_id: `sha256(concat("{ACCOUNT}", "{LIVEMODE}", id, ${context.facts.length > 0 ? factText(context.facts, "name") : "timestamp()"}))`,
    $fact: factText(context.facts, "name"),
    $event_type: factText(context.facts, "eventType"),
    $fact_time: factTime(context.facts),
  };
  return expression(expressions[source] ?? "nullify()");
}

function factText(facts: FactRow[], member: "name" | "eventType"): string {
  return firstFact(facts, (fact) => `"${fact[member]}"`);
}

function factTime(facts: FactRow[]): string {
  const time = (fact: FactRow): string => (fact.timestamp === "$version" ? "timestamp()" : `${fact.timestamp} * 1000`);
  return `dformat(${firstFact(facts, time)}, "${timestampPattern}")`;
}

/** A record becomes one event here: the first fact that holds. (The connector itself makes one event for each.) */
function firstFact(facts: FactRow[], text: (fact: FactRow) => string): string {
  return facts.reduceRight((otherwise, fact) => {
    const conditions = fact.when.map(conditionText);
    return conditions.length === 0 ? text(fact) : `iif(${conditions.join(" and ")}, ${text(fact)}, ${otherwise})`;
  }, "nullify()");
}
