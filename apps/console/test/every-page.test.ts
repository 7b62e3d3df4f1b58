import { beginSlowly, compare, fillQuarantine, type FirstRun, RealServer } from "@stripe-aep/real-server";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium, open, skipsBrowser, visit, type Visit } from "./chromium.ts";
import { lookAt, lookOnce } from "./look-at.ts";
import { everyPage } from "./pages.ts";
import { press, walkWizard } from "./walk-wizard.ts";

const emptyPages = ["", "catalog", "connections", "flows", "runs", "quarantine", "reconciliation", "buy-now-pay-later"];

// In this order: an account that is empty, then moved, then a server that is gone.
describe.skipIf(skipsBrowser)(
  "no violation of WCAG 2.2 AA in both themes and widths, nothing too wide (needs Chromium)",
  () => {
    let browser: Browser;
    let server: RealServer;
    let seen: Visit;
    let first: FirstRun;
    let pages: Awaited<ReturnType<typeof everyPage>> = [];

    beforeAll(async () => {
      [browser, server] = await Promise.all([launchChromium(), RealServer.start({ objects: 900 })]);
      seen = await visit(browser, server.url, { token: server.token });
    });
    afterAll(async () => {
      await browser?.close();
      await server?.stop();
    });

    it("before anybody has signed in, and after a wrong token", async () => {
      const { page, context } = await visit(browser, server.url);
      await page.getByLabel("Access token").fill("nobody-s-token");
      await press(page, "Sign in");
      await page.getByRole("alert").waitFor();
      const found = await lookAt(page, "sign-in");
      await context.close();
      expect(found).toEqual([]);
    });

    it("where there is nothing yet", async () => {
      const { page } = seen;
      const found: string[] = [];
      for (const route of emptyPages) {
        await open(page, server.url, route);
        found.push(...(await lookAt(page, `empty ${route}`)));
      }
      expect(found).toEqual([]);
    });

    it("while a run goes on", async () => {
      const { page } = seen;
      first = await beginSlowly(server);
      await open(page, server.url, `runs/${first.runId}`);
      await page.getByRole("img", { name: /windows of history/ }).waitFor();
      const found = await lookAt(page, "run in progress");
      await first.finish();
      expect(found).toEqual([]);
    });

    it("on every page", async () => {
      await fillQuarantine(server, 2);
      await compare(server);
      pages = await everyPage(server, first.connectionId);
      const { page } = seen;
      const found: string[] = [];
      for (const [name, route] of pages) {
        await open(page, server.url, route);
        found.push(...(await lookAt(page, name)));
      }
      expect(found).toEqual([]);
    });

    it("on every step of connecting", async () => {
      const { page } = seen;
      const found: string[] = [];
      await walkWizard(page, server.url, async (name) => {
        found.push(...(await lookAt(page, name)));
      });
      expect(found).toEqual([]);
    });

    it("with dialogs, menus and lists open", async () => {
      const { page } = seen;
      const routeOf = (wanted: string) => pages.find(([name]) => name === wanted)?.[1] ?? "";
      const found: string[] = [];
      for (const [name, button] of [
        ["quarantine", /^Replay \d/],
        ["quarantined-record", "Drop"],
        ["dataflow", "Edit schedule"],
        ["dataflow", "Delete"],
      ] as const) {
        await open(page, server.url, routeOf(name));
        await page.getByRole("button", { name: button, exact: true }).click();
        await page.locator("[role=dialog], [role=alertdialog]").waitFor();
        found.push(...(await lookAt(page, `${name} with a dialog`)));
        await page.keyboard.press("Escape");
      }
      await open(page, server.url, "runs");
      await page.getByRole("button", { name: /State/ }).click();
      await page.getByRole("option", { name: "Failed" }).waitFor();
      found.push(...(await lookOnce(page, "a list")));
      await page.keyboard.press("Escape");
      await press(page, "Session");
      await page.getByRole("menuitem").first().waitFor();
      found.push(...(await lookOnce(page, "the session menu")));
      await page.keyboard.press("Escape");
      await page.setViewportSize({ width: 390, height: 844 });
      await press(page, "Menu");
      await page.getByRole("dialog").waitFor();
      found.push(...(await lookOnce(page, "the menu of a small screen")));
      await page.keyboard.press("Escape");
      await page.setViewportSize({ width: 1280, height: 800 });
      expect(found).toEqual([]);
    });

    it("where something is refused, or is not there", async () => {
      const { token } = await server.ask<{ readonly token: string }>("/v1/tokens", {
        name: "auditor",
        scopes: ["sources.view"],
      });
      const { page, context } = await visit(browser, server.url, { token });
      const found: string[] = [];
      for (const [route, words] of [
        ["audit", "You may not see this"],
        ["connect", "You may look, not connect"],
        ["runs/none", "Try again"],
        ["quarantine/none", "Try again"],
      ] as const) {
        await open(page, server.url, route);
        await page.getByText(words).first().waitFor();
        found.push(...(await lookAt(page, route)));
      }
      await context.close();
      expect(found).toEqual([]);
    });

    it("has a title and a heading of its own, which takes the focus", async () => {
      const { page } = seen;
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
    });

    it("says times in the reader's zone, and in UTC on hover", async () => {
      const { page } = seen;
      await open(page, server.url, `runs/${first.runId}`);
      const time = page.locator("dl time").first();
      const instant = new Date((await time.getAttribute("datetime")) ?? "");
      const berlin = new Intl.DateTimeFormat("en-US", {
        hour: "2-digit",
        minute: "2-digit",
        hourCycle: "h23",
        timeZone: "Europe/Berlin",
      });
      expect(await time.innerText()).toContain(berlin.format(instant));
      expect(await time.getAttribute("title")).toBe(`${instant.toISOString().slice(0, 19).replace("T", " ")} UTC`);
    });

    it("lets the console's pages run nothing but their own, ask nobody else, and make no error", async () => {
      const { headers } = await fetch(server.url);
      const policy = headers.get("content-security-policy") ?? "";
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toContain("unsafe");
      expect(policy).not.toContain("data:");
      expect(seen.wrongs).toEqual([]);
    });

    it("when the server is gone", async () => {
      const { page } = seen;
      await open(page, server.url, "");
      await page.getByRole("link", { name: "Charges", exact: true }).waitFor();
      await server.kill();
      await page.getByText("This may be out of date.").waitFor();
      const found = await lookAt(page, "stale");
      expect(found).toEqual([]);
    });
  },
);
