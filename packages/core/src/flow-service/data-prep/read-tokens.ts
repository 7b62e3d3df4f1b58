import { ExpressionError } from "./expression-error.ts";

export interface Token {
  readonly kind: "name" | "number" | "text" | "symbol" | "end";
  readonly text: string;
  readonly position: number;
}

/** Adobe's limit for a calculated field. */
const LONGEST_EXPRESSION = 4096;
/** What we accept: generated mapping sets have longer ones. */
const LONGEST_ACCEPTED = 4 * LONGEST_EXPRESSION;

const symbols = ["==", "!=", "<=", ">=", "&&", "||", "=~", ...Array.from("()[]{},.?:+-*/%<>!~")];

/** The words that Data Prep lets stand for symbols. */
const wordOperators: Readonly<Record<string, string>> = {
  eq: "==",
  ne: "!=",
  lt: "<",
  gt: ">",
  le: "<=",
  ge: ">=",
  and: "&&",
  or: "||",
  not: "!",
  div: "/",
  mod: "%",
};

const blank = /\s/;
const nameStart = /[A-Za-z_$]/;
const namePart = /[A-Za-z0-9_$]/;

/** The tokens of an expression; throws `ExpressionError` at the first thing that is none. */
export function readTokens(text: string): readonly Token[] {
  if (text.length > LONGEST_ACCEPTED) {
    throw new ExpressionError(
      `an expression may have ${LONGEST_EXPRESSION} characters, this one has ${text.length}`,
      0,
    );
  }
  const tokens: Token[] = [];
  let position = 0;
  while (position < text.length) {
    if (blank.test(text[position] ?? "")) {
      position += 1;
      continue;
    }
    const { token, end } = readToken(text, position);
    tokens.push(token);
    position = end;
  }
  return [...tokens, { kind: "end", text: "", position: text.length }];
}

interface ReadToken {
  readonly token: Token;
  readonly end: number;
}

function readToken(text: string, position: number): ReadToken {
  const first = text[position] ?? "";
  if (first === '"' || first === "'") return readText(text, position, first);
  if (text.startsWith("${", position)) return readQuotedName(text, position);
  if (/[0-9]/.test(first)) return readWhile(text, position, "number", /[0-9.]/);
  if (nameStart.test(first)) {
    const name = readWhile(text, position, "name", namePart);
    const operator = Object.hasOwn(wordOperators, name.token.text) ? wordOperators[name.token.text] : undefined;
    return operator === undefined ? name : { ...name, token: { kind: "symbol", text: operator, position } };
  }
  const symbol = symbols.find((candidate) => text.startsWith(candidate, position));
  if (symbol === undefined) throw new ExpressionError(`"${first}" cannot stand here`, position);
  return { token: { kind: "symbol", text: symbol, position }, end: position + symbol.length };
}

function readWhile(text: string, position: number, kind: Token["kind"], part: RegExp): ReadToken {
  let end = position;
  while (end < text.length && part.test(text[end] ?? "")) end += 1;
  return { token: { kind, text: text.slice(position, end), position }, end };
}

function readText(text: string, position: number, quote: string): ReadToken {
  let value = "";
  for (let at = position + 1; at < text.length; at += 1) {
    const character = text[at] ?? "";
    if (character === quote) return { token: { kind: "text", text: value, position }, end: at + 1 };
    if (character === "\\") {
      at += 1;
      value += unescape(text[at] ?? "");
    } else value += character;
  }
  throw new ExpressionError("the text in quotes does not end", position);
}

function unescape(character: string): string {
  if (character === "n") return "\n";
  if (character === "t") return "\t";
  return character === "\\" || character === '"' || character === "'" ? character : `\\${character}`;
}

/** `${First Name}`: a name that is no identifier, or a reserved word. */
function readQuotedName(text: string, position: number): ReadToken {
  const end = text.indexOf("}", position);
  if (end < 0) throw new ExpressionError("`${` is not closed", position);
  return { token: { kind: "name", text: text.slice(position + 2, end), position }, end: end + 1 };
}
