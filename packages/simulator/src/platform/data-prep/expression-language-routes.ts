import { json, objectBody, problem } from "../exchange.ts";
import { textIn, type JsonObject } from "../json.ts";
import type { Call, Route } from "../router.ts";
import type { Services } from "../services.ts";
import { evaluate } from "./evaluate.ts";
import { ExpressionError, partsOf } from "./expression.ts";
import { dataPrepFunctions, findFunction } from "./functions/index.ts";
import { CONVERSION_BASE } from "./mapping-set-routes.ts";
import { parseExpression } from "./parse-expression.ts";

const PATH = `${CONVERSION_BASE}/languages/el`;

const operators = [
  ["+", "add", 2, "Addition, or one text after another.", "1 + 2"],
  ["-", "subtract", 2, "Subtraction.", "3 - 2"],
  ["*", "multiply", 2, "Multiplication.", "2 * 3"],
  ["/", "divide", 2, "Division; of two whole numbers, the whole part.", "1 / 2"],
  ["%", "mod", 2, "The rest of a division.", "7 % 4"],
  ["~", "complement", 1, "Every bit turned.", "~44"],
  ["-", "negate", 1, "The number with the other sign.", "-12"],
  ["!", "not", 1, "The opposite truth; also the word not.", "!cond1"],
  ["==", "equals", 2, "Equality; also the word eq.", "a == b"],
  ["!=", "notEquals", 2, "Inequality; also the word ne.", "a != b"],
  ["<", "lessThan", 2, "Also the word lt.", "a < b"],
  ["<=", "lessThanOrEqual", 2, "Also the word le.", "a <= b"],
  [">", "greaterThan", 2, "Also the word gt.", "a > b"],
  [">=", "greaterThanOrEqual", 2, "Also the word ge.", "a >= b"],
  ["&&", "and", 2, "Both; also the word and.", "a && b"],
  ["||", "or", 2, "Either; also the word or.", "a || b"],
  ["?:", "ternary", 3, "One of two values by a condition.", "a ? b : c"],
] as const;

/** `/languages/el`: what the expression language has, and whether it understands a text. */
export function expressionLanguageRoutes(services: Services): Route[] {
  const permission = "View Datasets";
  return [
    { method: "POST", path: `${PATH}/validate`, permission, answer: (call) => json(200, isValid(call, services)) },
    {
      method: "GET",
      path: `${PATH}/functions`,
      permission,
      answer: () =>
        json(
          200,
          dataPrepFunctions.flatMap((one) =>
            one.names.map((name) => ({
              category: one.category,
              function: name,
              description: one.description,
              syntax: one.syntax,
              returns: one.description,
              returnType: one.returnType,
              example: "",
              result: "",
              params: [],
              since: 1,
            })),
          ),
        ),
    },
    {
      method: "GET",
      path: `${PATH}/operators`,
      permission,
      answer: () =>
        json(
          200,
          operators.map(([operatorSymbol, methodName, numberOfOperands, description, example]) => ({
            operatorSymbol,
            methodName,
            numberOfOperands,
            description,
            example,
          })),
        ),
    },
  ];
}

/** The expression parses, knows its functions and, if there is a sample, can be evaluated with it. */
function isValid(call: Call, services: Services): boolean {
  const body = objectBody(call.request, (detail) => problem(400, "BadRequestError", detail));
  const text = textIn(body, "expression");
  if (text === undefined) throw problem(400, "BadRequestError", "expression is required.");
  try {
    const expression = parseExpression(text);
    for (const part of partsOf(expression))
      if (part.kind === "call" && findFunction(part.name) === undefined) return false;
    const sample = textIn(body, "sampleData");
    if (sample !== undefined) {
      const source = JSON.parse(sample) as JsonObject;
      evaluate(expression, { source, indices: [], now: () => services.clock.now(), uuid: () => services.ids.uuid() });
    }
    return true;
  } catch (error) {
    if (error instanceof ExpressionError || error instanceof SyntaxError) return false;
    throw error;
  }
}
