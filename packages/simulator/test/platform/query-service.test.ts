import { beforeAll, expect, test } from "vitest";
import {
  chargeRow,
  createChargeSchema,
  createDataset,
  sendRows,
  testPlatform,
  type TestPlatform,
} from "./platform-client.ts";

const QUERIES = "/data/foundation/query/queries";
let here: TestPlatform;

beforeAll(async () => {
  here = testPlatform();
  const dataset = await createDataset(here, await createChargeSchema(here), { name: "Stripe charges" });
  await sendRows(here, dataset, [
    chargeRow("ch_1", 1, { amount: 100, status: "pending", metadata: { "order.id": "7" } }),
    chargeRow("ch_1", 2, { amount: 100, status: "succeeded" }),
    chargeRow("ch_2", 1, { amount: 250, created: "2026-01-02T10:00:00Z" }),
    chargeRow("ch_3", 1, { amount: 50, status: "failed" }),
  ]);
});

async function rows(sql: string): Promise<unknown> {
  const posted = await here.call("POST", QUERIES, { body: { dbName: "prod:all", sql } });
  expect(posted.status).toBe(202);
  const answer = await here.call("GET", `${QUERIES}/${posted.body.id}/rows`);
  expect(answer.status, (await here.call("GET", `${QUERIES}/${posted.body.id}`)).text).toBe(200);
  return answer.body.rows;
}

const id = "_acme.charges_data.id";
const amount = "_acme.charges_data.amount";
const status = "_acme.charges_data.status";
const version = "_acme.stripe_record.version";

test.each([
  ["count and sum", `select count(*) as n, sum(${amount}) as total from stripe_charges`, [{ n: 4, total: 500 }]],
  ["count(distinct)", `SELECT COUNT(DISTINCT ${id}) AS objects FROM stripe_charges`, [{ objects: 3 }]],
  [
    "where",
    `select ${id} from stripe_charges where ${amount} >= 100 and ${status} = 'succeeded' order by id`,
    [{ id: "ch_1" }, { id: "ch_2" }],
  ],
  [
    "group by, having, order by position",
    `select ${status} as status, count(*) as n from stripe_charges group by 1 having count(*) > 1 order by 2 desc`,
    [{ status: "succeeded", n: 2 }],
  ],
  [
    "the newest version of each object",
    `select id, status from (select ${id} as id, ${status} as status, row_number() over (partition by ${id} order by ${version} desc) as rn from stripe_charges) v where rn = 1 order by id`,
    [
      { id: "ch_1", status: "succeeded" },
      { id: "ch_2", status: "succeeded" },
      { id: "ch_3", status: "failed" },
    ],
  ],
  [
    "a map's key",
    `select c._acme.charges_data.metadata['order.id'] as k from stripe_charges c where c.${id} = 'ch_1' and c.${version} = 1`,
    [{ k: "7" }],
  ],
  [
    "case, cast, date_trunc, like, in, between",
    `select date_trunc('day', _acme.charges_data.created) as day, sum(case when ${status} in ('succeeded') then 1 else 0 end) as ok, cast(max(${amount}) as text) as most from stripe_charges where ${id} like 'ch_%' and ${amount} between 50 and 250 group by 1 order by 1`,
    [
      { day: "2026-01-01T00:00:00Z", ok: 1, most: "100" },
      { day: "2026-01-02T00:00:00Z", ok: 1, most: "250" },
    ],
  ],
  [
    "join, with, union all, limit and offset",
    `with big as (select ${id} as id from stripe_charges where ${amount} > 200) select s.${id} as id from stripe_charges s inner join big on big.id = s.${id} union all select 'x' as id`,
    [{ id: "ch_2" }, { id: "x" }],
  ],
  [
    "distinct and limit",
    `select distinct ${id} as id from stripe_charges order by id limit 1 offset 1`,
    [{ id: "ch_2" }],
  ],
  ["filter", `select count(*) filter (where ${status} = 'failed') as failed from stripe_charges`, [{ failed: 1 }]],
  [
    "nulls are not counted",
    "select count(_acme.charges_data.kind) as kinds, max(_acme.charges_data.kind) as kind from stripe_charges",
    [{ kinds: 0, kind: null }],
  ],
])("%s", async (_name, sql, expected) => {
  expect(await rows(sql)).toEqual(expected);
});

test.each([
  ["select * from nowhere", "the table nowhere does not exist"],
  ["delete from stripe_charges", "only queries that read are allowed"],
  ["select sqrt(1)", "unknown function sqrt"],
  ["selec 1", "Syntax error"],
])("%s ends FAILED: %s", async (sql, reason) => {
  const posted = await here.call("POST", QUERIES, { body: { dbName: "prod:all", sql } });
  const answer = await here.call("GET", `${QUERIES}/${posted.body.id}`);
  expect(answer.body).toMatchObject({ state: "FAILED", errors: [{ message: expect.stringContaining(reason) }] });
  expect(await here.call("GET", `${QUERIES}/${posted.body.id}/rows`)).toMatchObject({ status: 400 });
});

test("a query ends by the clock", async () => {
  const slow = testPlatform({ delays: { query: 5000 } });
  const posted = await slow.call("POST", QUERIES, { body: { dbName: "prod:all", sql: "select 1 as one" } });
  expect(posted.body.state).toBe("SUBMITTED");
  await slow.clock.advance(5000);
  expect(await slow.call("GET", `${QUERIES}/${posted.body.id}`)).toMatchObject({
    body: { state: "SUCCESS", rowCount: 1 },
  });
});

test("another sandbox's database does not exist", async () => {
  expect(await here.call("POST", QUERIES, { body: { dbName: "dev:all", sql: "select 1" } })).toMatchObject({
    status: 400,
  });
});
