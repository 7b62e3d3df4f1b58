import { createStripe, createWorld, ManualClock } from "@stripe-aep/simulator";
import { describe, expect, it } from "vitest";
import { compileAssembly } from "../../scripts/compile-assembly.ts";
import { resourceNames } from "../../src/resources.ts";
import { createCompiledMapper, createPageMapper } from "../../src/xdm/create-page-mapper.ts";
import { RecordMapper } from "../../src/xdm/map-page.ts";
import type { DatasetKind, PageContext, PageMapper } from "../../src/xdm/page-mapper.ts";
import { planRows } from "../../src/xdm/plan-rows.ts";
import { TransducingMapper } from "../../src/xdm/transducer/transducing-mapper.ts";
import { acmeSchemas, files, pageContext, pageOf, publishedSample } from "./schemas.ts";

const schemas = await acmeSchemas();
const world = createWorld({ seed: 4, objects: 1_000, clock: new ManualClock(Date.UTC(2026, 10, 1)) });
const stripe = createStripe(world, {});

/** The first page that Stripe gives of a resource. */
async function listPage(resource: string): Promise<Uint8Array> {
  const answer = await stripe.handle({
    method: "GET",
    target: `/v1/${resource}?limit=100${resource === "refunds" ? "&expand[]=data.charge" : ""}`,
    headers: { authorization: `Bearer ${stripe.keys.secret}`, "stripe-version": pageContext.apiVersion },
    body: new Uint8Array(),
  });
  return answer.body;
}

/** The settings that a project begins with. */
async function defaultOptions(resource: string) {
  const mapping = await schemas.mapping(resource);
  const datasets: DatasetKind[] = mapping.datasets.event === undefined ? ["object"] : ["object", "event"];
  const rowSchemas = await schemas.rowSchemas(resource, datasets);
  return { mapping, datasets, policy: { preset: "minimal" }, rowSchemas } as const;
}

/** The transducer with nobody behind it: a record or page that it leaves has no rows. */
async function withoutJavaScript(resource: string): Promise<TransducingMapper> {
  const { mapping, datasets, policy, rowSchemas } = await defaultOptions(resource);
  const plans = datasets.map((dataset) => {
    const { rows } = mapping.datasets[dataset]!;
    return [dataset, planRows({ resource, rows, policy, schema: rowSchemas[dataset] })] as const;
  });
  return TransducingMapper.of(mapping, plans, new RecordMapper(mapping, []))!;
}

describe("the transducer's module", () => {
  it("is what its sources compile to", async () => {
    const committed = await files.read(new URL("../../src/xdm/transducer/module-text.ts", import.meta.url).pathname);
    expect(Buffer.from(committed).toString()).toBe(await compileAssembly());
  });
});

describe.each(resourceNames)("the transducer of %s", (resource) => {
  it("maps ordinary objects by itself, under the default policy and datasets", async () => {
    const mapper = await withoutJavaScript(resource);
    const pages = [pageOf([await publishedSample(resource)]), await listPage(resource)];
    for (const page of pages) {
      const { records } = mapper.mapPage(page, pageContext);
      expect(records.length).toBeGreaterThan(0);
      for (const record of records) {
        expect(record.fate === "mapped" && record.rows.some(({ dataset }) => dataset === "object")).toBe(true);
      }
    }
  });

  it("leaves the digest, the ids and the rows as the compiled mapper makes them", async () => {
    const options = await defaultOptions(resource);
    const page = await listPage(resource);
    const context: PageContext = { ...pageContext, account: "acct_\u00e9", respondedAt: 1_777_777_777_777 };
    expect(createPageMapper(options).mapPage(page, context)).toEqual(
      createCompiledMapper(options).mapPage(page, context),
    );
  });
});

