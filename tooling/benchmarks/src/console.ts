import { existsSync } from "node:fs";
import { fillQuarantine, furnish, multiplyRecords, type RealServer } from "@stripe-aep/real-server";
import { type Browser, chromium, type Page } from "playwright-core";
import type { Benchmark } from "./benchmark.ts";
import { median, spreadOf } from "./interleave.ts";
import { startServer } from "./processes/start-server.ts";

const manyRuns = 10_000;
const manyRecords = 100_000;
const browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const pages = ["runs", "quarantine"] as const;

export const consoleDelay: Benchmark = {
  name: "console",
  sentence: `Milliseconds from a key or click to the next picture, as the browser measures them, of the slowest kind of event (the median of its kind) in a visit of the console's pages of ${manyRuns} runs and ${manyRecords} quarantined records: paging to the end, then opening and closing the filter three times. Beside it the slowest single one.`,
  caveat:
    "Chromium without a display, in steps of 8 ms (its own), beside the server on the same machine: a busy one adds to it. Each visit is a new window, in which the first opening of the filter is the slowest: the browser compiles it then. The records are copies of one run and one refused record of a simulated account.",
  bars: pages.map((page) => ({ figure: `${page} ms`, atMost: 100 })),
  async run({ full, say }) {
    const executablePath = browsers.find((path) => existsSync(path));
    if (executablePath === undefined)
      throw new Error(`console needs Chromium: none of ${browsers.join(", ")} is there`);
    const server = await startServer({ objects: 60 });
    const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
    const figures: Record<string, number> = {};
    try {
      await fill(server);
      for (const name of pages) {
        const typical: number[] = [];
        const slowest: number[] = [];
        for (let round = -1; round < (full ? 11 : 5); round += 1) {
          const delays = Object.values(await visit(browser, server, name));
          if (round < 0) continue;
          typical.push(Math.max(...delays.map(median)));
          slowest.push(Math.max(...delays.flat()));
        }
        Object.assign(figures, spreadOf(`${name} ms`, typical), spreadOf(`${name}, slowest ms`, slowest));
        say(`${name}: ${typical.join(", ")} ms; the slowest ${slowest.join(", ")} ms`);
      }
    } finally {
      await browser.close();
      await server.stop();
    }
    return figures;
  },
};

/** All six resources moved once, one row refused, and both repeated in the store while nobody uses it. */
async function fill(server: RealServer): Promise<void> {
  await furnish(server);
  await fillQuarantine(server, 1);
  await server.kill();
  multiplyRecords(server.stateFolder, { runs: manyRuns, quarantined: manyRecords });
  await server.begin();
}

const measure = `
  window.measuredDelays = {};
  new PerformanceObserver((list) => {
    for (const { interactionId, name, duration } of list.getEntries()) {
      if (interactionId > 0) (window.measuredDelays[name] ??= []).push(duration);
    }
  }).observe({ type: "event", durationThreshold: 16 });
`;

type Delays = Readonly<Record<string, readonly number[]>>;

/** Nobody presses the next key before he has seen what the last one did. */
const settledPicture = "new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown)))";

/** One new window; milliseconds of each event that took at least 16, by its kind. */
async function visit(browser: Browser, server: RealServer, route: string): Promise<Delays> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: "en-US",
    reducedMotion: "reduce",
  });
  try {
    const page: Page = await context.newPage();
    await page.goto(`${server.url}#token=${server.token}`);
    await page.goto(`${server.url}#/${route}`);
    const frame = page.locator(".table-frame");
    await frame.waitFor();
    await page.evaluate(measure);
    await frame.focus();
    for (const key of ["PageDown", "PageDown", "End"]) {
      await page.keyboard.press(key);
      await page.evaluate(settledPicture);
    }
    await page.getByText(/^[4-9]\d\d of/).waitFor();
    for (let time = 0; time < 3; time += 1) {
      await page.getByRole("button", { name: /Resource/ }).click();
      const option = page.getByRole("option", { name: "Refunds" });
      await option.waitFor();
      await page.evaluate(settledPicture);
      await page.keyboard.press("Escape");
      await option.waitFor({ state: "detached" });
      await page.evaluate(settledPicture);
    }
    return await page.evaluate<Delays>("window.measuredDelays");
  } finally {
    await context.close();
  }
}
