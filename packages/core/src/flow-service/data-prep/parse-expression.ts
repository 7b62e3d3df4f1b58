import { ExpressionError } from "./expression-error.ts";
import { Decimal } from "./values.ts";
import { readTokens, type Token } from "./read-tokens.ts";

/** A step of a path: a member, an element, or every element. */
export type PathStep =
  | { readonly kind: "member"; readonly name: string }
  | { readonly kind: "index"; readonly index: number }
  | { readonly kind: "each" };

export type Expression =
  | { readonly kind: "literal"; readonly value: string | number | boolean | Decimal | null }
  | { readonly kind: "path"; readonly steps: readonly PathStep[] }
  | {
      readonly kind: "call";
      readonly name: string;
      readonly parameters: readonly Expression[];
      readonly position: number;
    }
  | { readonly kind: "unary"; readonly operator: string; readonly operand: Expression }
  | { readonly kind: "binary"; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | {
      readonly kind: "choice";
      readonly condition: Expression;
      readonly then: Expression;
      readonly otherwise: Expression;
    };

/** Binary operators by how tightly they bind, loosest first. */
const precedence: readonly (readonly string[])[] = [
  ["||"],
  ["&&"],
  ["==", "!=", "=~"],
  ["<", ">", "<=", ">="],
  ["+", "-"],
  ["*", "/", "%"],
];

const DEEPEST = 100;

/** The tree of a Data Prep expression; throws `ExpressionError`. */
export function parseExpression(text: string): Expression {
  const parser = new Parser(readTokens(text));
  const expression = parser.expression();
  parser.expectEnd();
  return expression;
}

/** The path of an ATTRIBUTE row; throws `ExpressionError` for anything more than a path. */
export function parsePath(text: string): readonly PathStep[] {
  const steps: PathStep[] = [];
  for (const part of splitPath(text)) {
    const match = /^([^[\]]+)((?:\[(?:\d+|\*)\])*)$/.exec(part);
    if (match === null) throw new ExpressionError(`"${text}" is not a path`, 0);
    const [, name = "", brackets = ""] = match;
    steps.push({ kind: "member", name: name.startsWith("${") ? name.slice(2, -1) : name });
    for (const [, index = ""] of brackets.matchAll(/\[(\d+|\*)\]/g)) {
      steps.push(index === "*" ? { kind: "each" } : { kind: "index", index: Number(index) });
    }
  }
  if (steps.length === 0 || steps.length > DEEPEST) throw new ExpressionError(`"${text}" is not a path`, 0);
  return steps;
}

/** Splits at dots, except escaped ones (`a\.b`) and those inside `${…}`. */
function splitPath(text: string): readonly string[] {
  if (text.trim() === "") return [];
  return text
    .replaceAll("\\.", "\u0000")
    .replace(/\$\{[^}]*\}/g, (name) => name.replaceAll(".", "\u0000"))
    .split(".")
    .map((part) => part.replaceAll("\u0000", "."));
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  expression(): Expression {
    this.#depth += 1;
    if (this.#depth > DEEPEST) throw new ExpressionError("the expression is nested too deeply", this.#token.position);
    const condition = this.#binary(0);
    let result = condition;
    if (this.#take("?")) {
      const then = this.expression();
      this.#expect(":");
      result = { kind: "choice", condition, then, otherwise: this.expression() };
    }
    this.#depth -= 1;
    return result;
  }

  expectEnd(): void {
    if (this.#token.kind !== "end") throw this.#unexpected();
  }

  get #token(): Token {
    return this.#tokens[this.#at] ?? { kind: "end", text: "", position: 0 };
  }

  #binary(level: number): Expression {
    const operators = precedence[level];
    if (operators === undefined) return this.#unary();
    let left = this.#binary(level + 1);
    for (;;) {
      const operator = operators.find((candidate) => this.#take(candidate));
      if (operator === undefined) return left;
      left = { kind: "binary", operator, left, right: this.#binary(level + 1) };
    }
  }

  #unary(): Expression {
    const operator = ["!", "-", "~"].find((candidate) => this.#take(candidate));
    if (operator === undefined) return this.#postfix();
    this.#depth += 1;
    if (this.#depth > DEEPEST) throw new ExpressionError("the expression is nested too deeply", this.#token.position);
    const operand = this.#unary();
    this.#depth -= 1;
    return { kind: "unary", operator, operand };
  }

  #postfix(): Expression {
    const token = this.#token;
    if (token.kind === "number") return { kind: "literal", value: this.#literal() };
    if (token.kind === "text") {
      this.#at += 1;
      return this.#methods({ kind: "literal", value: token.text });
    }
    if (this.#take("(")) {
      const inner = this.expression();
      this.#expect(")");
      return this.#methods(inner);
    }
    if (token.kind !== "name") throw this.#unexpected();
    this.#at += 1;
    if (token.text === "true" || token.text === "false") return { kind: "literal", value: token.text === "true" };
    if (token.text === "null") return { kind: "literal", value: null };
    if (this.#is("(")) return this.#methods(this.#call(token.text, token.position, []));
    return this.#path(token);
  }

  #literal(): number | Decimal {
    const isDecimal = this.#token.text.includes(".");
    const value = this.#number();
    return isDecimal ? new Decimal(value) : value;
  }

  #number(): number {
    const { text, position } = this.#token;
    this.#at += 1;
    const value = Number(text);
    if (Number.isNaN(value)) throw new ExpressionError(`"${text}" is not a number`, position);
    return value;
  }

  /** `a.b[0].c[*].d`, or with a method at the end: `a.b.equals("x")`. */
  #path(first: Token): Expression {
    const steps: PathStep[] = [{ kind: "member", name: first.text }];
    for (;;) {
      if (this.#take("[")) steps.push(this.#bracket());
      else if (this.#take(".")) {
        const name = this.#token;
        if (name.kind !== "name") throw this.#unexpected();
        this.#at += 1;
        if (this.#is("(")) return this.#methods(this.#call(name.text, name.position, [{ kind: "path", steps }]));
        steps.push({ kind: "member", name: name.text });
      } else return { kind: "path", steps };
    }
  }

  #bracket(): PathStep {
    if (this.#take("*")) {
      this.#expect("]");
      return { kind: "each" };
    }
    const { kind, position } = this.#token;
    if (kind !== "number") throw this.#unexpected();
    const index = this.#number();
    if (!Number.isSafeInteger(index)) throw new ExpressionError("an index is a whole number", position);
    this.#expect("]");
    return { kind: "index", index };
  }

  #methods(receiver: Expression): Expression {
    let result = receiver;
    while (this.#take(".")) {
      const name = this.#token;
      if (name.kind !== "name") throw this.#unexpected();
      this.#at += 1;
      result = this.#call(name.text, name.position, [result]);
    }
    return result;
  }

  #call(name: string, position: number, before: readonly Expression[]): Expression {
    this.#expect("(");
    const parameters = [...before];
    while (!this.#take(")")) {
      if (parameters.length > before.length) this.#expect(",");
      parameters.push(this.expression());
    }
    return { kind: "call", name, parameters, position };
  }

  #is(symbol: string): boolean {
    return this.#token.kind === "symbol" && this.#token.text === symbol;
  }

  #take(symbol: string): boolean {
    if (!this.#is(symbol)) return false;
    this.#at += 1;
    return true;
  }

  #expect(symbol: string): void {
    if (!this.#take(symbol)) throw this.#unexpected(symbol);
  }

  #unexpected(wanted?: string): ExpressionError {
    const { kind, text, position } = this.#token;
    const found = kind === "end" ? "the expression ends" : `"${text}" stands`;
    return new ExpressionError(
      `${found} where ${wanted === undefined ? "a value" : `"${wanted}"`} was expected`,
      position,
    );
  }
}