describe("what the transducer writes itself", () => {
  const amounts = [0, 1, 9, 10, 99, 100, 101, 1_000, 1_050, 123_456, 999_999_999_999_999, -1, -10, -1_099, -100_000];
  const currencies = ["usd", "jpy", "bhd", "kwd", "isk", "ugx", "xxx", "clp"];
  const decimals = [
    "0",
    "1",
    "-1",
    "0.1",
    "0.5",
    "0.000001",
    "12.75",
    "-2.5",
    "1.5",
    "99.99",
    "123456789.123456",
    "0.3",
  ];
  /** First and last day of leap years and of centuries, and one day of each year. */
  const days = Array.from({ length: 8_000 }, (_, year) =>
    Math.floor((year * 365.2425 + ((year * 37) % 365)) % 2_932_896),
  );

  it("is what JavaScript writes: amounts in major units, in every kind of currency", async () => {
    const sample = await publishedSample("charges");
    const charges = currencies.flatMap((currency) => amounts.map((amount) => ({ ...sample, currency, amount })));
    const mapper = await withoutJavaScript("charges");
    const expected = createCompiledMapper(await defaultOptions("charges"));
    for (const charge of charges) {
      const page = pageOf([{ ...charge, status: "succeeded" }]);
      expect(rowsOf(mapper, page)).toBe(rowsOf(expected, page));
    }
  });

  it("is what JavaScript writes: every year's days, and decimals", async () => {
    const sample = await publishedSample("balance_transactions");
    const mapper = await withoutJavaScript("balance_transactions");
    const expected = createCompiledMapper(await defaultOptions("balance_transactions"));
    const edges = [0, 86_399, 951_782_399, 951_782_400, 951_868_800, 4_107_542_399, 4_107_542_400, 253_402_300_799];
    for (const available_on of [...edges, ...days.map((day) => day * 86_400 + (day % 86_400))]) {
      const text = JSON.stringify({ ...sample, available_on, exchange_rate: "RATE" });
      const data = text.replace('"RATE"', decimals[available_on % decimals.length]!);
      const page = Buffer.from(`{"data":[${data}]}`);
      const written = rowsOf(mapper, page);
      if (written !== rowsOf(expected, page)) expect(written).toBe(rowsOf(expected, page));
    }
  });
});

/** The rows of a page as text. */
function rowsOf(mapper: PageMapper, page: Uint8Array): string {
  return mapper
    .mapPage(page, pageContext)
    .records.map((record) =>
      record.fate === "mapped" ? record.rows.map(({ bytes }) => Buffer.from(bytes).toString()).join("\n") : record.rule,
    )
    .join("\n");
}

/** Both mappers over one page of many objects; the rows as one text each. */
async function mapMany(resource: string, page: Uint8Array): Promise<readonly [string, string]> {
  const options = await defaultOptions(resource);
  return [rowsOf(createPageMapper(options), page), rowsOf(createCompiledMapper(options), page)];
}

describe("a page that is not for the transducer is mapped all the same", () => {
  it("when it is longer than the memory", async () => {
    const sample = await publishedSample("balance_transactions");
    const page = pageOf(Array.from({ length: 10_000 }, (_, index) => ({ ...sample, id: `txn_${index}` })));
    expect(page.length).toBeGreaterThan(4 * 1024 * 1024);
    const [mapped, expected] = await mapMany("balance_transactions", page);
    expect(mapped === expected).toBe(true);
  });

  it("when it has more objects than there is room to list", async () => {
    const sample = await publishedSample("prices");
    const data = Array.from({ length: 3_000 }, (_, index) => ({ ...sample, id: `price_${index}` }));
    const [mapped, expected] = await mapMany("prices", Buffer.from(JSON.stringify({ data })));
    expect(mapped === expected).toBe(true);
  });

  it("when one list fills the memory for elements", async () => {
    const sample = await publishedSample("balance_transactions");
    const fee = { amount: 1, application: null, currency: "usd", description: "fee", type: "stripe_fee" };
    const page = pageOf([{ ...sample, fee_details: Array.from({ length: 20_000 }, () => fee) }, sample]);
    const [mapped, expected] = await mapMany("balance_transactions", page);
    expect(mapped === expected).toBe(true);
  });
});
