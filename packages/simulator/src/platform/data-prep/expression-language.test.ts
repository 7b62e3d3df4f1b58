import { describe, expect, test } from "vitest";
import { evaluate } from "./evaluate.ts";
import { ExpressionError } from "./expression.ts";
import { dataPrepFunctions } from "./functions/index.ts";
import { parseExpression } from "./parse-expression.ts";
import { toJson } from "./values.ts";

const NOW = Date.UTC(2021, 9, 26, 10, 10, 24);

function run(text: string, source: unknown = {}): unknown {
  const uuid = (): string => "7c0267d2-bb74-4e1a-9275-3bf4fccda5f4";
  return toJson(evaluate(parseExpression(text), { source, indices: [], now: () => NOW, uuid }));
}

/** The examples that Adobe documents for the functions, and what it says comes out. */
const documented: readonly (readonly [expression: string, result: unknown])[] = [
  ['concat("Hi, ", "there", "!")', "Hi, there!"],
  ['explode("Hi, there!", " ")', ["Hi,", "there!"]],
  ['instr("adobe.com", "com")', 6],
  ['replacestr("This is a string re test", "re", "replace")', "This is a string replace test"],
  ['substr("This is a substring test", 7, 8)', " a subst"],
  ['lower("HeLLo")', "hello"],
  ['lcase("HeLLo")', "hello"],
  ['upper("HeLLo")', "HELLO"],
  ['ucase("HeLLo")', "HELLO"],
  ['split("Hello world", " ")', ["Hello", "world"]],
  ['join(" ", to_array(true, "Hello", "world"))', "Hello world"],
  ['lpad("bat", 8, "yz")', "yzyzybat"],
  ['rpad("bat", 8, "yz")', "batyzyzy"],
  ['left("abcde", 2)', "ab"],
  ['right("abcde", 2)', "de"],
  ['ltrim(" hello")', "hello"],
  ['rtrim("hello ")', "hello"],
  ['trim(" hello ")', "hello"],
  ['"string1".equals("STRING1")', false],
  ['"string1".equalsIgnoreCase("STRING1")', true],
  ['extract_regex("E259,E259B_009,1_1", "([^,]+),[^,]*,([^,]+)")', ["E259,E259B_009,1_1", "E259", "1_1"]],
  ['matches_regex("E259,E259B_009,1_1", "([^,]+),[^,]*,([^,]+)")', true],
  ['sha1("my text", "UTF-8")', "c3599c11e47719df18a2448690840c5dfcce3c80"],
  ['sha256("my text", "UTF-8")', "7330d2b39ca35eaf4cb95fc846c21ee6a39af698154a83a586ee270a0d372104"],
  [
    'sha512("my text", "UTF-8")',
    "a3d7e45a0d9be5fd4e4b9a3b8c9c2163c21ef708bf11b4232bb21d2a8704ada2cdcd7b367dd0788a89a5c908cfe377aceb1072a7b386b7d4fd2ff68a8fd24d16",
  ],
  ['md5("my text", "UTF-8")', "d3b96ce8c9fb4e9bd0198d03ba6852c7"],
  ['crc32("my text", "UTF-8")', "8df92e80"],
  ['get_url_protocol("https://platform.adobe.com/home")', "https"],
  ['get_url_host("https://platform.adobe.com/home")', "platform.adobe.com"],
  ['get_url_port("sftp://example.com//exports/employee.csv")', 22],
  ['get_url_path("sftp://example.com//exports/employee.csv")', "//exports/employee.csv"],
  ['get_url_query_str("foo://example.com:8042/over/there?name=ferret#nose", "retain")', { name: "ferret#nose" }],
  ['get_url_query_str("foo://example.com:8042/over/there?name=ferret#nose", "remove")', { name: "ferret" }],
  [
    'get_url_query_str("foo://example.com:8042/over/there?name=ferret#nose", "append")',
    { name: "ferret", _anchor_: "nose" },
  ],
  ["now()", "2021-10-26T10:10:24Z"],
  ["timestamp()", NOW],
  ['format(date("2019-10-23T11:24:35+00:00"), "yyyy-MM-dd HH:mm:ss")', "2019-10-23 11:24:35"],
  [`dformat(1571829875000, "yyyy-MM-dd'T'HH:mm:ss.SSSX")`, "2019-10-23T11:24:35.000Z"],
  ['date("2019-10-23 11:24", "yyyy-MM-dd HH:mm", now())', "2019-10-23T11:24:00Z"],
  ['date("2019-10-23 11:24", "yyyy-MM-dd HH:mm")', "2019-10-23T11:24:00Z"],
  ['date("2019-10-23 11:24")', "2019-10-23T11:24:00Z"],
  ['date_part("MM", date("2019-10-17 11:55:12"))', 10],
  ['format(set_date_part("m", 4, date("2016-11-09T11:44:44.797")), "yyyy-MM-dd")', "2016-04-09"],
  ['zone_date_to_utc(date("2019-10-17T11:55:12-08:00"))', "2019-10-17T19:55:12Z"],
  ["size_of([1, 2, 3, 4])", 4],
  ["is_empty([1, 2, 3])", false],
  [
    'arrays_to_objects("sku", ["a", "b"], "price", [1, 2])',
    [
      { sku: "a", price: 1 },
      { sku: "b", price: 2 },
    ],
  ],
  ['to_object("firstName", "John", "lastName", "Doe")', { firstName: "John", lastName: "Doe" }],
  [
    'str_to_object("firstName=John,lastName=Doe,phone=123 456 7890", "=", ",")',
    { firstName: "John", lastName: "Doe", phone: "123 456 7890" },
  ],
  ["nullify()", null],
  ['get_keys({"book1": "Pride and Prejudice", "book2": "1984"})', ["book1", "book2"]],
  ['get_values("firstName - John , lastName - Cena , phone - 555 420 8692", "firstName", "-", ",")', "John"],
  ['coalesce(null, null, null, "first", null, "second")', "first"],
  ['first("1", "2", "3")', "1"],
  ['last("1", "2", "3")', "3"],
  ["add_to_array(['a', 'b'], 'c', 'd')", ["a", "b", "c", "d"]],
  ["join_arrays(['a', 'b'], ['c'], ['d', 'e'])", ["a", "b", "c", "d", "e"]],
  ["to_array(false, 1, null, 2, 3)", [1, 2, 3]],
  ['iif("s".equalsIgnoreCase("S"), "True", "False")', "True"],
  ["min(3, 1, 4)", 1],
  ["max(3, 1, 4)", 4],
  ['to_decimal("20.5")', 20.5],
  ['to_float("12.345678")', 12.34568],
  ['to_integer("12")', 12],
  ['to_bigint("1000000.34")', 1000000.34],
  ['json_to_object("{\\"info\\":{\\"firstName\\":\\"John\\"}}")', { info: { firstName: "John" } }],
  ["uuid()", "7c0267d2-bb74-4e1a-9275-3bf4fccda5f4"],
  ['map_get_values(to_map("a", 1, "b", 2), "b")', 2],
  ['map_get_values(to_map("a", 1, "b", 2), ["a", "b"])', [1, 2]],
  ['map_has_keys(to_map("a", 1), ["a", "b"])', false],
  ['add_to_map(to_map("a", 1), to_map("a", 2, "b", 3))', { a: 1, b: 3 }],
  ['object_to_map("a", 1)', { a: 1 }],
  ['array_to_map([{"k": "x", "v": 1}], "k")', { x: { k: "x", v: 1 } }],
  ['object_to_map([{"k": "x", "v": 1}], "k")', { x: { k: "x", v: 1 } }],
];

