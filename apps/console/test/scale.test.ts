import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium, open, skipsBrowser, visit } from "./chromium.ts";
import { fillQuarantine, furnish } from "./furnish.ts";
import { RealServer } from "./real-server.ts";

const manyRuns = 10_000;
const manyRecords = 100_000;

/** Repeats one run and one refused record of a store that is not in use, until there are very many of each. */
function multiply(stateFolder: string): void {
  const file = readdirSync(stateFolder, { recursive: true, encoding: "utf8" }).find((name) =>
    /\.(sqlite|db)$/.test(name),
  );
  if (file === undefined) throw new Error(`no store in ${stateFolder}`);
  const store = new DatabaseSync(join(stateFolder, file));
  const repeat = (
    table: string,
    id: string,
    replaced: Readonly<Record<string, string>>,
    where: string,
    times: number,
  ): void => {
    const columns = store
      .prepare(`select name from pragma_table_info('${table}')`)
      .all()
      .map(({ name }) => String(name));
    const values = columns.map((name) => (name === id ? `${id} || '-' || n` : (replaced[name] ?? name)));
    store.exec(
      `with recursive count(n) as (select 1 union all select n + 1 from count where n < ${times})
       insert into ${table} (${columns.join(", ")})
       select ${values.join(", ")} from (select * from ${table} where ${where} limit 1), count`,
    );
  };
  const earlier = { created_at: "created_at - n * 60000" };
  repeat("flow_entity", "entity_id", earlier, "collection = 'runs'", manyRuns);
  repeat("quarantine", "quarantine_id", { ...earlier, object_id: "object_id || n" }, "status = 'open'", manyRecords);
  store.close();
}

describe.skipIf(skipsBrowser)(`with ${manyRuns} runs and ${manyRecords} quarantined records (needs Chromium)`, () => {
  let browser: Browser;
  let server: RealServer;

  beforeAll(async () => {
    [browser, server] = await Promise.all([launchChromium(), RealServer.start({ objects: 60 })]);
    await furnish(server);
    await fillQuarantine(server, 1);
    await server.kill();
    multiply(server.stateFolder);
    await server.begin();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  for (const [name, route, least] of [
    ["runs", "runs", manyRuns],
    ["quarantine", "quarantine", manyRecords],
  ] as const) {
    it(`goes to the end of the page of ${name} by keys and opens its filter, with few rows in the document`, async () => {
      const { page, context, wrongs } = await visit(browser, server.url, { token: server.token });
      await open(page, server.url, route);
      const frame = page.locator(".table-frame");
      await frame.waitFor();
      const total = Number(await page.getByRole("table").last().getAttribute("aria-rowcount"));
      expect(total).toBeGreaterThan(least);
      await frame.focus();
      await page.keyboard.press("PageDown");
      await page.keyboard.press("PageDown");
      await page.keyboard.press("End");
      await page.getByText(/^[4-9]\d\d of/).waitFor();
      await page.getByRole("button", { name: /Resource/ }).click();
      await page.getByRole("option", { name: "Refunds" }).waitFor();
      await page.keyboard.press("Escape");
      expect(await page.locator(".table .body .line").count()).toBeLessThan(60);
      await context.close();
      expect(wrongs).toEqual([]);
    }, 60_000);
  }
});
