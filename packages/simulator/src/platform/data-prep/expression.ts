/** What an expression of the mapper consists of. */
export type Expression =
  | { readonly kind: "literal"; readonly value: string | number | boolean | null; readonly decimal: boolean }
  | { readonly kind: "list"; readonly items: readonly Expression[] }
  | { readonly kind: "map"; readonly entries: readonly (readonly [Expression, Expression])[] }
  | { readonly kind: "path"; readonly steps: readonly PathStep[] }
  | { readonly kind: "member"; readonly target: Expression; readonly steps: readonly PathStep[] }
  | { readonly kind: "call"; readonly name: string; readonly arguments: readonly Expression[] }
  | {
      readonly kind: "method";
      readonly target: Expression;
      readonly name: string;
      readonly arguments: readonly Expression[];
    }
  | { readonly kind: "unary"; readonly operator: "-" | "!" | "~"; readonly operand: Expression }
  | {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: "conditional";
      readonly condition: Expression;
      readonly whenTrue: Expression;
      readonly whenFalse: Expression;
    };

/** A step of a path: a member's name, an index, or every element. */
export type PathStep = { readonly name: string } | { readonly index: number } | { readonly every: true };

export type BinaryOperator = "+" | "-" | "*" | "/" | "%" | "==" | "!=" | "<" | "<=" | ">" | ">=" | "&&" | "||";

/** The text cannot be understood, or names a function that does not exist. */
export class ExpressionError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ExpressionError";
  }
}

/** Every expression below one, itself included. */
export function* partsOf(expression: Expression): Generator<Expression> {
  yield expression;
  for (const child of childrenOf(expression)) yield* partsOf(child);
}

function childrenOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "literal":
    case "path":
      return [];
    case "list":
      return expression.items;
    case "map":
      return expression.entries.flat();
    case "member":
      return [expression.target];
    case "call":
      return expression.arguments;
    case "method":
      return [expression.target, ...expression.arguments];
    case "unary":
      return [expression.operand];
    case "binary":
      return [expression.left, expression.right];
    case "conditional":
      return [expression.condition, expression.whenTrue, expression.whenFalse];
  }
}
