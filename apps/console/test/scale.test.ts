import { fillQuarantine, furnish, multiplyRecords, RealServer } from "@stripe-aep/real-server";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium, open, skipsBrowser, visit } from "./chromium.ts";

const manyRuns = 10_000;
const manyRecords = 100_000;

describe.skipIf(skipsBrowser)(`with ${manyRuns} runs and ${manyRecords} quarantined records (needs Chromium)`, () => {
  let browser: Browser;
  let server: RealServer;

  beforeAll(async () => {
    [browser, server] = await Promise.all([launchChromium(), RealServer.start({ objects: 60 })]);
    await furnish(server);
    await fillQuarantine(server, 1);
    await server.kill();
    multiplyRecords(server.stateFolder, { runs: manyRuns, quarantined: manyRecords });
    await server.begin();
  });
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
    });
  }
});
