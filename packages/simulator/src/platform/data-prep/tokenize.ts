import { ExpressionError } from "./expression.ts";

export interface Token {
  readonly kind: "number" | "text" | "name" | "quoted-name" | "symbol" | "end";
  readonly text: string;
  readonly position: number;
}

const symbols = [
  "&&",
  "||",
  "==",
  "!=",
  "<=",
  ">=",
  "?:",
  "+",
  "-",
  "*",
  "/",
  "%",
  "<",
  ">",
  "!",
  "~",
  "(",
  ")",
  "[",
  "]",
  "{",
  "}",
  ",",
  ".",
  "?",
  ":",
];
const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f" };

/** Cuts an expression into tokens; `${First Name}` is one name whatever it holds. Throws ExpressionError. */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let position = 0;
  while (position < source.length) {
    if (/\s/.test(source.charAt(position))) {
      position += 1;
      continue;
    }
    const token = readToken(source, position);
    tokens.push(token.token);
    position = token.end;
  }
  tokens.push({ kind: "end", text: "", position });
  return tokens;
}

function readToken(source: string, position: number): { token: Token; end: number } {
  const character = source.charAt(position);
  if (character === '"' || character === "'") return readText(source, position, character);
  if (source.startsWith("${", position)) return readQuotedName(source, position);
  const number = /^\d+(\.\d+)?([eE][+-]?\d+)?/.exec(source.slice(position))?.[0];
  if (number !== undefined) return made("number", number, position, number.length);
  const name = /^[\p{L}_$][\p{L}\p{N}_$]*/u.exec(source.slice(position))?.[0];
  if (name !== undefined) return made("name", name, position, name.length);
  const symbol = symbols.find((candidate) => source.startsWith(candidate, position));
  if (symbol !== undefined) return made("symbol", symbol, position, symbol.length);
  throw new ExpressionError(`unexpected character '${character}' at position ${position + 1}`);
}

function made(kind: Token["kind"], text: string, position: number, length: number): { token: Token; end: number } {
  return { token: { kind, text, position }, end: position + length };
}

function readText(source: string, start: number, quote: string): { token: Token; end: number } {
  let text = "";
  for (let position = start + 1; position < source.length; position += 1) {
    const character = source.charAt(position);
    if (character === quote) return { token: { kind: "text", text, position: start }, end: position + 1 };
    if (character !== "\\") {
      text += character;
      continue;
    }
    position += 1;
    const escaped = source.charAt(position);
    // A backslash before anything else stays: regular expressions are written with it.
    text += escaped === quote || escaped === "\\" ? escaped : (escapes[escaped] ?? `\\${escaped}`);
  }
  throw new ExpressionError(`the text that begins at position ${start + 1} does not end`);
}

function readQuotedName(source: string, start: number): { token: Token; end: number } {
  const end = source.indexOf("}", start);
  if (end < 0) throw new ExpressionError(`the name that begins at position ${start + 1} does not end`);
  return made("quoted-name", source.slice(start + 2, end), start, end + 1 - start);
}
