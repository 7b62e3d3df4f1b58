import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileExpression, plainValue } from "./compile-expression.ts";
import { ExpressionError } from "./expression-error.ts";
import { parseExpression } from "./parse-expression.ts";

const source = {
  amount: 1099,
  currency: "usd",
  created: 1679090539,
  name: "Jenny Rosen",
  empty: "",
  customer: { id: "cus_1" },
  metadata: { order: "17", size: "L" },
  items: {
    data: [
      { id: "a", price: 1 },
      { id: "b", price: 2 },
    ],
  },
  "first name": "Jenny",
};

function run(text: string): unknown {
  const evaluate = compileExpression(parseExpression(text));
  const value = evaluate({
    source,
    indices: [],
    now: Date.UTC(2026, 0, 2, 3, 4, 5),
    unique: () => "0123456789abcdef".repeat(2),
  });
  return plainValue(value);
}

/** Examples of Adobe's function catalogue and of the rules for operators, each with what it gives. */
const examples: readonly (readonly [string, unknown])[] = [
  ["amount / 100", 10],
  ["to_decimal(amount) / 100", 10.99],
  ["amount / 100.0", 10.99],
  ["amount / 2.5", 439.6],
  ["1 + 2 * 3 - 4 % 3", 6],
  ["(1 + 2) * 3", 9],
  ["-amount", -1099],
  ["missing / 100", null],
  ["amount / 0", null],
  ['"a" + 1', "a1"],
  ["amount > 1000 && currency == 'usd'", true],
  ["amount gt 1000 and currency eq 'eur'", false],
  ["not (amount le 1000) or false", true],
  ["amount > 1000 ? 'large' : 'small'", "large"],
  ["customer != null", true],
  ["missing == null", true],
  ["amount == '1099'", true],
  ["${first name}", "Jenny"],
  ["items.data[1].id", "b"],
  ["items.data[*].id", ["a", "b"]],
  ['concat("Hi, ", name, missing)', "Hi, Jenny Rosen"],
  ['explode("Hi, there!")', ["Hi", " there!"]],
  ['split("a b")', ["a", "b"]],
  ['join(" ", to_array(true, "Hello", "world"))', "Hello world"],
  ['instr("adobe.com", "com")', 6],
  ['substr("This is a substring test", 7, 8)', " a subst"],
  ['replacestr("This is a string re test", "re", "replace")', "This is a string replace test"],
  ["upper(currency)", "USD"],
  ['lpad("1", 3, "0")', "001"],
  ['rpad("1", 3, "0")', "100"],
  ['left("abcde", 2)', "ab"],
  ['right("abcde", 2)', "de"],
  ['trim("  x ")', "x"],
  ['name.equals("Jenny Rosen")', true],
  ['currency.equalsIgnoreCase("USD")', true],
  ['extract_regex("E259,E259B_009,1_1", "([^,]+),[^,]*,([^,]+)")', ["E259,E259B_009,1_1", "E259", "1_1"]],
  ['matches_regex("abc", "b")', true],
  ['md5("my text")', "d3b96ce8c9fb4e9bd0198d03ba6852c7"],
  ['crc32("123456789")', "cbf43926"],
  ['get_url_host("https://platform.adobe.com/home")', "platform.adobe.com"],
  ['get_url_path("https://example.com/a/b?c=1")', "/a/b"],
  [`dformat(1571829875000, "yyyy-MM-dd'T'HH:mm:ss.SSSX")`, "2019-10-23T11:24:35.000Z"],
  [`dformat(created * 1000, "yyyy-MM-dd")`, "2023-03-17"],
  ['format(date("2019-10-23"), "MM/dd/yyyy")', "10/23/2019"],
  ['date("23-Oct-2019 11:24", "dd-MMM-yyyy HH:mm")', "2019-10-23T11:24:00.000Z"],
  ['date("nonsense", "yyyy", "2020-01-01")', "2020-01-01T00:00:00.000Z"],
  ["now()", "2026-01-02T03:04:05.000Z"],
  ["timestamp()", Date.UTC(2026, 0, 2, 3, 4, 5)],
  ['date_part("yyyy", date("2019-10-17T11:55:12"))', 2019],
  ['date_part("ww", date("2021-01-03"))', 53],
  ["make_date_time(2019, 10, 17, 11, 55, 12, 999000000, 'Z')", "2019-10-17T11:55:12.999Z"],
  ['to_object("a", 1, "b", missing)', { a: 1, b: null }],
  ['str_to_object("firstName=John,lastName=Doe", "=", ",").get("lastName")', "Doe"],
  ["is_empty(empty)", true],
  ["contains_key(customer.id)", true],
  ["nullify()", null],
  ["get_keys(metadata)", ["order", "size"]],
  [
    'arrays_to_objects("sku", items.data[*].id, "price", items.data[*].price)',
    [
      { sku: "a", price: 1 },
      { sku: "b", price: 2 },
    ],
  ],
  ["object_to_map(metadata)", { order: "17", size: "L" }],
  ['array_to_map(items.data, "id")', { a: { id: "a", price: 1 }, b: { id: "b", price: 2 } }],
  ['map_get_values(metadata, "order")', ["17"]],
  ['map_has_keys(metadata, to_array(true, "order", "colour"))', false],
  ['add_to_map(metadata, to_map("order", "18", "colour", "red"))', { order: "17", size: "L", colour: "red" }],
  ["coalesce(missing, empty, name)", ""],
  ["first(items.data[*].id)", "a"],
  ["last(items.data[*].id)", "b"],
  ["add_to_array(items.data[*].id, 'c')", ["a", "b", "c"]],
  ["join_arrays(items.data[*].id, items.data[*].price)", ["a", "b", 1, 2]],
  ["size_of(items.data)", 2],
  ['decode(currency, "usd", "$", "eur", "€")', "$"],
  ['decode("gbp", "usd", "$", "?")', "?"],
  ["iif(is_empty(customer.id), customer, customer.id)", "cus_1"],
  ["min(3, 1, 2)", 1],
  ["max(items.data[*].price)", 2],
  ['to_integer("12")', 12],
  ['to_bigint("9007199254740993")', null],
  ['json_to_object("{\\"a\\":1}")', { a: 1 }],
  ["uuid()", "01234567-89ab-4def-a123-456789abcdef"],
];

