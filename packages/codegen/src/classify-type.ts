import type ts from "typescript-api";
import type { Shape } from "./shape.ts";

/** What a declared type is, one step deep; containers leave their element to the caller. */
export type ClassifiedType = { nullable: boolean } & (
  | { kind: "plain"; shape: Shape }
  | { kind: "array" | "list" | "map"; element: ts.Type }
  /** More than one member: a union of resources that Stripe embeds (never sends as an id). */
  | { kind: "object"; members: ts.Type[]; of: string | undefined }
);

/** Classifies a declared type: null and undefined are taken off, then the rest is one of Stripe's few constructs. */
export function classifyType(api: typeof ts, checker: ts.TypeChecker, type: ts.Type): ClassifiedType {
  const all = type.isUnion() ? type.types : [type];
  const is = (one: ts.Type, flags: ts.TypeFlags): boolean => (one.flags & flags) !== 0;
  const nullable = all.some((one) => is(one, api.TypeFlags.Null));
  const rest = all.filter((one) => !is(one, api.TypeFlags.Null | api.TypeFlags.Undefined));
  const plain = (shape: Shape): ClassifiedType => ({ nullable, kind: "plain", shape });
  if (rest.length === 0 || rest.every((one) => is(one, api.TypeFlags.VoidLike))) return plain({ kind: "never" });
  if (rest.every((one) => is(one, api.TypeFlags.BooleanLike))) return plain({ kind: "boolean" });
  if (rest.every((one) => is(one, api.TypeFlags.NumberLike))) return plain({ kind: "number" });
  const objects = rest.filter((one) => is(one, api.TypeFlags.Object) && !isDecimal(one));
  if (objects.length === 0) return plain(stringShape(rest, aliasName(type)));
  if (objects.length < rest.length) return plain({ kind: "expandable", of: objects.map((one) => one.symbol.name) });
  return { nullable, ...classifyObject(checker, objects) };
}

/** From stripe 21 on `*_decimal` is a class; what comes over the wire stays a string. */
function isDecimal(type: ts.Type): boolean {
  return (type.getSymbol()?.name ?? "").startsWith("Decimal");
}

/** A union of literals is what Stripe documents, not what it promises: the values are known, never closed. */
function stringShape(types: ts.Type[], of: string | undefined): Shape {
  const values = types.flatMap((one) => (one.isStringLiteral() ? [one.value] : []));
  return { kind: "string", values, ...(of === undefined ? {} : { of }) };
}

function aliasName(type: ts.Type): string | undefined {
  return type.aliasSymbol?.name;
}

type ClassifiedObject =
  { kind: "array" | "list" | "map"; element: ts.Type } | { kind: "object"; members: ts.Type[]; of: string | undefined };

function classifyObject(checker: ts.TypeChecker, objects: ts.Type[]): ClassifiedObject {
  const [first] = objects;
  if (objects.length === 1 && first) {
    const element = checker.isArrayType(first) ? checker.getTypeArguments(first as ts.TypeReference)[0] : undefined;
    if (element) return { kind: "array", element };
    const listElement = elementOfList(checker, first);
    if (listElement) return { kind: "list", element: listElement };
    const values = first.getStringIndexType();
    if (values && first.getProperties().length === 0) return { kind: "map", element: values };
  }
  const of = first && objects.length === 1 ? interfaceName(checker, first) : undefined;
  return { kind: "object", members: objects, of };
}

/** `Charge.PaymentMethodDetails.Klarna`: spelled alike in both layouts of the package; none for an anonymous type. */
function interfaceName(checker: ts.TypeChecker, type: ts.Type): string | undefined {
  if (type.symbol.name === "__type") return undefined;
  return checker
    .getFullyQualifiedName(type.symbol)
    .replace(/^"[^"]*"\./, "")
    .replace(/^Stripe\./, "");
}

/** `ApiList<T>` is recognised by its members, because from stripe 22 on it is another symbol. */
function elementOfList(checker: ts.TypeChecker, type: ts.Type): ts.Type | undefined {
  const data = type.getProperty("data");
  if (!data || !type.getProperty("has_more") || !type.getProperty("url")) return undefined;
  const dataType = checker.getTypeOfSymbol(data);
  return checker.isArrayType(dataType) ? checker.getTypeArguments(dataType as ts.TypeReference)[0] : undefined;
}
