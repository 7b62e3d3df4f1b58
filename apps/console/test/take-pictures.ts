/**
 * Takes a picture of every page in both themes and both widths into docs/pictures/console, from the real server with a simulated
 * account: `node --conditions=@stripe-aep/source apps/console/test/take-pictures.ts`. Needs Chromium and a built console.
 */
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { launchChromium, open, visit } from "./chromium.ts";
import { compare, fillQuarantine, furnish } from "./furnish.ts";
import { everyPage } from "./pages.ts";
import { RealServer } from "./real-server.ts";

const folder = fileURLToPath(new URL("../../../docs/pictures/console/", import.meta.url));
const tallest = 1600;
mkdirSync(folder, { recursive: true });

const [browser, server] = await Promise.all([launchChromium(), RealServer.start({ objects: 3000, seed: 1 })]);
try {
  const connectionId = await furnish(server, "Stripe Europe");
  await fillQuarantine(server, 5);
  await compare(server);
  const pages = await everyPage(server, connectionId);
  for (const theme of ["light", "dark"] as const) {
    for (const width of [1280, 390]) {
      const { page, context } = await visit(browser, server.url, { theme, width, token: server.token });
      for (const [name, route] of pages) {
        await open(page, server.url, route);
        const height = await page.evaluate(() => document.documentElement.scrollHeight);
        const clip = { x: 0, y: 0, width, height: Math.min(height, tallest) };
        await page.screenshot({ path: `${folder}${name}-${theme}-${width}.png`, fullPage: true, clip });
      }
      await context.close();
    }
  }
} finally {
  await browser.close();
  await server.stop();
}