describe("expressions", () => {
  for (const [text, expected] of examples) {
    it(`${text} is ${JSON.stringify(expected)}`, () => {
      expect(run(text)).toEqual(expected);
    });
  }

  it("looks only at the branch that it takes", () => {
    expect(run('iif(true, "a", to_object("x"))'.replace('to_object("x")', "1 / 0"))).toBe("a");
  });

  const faulty = [
    ["amount /", "the expression ends where a value was expected"],
    ["amount 5", '"5" stands where a value was expected'],
    ["nvl(a, b)", "the function nvl is not one of Data Prep's that this engine runs: use coalesce"],
    ["upper()", "upper takes 1 to 1 parameters, not 0"],
    ["'open", "the text in quotes does not end"],
    ["a @ b", '"@" cannot stand here'],
    ["constructor(1)", "the function constructor is not one of Data Prep's that this engine runs"],
    ["a.b[x]", '"x" stands where a value was expected'],
    ["(".repeat(500), "the expression is nested too deeply"],
    ["!".repeat(500), "the expression is nested too deeply"],
  ] as const;
  for (const [text, message] of faulty) {
    it(`refuses ${text.slice(0, 30)}`, () => {
      expect(() => run(text)).toThrow(new ExpressionError(message, 0).message);
    });
  }

  it("never fails in any other way, whatever is written", () => {
    const words = fc.constantFrom(
      ...[
        "amount",
        "iif",
        "concat",
        "(",
        ")",
        ",",
        ".",
        "[",
        "]",
        "*",
        "+",
        "==",
        "'x'",
        "1",
        "?",
        ":",
        "!",
        "-",
        "data",
        "date",
        "format",
        "split",
        "explode",
      ],
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 12 }), (parts) => {
        try {
          run(parts.join(" "));
        } catch (error) {
          expect(error).toBeInstanceOf(ExpressionError);
        }
      }),
      { numRuns: 3000 },
    );
  });
});
