import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium, open, skipsBrowser, visit } from "./chromium.ts";
import { compare, fillQuarantine, furnish } from "./furnish.ts";
import { everyPage } from "./pages.ts";
import { RealServer } from "./real-server.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** WCAG 2.2 AA and axe's best practices; each violation as a line. */
async function violations(page: Page): Promise<readonly string[]> {
  // Routes are fragments: the document, and axe in it, stays while pages change.
  if (!(await page.evaluate("typeof axe === 'object'"))) await page.evaluate(axe);
  return page.evaluate(`
    axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })
      .then(({ violations }) => violations.map(({ id, nodes }) => id + ": " + nodes.map(({ target }) => target.join(" ")).join(", ")))
  `);
}

describe.skipIf(skipsBrowser)("every page (needs Chromium)", () => {
  let browser: Browser;
  let server: RealServer;
  let pages: Awaited<ReturnType<typeof everyPage>> = [];

  beforeAll(async () => {
    [browser, server] = await Promise.all([launchChromium(), RealServer.start({ objects: 200 })]);
    const connectionId = await furnish(server);
    await fillQuarantine(server, 2);
    await compare(server);
    pages = await everyPage(server, connectionId);
  }, 90_000);
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  for (const theme of ["light", "dark"] as const) {
    for (const width of [1280, 390]) {
      it(`in the ${theme} theme, ${width} pixels wide: no violation of WCAG 2.2 AA, no error, nobody else asked, nothing too wide`, async () => {
        const { page, context, wrongs } = await visit(browser, server.url, { theme, width, token: server.token });
        const found: string[] = [];
        for (const [name, route] of pages) {
          await open(page, server.url, route);
          found.push(...(await violations(page)).map((violation) => `${name}: ${violation}`));
          const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
          if (beyond > 0) found.push(`${name}: ${beyond} pixels too wide`);
        }
        await context.close();
        expect(found).toEqual([]);
        expect(wrongs).toEqual([]);
      }, 90_000);
    }
  }

  it("has a title and a heading of its own, which takes the focus", async () => {
    const { page, context } = await visit(browser, server.url, { token: server.token });
    const titles: string[] = [];
    for (const [, route] of pages.filter(([name]) => name !== "connect-all-six")) {
      await open(page, server.url, route);
      titles.push(await page.title());
      expect(await page.locator("h1").count()).toBe(1);
    }
    expect(new Set(titles).size).toBe(titles.length);
    await page.getByRole("link", { name: "Audit log" }).click();
    await page.getByRole("heading", { level: 1, name: "Audit log" }).waitFor();
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("H1");
    await context.close();
  }, 60_000);
});

describe("what the server says about the console's pages", () => {
  it.skipIf(skipsBrowser)("lets them run nothing but their own", async () => {
    const server = await RealServer.start({ objects: 50 });
    const { headers } = await fetch(server.url);
    await server.stop();
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain("unsafe");
    expect(policy).not.toContain("data:");
  });
});