test.each(documented)("%s", (expression, result) => {
  expect(run(expression)).toEqual(result);
});

test("every function has an example, or is shown not to need one", () => {
  const shown = documented.map(([expression]) => expression).join(" ");
  const without = dataPrepFunctions.flatMap(({ names }) => names).filter((name) => !shown.includes(`${name}(`));
  expect(without.sort()).toEqual([
    "arrays_to_object",
    "contains_key",
    "decode",
    "guid",
    "is_set",
    "make_date_time",
    "make_timestamp",
    "upsert_array_append",
    "upsert_array_replace",
    "zone_date_to_zone",
  ]);
});

test.each([
  ['decode(state, "ca", "California", "pa", "Pennsylvania", "N/A")', { state: "ca" }, "California"],
  ['decode(state, "ca", "California", "pa", "Pennsylvania", "N/A")', { state: "xx" }, "N/A"],
  ['decode(state, "ca", "California")', { state: "xx" }, null],
  ['contains_key("evars.evar.field1")', { evars: { evar: { field1: 0 } } }, true],
  ['contains_key("evars.evar.field2")', { evars: { evar: { field1: 0 } } }, false],
  ['make_date_time(2019, 10, 17, 11, 55, 12, 0, "America/Los_Angeles")', {}, "2019-10-17T11:55:12-07:00"],
  ['zone_date_to_zone(date("2021-10-26T13:43:59Z"), "Europe/Paris")', {}, "2021-10-26T15:43:59+02:00"],
  ["upsert_array_append(list)", { list: [1] }, [1]],
  ["iif(is_empty(customer.id), customer, customer.id)", { customer: "cus_1" }, "cus_1"],
  ["iif(is_empty(customer.id), customer, customer.id)", { customer: { id: "cus_2" } }, "cus_2"],
  ["${First Name}", { "First Name": "Ada" }, "Ada"],
  ["${new}", { new: 3 }, 3],
  ["lines[1].sku", { lines: [{ sku: "a" }, { sku: "b" }] }, "b"],
  ["a.b.c", { a: 1 }, null],
  ["created * 1000", { created: 1_700_000_000 }, 1_700_000_000_000],
  ["created * 1000", {}, null],
  ["1 + 2 * 3", {}, 7],
  ["(1 + 2) * 3", {}, 9],
  ['"a" + 1', {}, "a1"],
  ["not (a eq 1) or b gt 2 and c ne 3", { a: 1, b: 3, c: 4 }, true],
  ["captured == true", { captured: null }, false],
  ["captured == false", { captured: null }, false],
  ["x != null", { x: 0 }, true],
  ["a ? 'yes' : 'no'", { a: false }, "no"],
  ["a ?: 'otherwise'", { a: "" }, "otherwise"],
  ["~44", {}, -45],
  ["-(3)", {}, -3],
])("%s with %j", (expression, source, result) => {
  expect(run(expression, source)).toEqual(result);
});

