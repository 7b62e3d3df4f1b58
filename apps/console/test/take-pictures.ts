/**
 * Takes a picture of every page in both themes and both widths into docs/pictures/console (or the folder that is named), from
 * the real server with a simulated account: `node --conditions=@stripe-aep/source apps/console/test/take-pictures.ts [folder]`.
 * Needs Chromium and a built console.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beginSlowly, compare, fillQuarantine, RealServer } from "@stripe-aep/real-server";
import type { Page } from "playwright-core";
import { launchChromium, open, visit } from "./chromium.ts";
import { everyPage } from "./pages.ts";
import { press, walkWizard } from "./walk-wizard.ts";

const folder = process.argv[2] ?? fileURLToPath(new URL("../../../docs/pictures/console/", import.meta.url));
const tallest = 1600;
mkdirSync(folder, { recursive: true });

const looks = (["light", "dark"] as const).flatMap((theme) => [1280, 390].map((width) => ({ theme, width })));
const [browser, server] = await Promise.all([launchChromium(), RealServer.start({ objects: 3000, seed: 1 })]);
try {
  const first = await beginSlowly(server, "Stripe Europe");
  await pictures(async (page, take) => {
    await open(page, server.url, `runs/${first.runId}`);
    await page.getByRole("img", { name: /windows of history/ }).waitFor();
    await page.getByText(/^[1-9]\d* records\/s/).waitFor();
    await take("run-in-progress");
  });
  await first.finish();
  await fillQuarantine(server, 5);
  await compare(server);
  const pages = await everyPage(server, first.connectionId);
  await pictures(async (page, take) => {
    for (const [name, route] of pages) {
      await open(page, server.url, route);
      await take(name);
    }
    await walkWizard(page, server.url, take);
    await press(page, "Session");
    await page.getByRole("menuitem", { name: /Sign out/ }).click();
    await page.getByLabel("Access token").waitFor();
    await take("sign-in");
  });
} finally {
  await browser.close();
  await server.stop();
}

type Take = (name: string) => Promise<void>;

async function pictures(walk: (page: Page, take: Take) => Promise<void>): Promise<void> {
  for (const { theme, width } of looks) {
    const { page, context } = await visit(browser, server.url, { theme, width, token: server.token });
    await walk(page, (name) => takePicture(page, `${name}-${theme}-${width}.png`, width));
    await context.close();
  }
}

/** The window grows to the page first: a picture taken while charts are redrawn for a new width shows two widths at once. */
async function takePicture(page: Page, name: string, width: number): Promise<void> {
  const usual = page.viewportSize() ?? { width, height: 800 };
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width, height: Math.max(usual.height, Math.min(height, tallest)) });
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(undefined)))),
  );
  await page.screenshot({ path: join(folder, name) });
  await page.setViewportSize(usual);
}
