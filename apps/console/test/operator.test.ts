import type { Flow, RunSummary } from "@stripe-aep/core/service-api";
import { fillQuarantine, furnish, RealServer, settled, setUpAll } from "@stripe-aep/real-server";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { launchChromium, open, seen, skipsBrowser, visit } from "./chromium.ts";
import { choose, press, walkWizard } from "./walk-wizard.ts";

let browser: Browser;
let server: RealServer;

async function chooseAllSix(page: Page): Promise<void> {
  await open(page, server.url, "connect?way=all");
  await page.getByText("Stripe Europe").first().click();
}

describe.skipIf(skipsBrowser)("an operator (needs Chromium)", () => {
  beforeAll(async () => {
    [browser, server] = await Promise.all([launchChromium(), RealServer.start({ objects: 150, seed: 11 })]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  it("goes the whole way, screen by screen, from connecting to a green reconciliation", async () => {
    const { page, context, wrongs } = await visit(browser, server.url, { token: server.token });
    await seen(page, "Nothing moves yet");
    await page.getByRole("link", { name: "Set up Stripe" }).click();
    await page.getByRole("link", { name: "Set up", exact: true }).click();
    await page.getByLabel("Account name").fill("Stripe Europe");
    await page.getByLabel("Access token").fill(server.simulator.stripe.restrictedKey);
    await press(page, "Connect to source");
    await seen(page, "The key opens everything that is needed.");
    await press(page, "Next");

    await page.getByRole("button", { name: /Resource path/ }).click();
    await page.getByRole("option", { name: "Charges" }).click();
    await page.getByRole("columnheader", { name: /^amount number/ }).waitFor();
    await page.getByRole("tab", { name: "Tree" }).click();
    await seen(page, /null, /);
    await press(page, "Next");

    await page.getByLabel("Dataflow name").fill("Charges to the lake");
    await press(page, "Next");
    await page
      .getByRole("cell", { name: "payment_method_details.card.last4" })
      .or(page.getByRole("cell", { name: "amount", exact: true }))
      .first()
      .waitFor();
    await press(page, "Next");
    await seen(page, /Objects at Stripe/);
    await press(page, "Next");
    await seen(page, /can never be undone/);
    await press(page, "Finish");

    await page.getByRole("heading", { level: 1, name: "Charges to the lake" }).waitFor();
    await settled(server);
    await page.getByRole("cell", { name: "Succeeded" }).first().waitFor();
    await page
      .getByRole("link", { name: /2026|20\d\d/ })
      .first()
      .click();
    await seen(page, "Every row is accounted for.");

    await page.getByRole("link", { name: "Reconciliation" }).click();
    await press(page, "Compare now");
    await seen(page, "Experience Platform holds what Stripe holds.");
    await page
      .getByRole("button", { name: /: agrees$/ })
      .first()
      .click();
    await page.getByRole("heading", { level: 3, name: "Charges" }).waitFor();
    await context.close();
    expect(wrongs).toEqual([]);
  });

  it.each([
    ["Set up all six", chooseAllSix],
    ["Finish", (page: Page) => walkWizard(page, server.url, () => Promise.resolve())],
  ])("can start what he sees only: %s waits for the plan", async (name, goThere) => {
    const { page, context } = await visit(browser, server.url, { token: server.token });
    const start = page.getByRole("button", { name });
    let wasEnabled: boolean | undefined;
    await page.route("**/v1/plans", async (route) => {
      await start.waitFor();
      wasEnabled = await start.isEnabled();
      await route.continue();
    });
    await goThere(page);
    await start.click({ trial: true });
    expect(wasEnabled).toBe(false);
    await context.close();
  });

  it("cannot set up the same twice, and is told before the end", async () => {
    const { page, context } = await visit(browser, server.url, { token: server.token });
    const isTold = () => seen(page, "This resource moves into the generated datasets already.");
    await walkWizard(page, server.url, async (name) => {
      if (name === "connect-details") await isTold();
      if (name !== "connect-mapping") return;
      await press(page, "Next");
      await seen(page, "Objects at Stripe");
      await press(page, "Next");
      await isTold();
      expect(await page.getByRole("button", { name: "Finish" }).isDisabled()).toBe(true);
      await press(page, "Back");
      await press(page, "Back");
    });
    await context.close();
  });

  it("opens the generated mapping, is told of a wrong row as he types, changes it, and finds the data in his own dataset", async () => {
    const { page, context, wrongs } = await visit(browser, server.url, { token: server.token });
    await walkWizard(page, server.url, async (name) => {
      if (name !== "connect-own-mapping") return;
      await page.getByLabel("Find rows").fill("charges_data.currency");
      const source = page.getByLabel(/^Row \d+: source$/);
      await source.fill("upper(");
      await seen(page, "1 row to mend");
      expect(await page.getByRole("button", { name: "Next" }).isDisabled()).toBe(true);
      await source.fill("upper(currency)");
      await seen(page, "Every row fits");
      await page.getByRole("cell", { name: /^[A-Z]{3}$/ }).waitFor();
    });
    await seen(page, "Stripe charges, own mapping (new)");
    await press(page, "Finish");
    await page.getByRole("heading", { level: 1, name: "Stripe charges" }).waitFor();
    await page.getByRole("cell", { name: "Succeeded" }).first().waitFor();
    const { items } = await server.ask<{ readonly items: readonly Flow[] }>("/v1/flows");
    const [dataSet] = items.find(({ engine }) => engine === "own")?.dataSets ?? [];
    const rows = await server.rowsOf(dataSet?.id ?? "");
    expect(rows.length).toBeGreaterThan(0);
    for (const line of rows) expect(line).toMatch(/"currency":"[A-Z]{3}"/);
    await context.close();
    expect(wrongs).toEqual([]);
  });

  it("learns which permission a key lacks, by the name that Stripe gives it", async () => {
    const { key } = await server.control<{ readonly key: string }>("/keys", {
      permissions: [
        "connected_account_read",
        "charge_read",
        "customer_read",
        "plan_read",
        "balance_transaction_source_read",
        "event_read",
      ],
    });
    const { page, context } = await visit(browser, server.url, { token: server.token });
    await open(page, server.url, "connect");
    await choose(page, "New account");
    await page.getByLabel("Access token").fill(key);
    await press(page, "Connect to source");
    await seen(page, /The key lacks .*rak_subscription_read/);
    await page.getByRole("button", { name: "Connect anyway" }).waitFor();
    expect(await page.getByRole("button", { name: "Next" }).isDisabled()).toBe(true);
    await context.close();
  });

  it("sees a run fail, with the way out, mends it, and retries", async () => {
    const key = server.simulator.stripe.restrictedKey;
    const { page, context } = await visit(browser, server.url, { token: server.token });
    await server.control("/keys/revoke", { key });
    await open(page, server.url, "flows");
    await page.getByRole("link", { name: "Charges to the lake" }).click();
    await press(page, "Run now");
    await seen(page, "Failed");
    await seen(page, /SAEP-1101: Stripe answered 401/);
    await server.control("/keys/restore", { key });
    await press(page, "Retry");
    await page.locator("dl").getByText("Succeeded").waitFor();
    await context.close();
  });

  it("looks at a quarantined record, replays it, and finds the quarantine empty", async () => {
    await setUpAll(
      server,
      (await server.ask<{ readonly items: readonly { readonly id: string }[] }>("/v1/connections")).items[0]?.id ?? "",
    );
    await fillQuarantine(server, 1);
    const { page, context, wrongs } = await visit(browser, server.url, { token: server.token });
    const runs = await server.ask<{ readonly items: readonly RunSummary[] }>("/v1/runs");
    const refusing = runs.items.find(({ figures }) => figures.quarantined + figures.rejected > 0);
    await open(page, server.url, `runs/${refusing?.id ?? ""}`);
    await page.getByRole("link", { name: /^See the records with SAEP-/ }).click();
    await page.getByRole("heading", { level: 1, name: "Quarantine" }).waitFor();
    await page.getByRole("table").getByRole("link").first().click();
    await page.getByRole("region", { name: "Record as JSON" }).waitFor();
    await press(page, "Replay");
    await seen(page, "1 record replayed");
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Quarantine" }).click();
    await seen(page, "No record waits here");
    await context.close();
    expect(wrongs).toEqual([]);
  });

  it("works in two tabs: neither overwrites the other, and signing out of one signs out both", async () => {
    const { page: first, context } = await visit(browser, server.url);
    await first.getByLabel("Access token").fill(server.token);
    await first.getByText("Keep me signed in").click();
    await press(first, "Sign in");
    await open(first, server.url, "connections");
    await first.getByRole("link", { name: "Stripe Europe" }).click();
    await first.getByLabel("Name", { exact: true }).waitFor();
    const second = await context.newPage();
    await second.goto(first.url());
    await second.getByLabel("Name", { exact: true }).fill("Stripe Europe (second tab)");
    await press(second, "Save");
    await seen(second, "Saved");
    await first.getByLabel("Name", { exact: true }).fill("Stripe Europe (first tab)");
    await press(first, "Save");
    await first.getByRole("alert").waitFor();
    const { name } = await server.ask<{ readonly name: string }>(
      `/v1/connections/${first.url().split("/").at(-1) ?? ""}`,
    );
    expect(name).toBe("Stripe Europe (second tab)");

    await press(second, "Session");
    await second.getByRole("menuitem", { name: /Sign out/ }).click();
    await first.getByLabel("Access token").waitFor();
    await context.close();
  });

  it("keeps what it showed when the server dies, says so, and goes on when it is back", async () => {
    const { page, context } = await visit(browser, server.url, { token: server.token });
    await open(page, server.url, "");
    const charges = page.getByRole("link", { name: "Charges", exact: true }).first();
    await charges.waitFor();
    await server.kill();
    await seen(page, "This may be out of date.");
    expect(await charges.isVisible()).toBe(true);
    await server.begin();
    await page.getByText("This may be out of date.").waitFor({ state: "detached" });
    await context.close();
  });

  it("needs no pointer", async () => {
    const { page, context } = await visit(browser, server.url, { token: server.token });
    await open(page, server.url, "runs");
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("main");
    // The first control of the page is the filter: opened, moved and chosen with keys alone. Each key waits for the focus
    // that it is meant for, as a person's does.
    await pressUntilFocused(page, "Tab", "button[aria-haspopup]");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.activeElement?.getAttribute("role") === "option");
    await pressUntilFocused(page, "ArrowDown", "[role=option]", "Failed");
    await page.keyboard.press("Enter");
    await page.waitForURL(/status=failed/);
    // Then the other filter, the table itself, and the first run in it.
    await page.locator('a[href*="runs/"]').first().waitFor();
    await pressUntilFocused(page, "Tab", 'a[href*="runs/"]');
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: /^Run of/ }).waitFor();
    await context.close();
  });

  describe("with a token that may only look", () => {
    let lookOnly = "";
    beforeEach(async () => {
      const made = await server.ask<{ readonly token: string }>("/v1/tokens", {
        name: "auditor",
        scopes: ["sources.view"],
      });
      lookOnly = made.token;
    });

    it("sees everything, is offered nothing to change, and is told what the audit log needs", async () => {
      const { page, context } = await visit(browser, server.url, { token: lookOnly });
      await open(page, server.url, "catalog");
      await seen(page, "You may look, not connect.");
      await open(page, server.url, "flows");
      expect(await page.getByRole("link", { name: "Add data" }).count()).toBe(0);
      await open(page, server.url, "audit");
      await seen(page, "You may not see this");
      await context.close();
    });
  });

  it("is not let in with a wrong token", async () => {
    const { page, context } = await visit(browser, server.url);
    await page.getByLabel("Access token").fill("nobody-s-token");
    await press(page, "Sign in");
    await page.getByRole("alert").waitFor();
    expect(await page.locator("#main").count()).toBe(0);
    await context.close();
  });
});