describe("numbers", () => {
  test("whole numbers divide to a whole number, as in the Java that runs them; one decimal makes it a decimal", () => {
    expect(run("amount / 100", { amount: 1999 })).toBe(19);
    expect(run("to_decimal(amount) / 100", { amount: 1999 })).toBe(19.99);
    expect(run("amount / 100.0", { amount: 1999 })).toBe(19.99);
    expect(run("7 % 4")).toBe(3);
  });

  test("a division by zero is an error of the expression", () => {
    expect(() => run("1 / 0")).toThrow(ExpressionError);
  });
});

describe("what is refused", () => {
  test.each([
    ["nvl(a, b)", "unknown function nvl"],
    ["ua_os_name(agent)", "unknown function ua_os_name"],
    ["iif(a, b)", "iif takes 3 arguments, not 2"],
    ["1 +", "unexpected the end of the expression"],
    ['concat("a"', "expected ','"],
    ['"a', "does not end"],
    ["new", "unexpected 'new'"],
    ["a # b", "unexpected character '#'"],
    ["a.missing()", "unknown method missing"],
  ])("%s: %s", (expression, reason) => {
    expect(() => run(expression)).toThrow(reason);
  });

  test("more than 4,096 characters", () => {
    expect(() => run(`"${"x".repeat(4096)}"`)).toThrow("at most 4096");
  });
});
