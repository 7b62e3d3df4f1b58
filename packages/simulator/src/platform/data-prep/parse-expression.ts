import { ExpressionError, type BinaryOperator, type Expression, type PathStep } from "./expression.ts";
import { tokenize, type Token } from "./tokenize.ts";

/** Operators from the loosest to the tightest, with the words that mean the same. */
const levels: readonly Readonly<Record<string, BinaryOperator>>[] = [
  { "||": "||", or: "||" },
  { "&&": "&&", and: "&&" },
  { "==": "==", eq: "==", "!=": "!=", ne: "!=" },
  { "<": "<", lt: "<", "<=": "<=", le: "<=", ">": ">", gt: ">", ">=": ">=", ge: ">=" },
  { "+": "+", "-": "-" },
  { "*": "*", "/": "/", div: "/", "%": "%", mod: "%" },
];

/** Names that stand for something else and need `${}` as a field. */
const reservedWords: ReadonlySet<string> = new Set(
  "new mod or break var lt for false while eq gt div not null continue else and ne true le if ge return".split(" "),
);

const MAXIMUM_LENGTH = 4096;

/** Parses an expression of the mapper. Throws ExpressionError. */
export function parseExpression(source: string): Expression {
  if (source.length > MAXIMUM_LENGTH)
    throw new ExpressionError(`an expression has at most ${MAXIMUM_LENGTH} characters`);
  const parser = new Parser(tokenize(source));
  return parser.parseWhole();
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  parseWhole(): Expression {
    const expression = this.#conditional();
    const rest = this.#peek();
    if (rest.kind !== "end") throw unexpected(rest);
    return expression;
  }

  #conditional(): Expression {
    const condition = this.#binary(0);
    if (this.#take("?:")) {
      return { kind: "conditional", condition, whenTrue: condition, whenFalse: this.#conditional() };
    }
    if (!this.#take("?")) return condition;
    const whenTrue = this.#conditional();
    this.#expect(":");
    return { kind: "conditional", condition, whenTrue, whenFalse: this.#conditional() };
  }

  #binary(level: number): Expression {
    const operators = levels[level];
    if (operators === undefined) return this.#unary();
    let left = this.#binary(level + 1);
    for (;;) {
      const token = this.#peek();
      const operator = token.kind === "symbol" || token.kind === "name" ? operators[token.text] : undefined;
      if (operator === undefined) return left;
      this.#at += 1;
      left = { kind: "binary", operator, left, right: this.#binary(level + 1) };
    }
  }

  #unary(): Expression {
    if (this.#take("-")) return { kind: "unary", operator: "-", operand: this.#unary() };
    if (this.#take("!") || this.#takeName("not")) return { kind: "unary", operator: "!", operand: this.#unary() };
    if (this.#take("~")) return { kind: "unary", operator: "~", operand: this.#unary() };
    return this.#postfix(this.#primary());
  }

  #primary(): Expression {
    const token = this.#next();
    switch (token.kind) {
      case "number":
        return { kind: "literal", value: Number(token.text), decimal: /[.eE]/.test(token.text) };
      case "text":
        return { kind: "literal", value: token.text, decimal: false };
      case "quoted-name":
        return { kind: "path", steps: [{ name: token.text }] };
      case "name":
        return this.#named(token);
      default:
        break;
    }
    if (token.text === "(") {
      const inner = this.#conditional();
      this.#expect(")");
      return inner;
    }
    if (token.text === "[") return { kind: "list", items: this.#listUntil("]") };
    if (token.text === "{") return this.#map();
    throw unexpected(token);
  }

  #named(token: Token): Expression {
    if (token.text === "true" || token.text === "false") {
      return { kind: "literal", value: token.text === "true", decimal: false };
    }
    if (token.text === "null") return { kind: "literal", value: null, decimal: false };
    if (reservedWords.has(token.text)) throw unexpected(token);
    if (this.#take("(")) return { kind: "call", name: token.text, arguments: this.#listUntil(")") };
    return { kind: "path", steps: [{ name: token.text }] };
  }

  #postfix(start: Expression): Expression {
    let expression = start;
    for (;;) {
      if (this.#take("[")) expression = withStep(expression, this.#indexStep());
      else if (this.#take(".")) expression = this.#memberOf(expression);
      else return expression;
    }
  }

  #memberOf(target: Expression): Expression {
    const token = this.#next();
    if (token.kind !== "name" && token.kind !== "quoted-name") throw unexpected(token);
    if (token.kind === "name" && this.#take("(")) {
      return { kind: "method", target, name: token.text, arguments: this.#listUntil(")") };
    }
    return withStep(target, { name: token.text });
  }

  #indexStep(): PathStep {
    if (this.#take("*")) {
      this.#expect("]");
      return { every: true };
    }
    const token = this.#next();
    this.#expect("]");
    if (token.kind === "number") return { index: Number(token.text) };
    if (token.kind === "text") return { name: token.text };
    throw unexpected(token);
  }

  #map(): Expression {
    const entries: (readonly [Expression, Expression])[] = [];
    while (!this.#take("}")) {
      const key = this.#conditional();
      this.#expect(":");
      entries.push([key, this.#conditional()]);
      if (!this.#take(",") && this.#peek().text !== "}") throw unexpected(this.#peek());
    }
    return { kind: "map", entries };
  }

  #listUntil(end: string): Expression[] {
    const items: Expression[] = [];
    if (this.#take(end)) return items;
    for (;;) {
      items.push(this.#conditional());
      if (this.#take(end)) return items;
      this.#expect(",");
    }
  }

  #peek(): Token {
    return this.#tokens[this.#at] ?? { kind: "end", text: "", position: 0 };
  }

  #next(): Token {
    const token = this.#peek();
    this.#at += 1;
    return token;
  }

  #take(symbol: string): boolean {
    const token = this.#peek();
    if (token.kind !== "symbol" || token.text !== symbol) return false;
    this.#at += 1;
    return true;
  }

  #takeName(name: string): boolean {
    const token = this.#peek();
    if (token.kind !== "name" || token.text !== name) return false;
    this.#at += 1;
    return true;
  }

  #expect(symbol: string): void {
    if (!this.#take(symbol)) throw unexpected(this.#peek(), symbol);
  }
}

function withStep(target: Expression, step: PathStep): Expression {
  if (target.kind === "path") return { kind: "path", steps: [...target.steps, step] };
  if (target.kind === "member") return { kind: "member", target: target.target, steps: [...target.steps, step] };
  return { kind: "member", target, steps: [step] };
}

function unexpected(token: Token, wanted?: string): ExpressionError {
  const found =
    token.kind === "end" ? "the end of the expression" : `'${token.text}' at position ${token.position + 1}`;
  return new ExpressionError(wanted === undefined ? `unexpected ${found}` : `expected '${wanted}' but found ${found}`);
}