describe.skipIf(skipsBrowser)("behind a path prefix (needs Chromium)", () => {
  it("works the same", async () => {
    const { startPrefixProxy } = await import("./prefix-proxy.ts");
    const [own, around] = await Promise.all([RealServer.start({ objects: 50 }), launchChromium()]);
    await furnish(own);
    const proxy = await startPrefixProxy(own.url, "/payments/stripe");
    const { page, wrongs } = await visit(around, proxy.url, { token: own.token });
    await open(page, proxy.url, "flows");
    await page.getByRole("link", { name: "Stripe charges" }).click();
    await page.getByRole("heading", { level: 1, name: "Stripe charges" }).waitFor();
    expect(await page.evaluate(() => document.fonts.check('16px "adobe-clean-spectrum-vf"'))).toBe(true);
    expect(wrongs).toEqual([]);
    await around.close();
    await proxy.stop();
    await own.stop();
  });
});

/** Presses a key until the focus is on what fits the selector and says the words, ten times at most. */
async function pressUntilFocused(page: Page, key: string, selector: string, words = ""): Promise<void> {
  const isThere = () =>
    page.evaluate(
      ([fits, says]) => {
        const focused = document.activeElement;
        return focused?.matches(fits) === true && (focused.textContent ?? "").includes(says);
      },
      [selector, words] as const,
    );
  for (let presses = 0; presses < 10 && !(await isThere()); presses += 1) await page.keyboard.press(key);
  expect(await isThere(), `${key} reaches ${selector} ${words}`).toBe(true);
}
