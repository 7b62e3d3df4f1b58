import { existsSync } from "node:fs";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";

const candidates = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Where Chromium is; undefined where it is not installed. */
export const chromiumPath = candidates.find((path) => existsSync(path));

/** A machine without Chromium skips the browser tests by name; continuous integration has it, and fails without. */
export const skipsBrowser = chromiumPath === undefined && process.env.CI === undefined;

// Without these a closed network sees dozens of refused connections at every start.
const quiet = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export async function launchChromium(): Promise<Browser> {
  if (chromiumPath === undefined)
    throw new Error(`no Chromium in ${candidates.join(", ")}: install Debian's package chromium`);
  return chromium.launch({ executablePath: chromiumPath, args: quiet });
}

/** Milliseconds for a fact to come about on a busy machine. */
const PATIENCE = 60_000;

export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the page should never do: errors in its console, requests to others, violations of its policy. */
  readonly wrongs: readonly string[];
}

export interface VisitOptions {
  readonly theme?: "light" | "dark";
  readonly width?: number;
  readonly token?: string;
}

/** A browser window of its own at the console, signed in with `token`, if there is one. */
export async function visit(browser: Browser, url: string, options: VisitOptions = {}): Promise<Visit> {
  const { theme = "light", width = 1280, token } = options;
  const context = await browser.newContext({
    viewport: { width, height: width < 600 ? 844 : 800 },
    colorScheme: theme,
    reducedMotion: "reduce",
    locale: "en-US",
    timezoneId: "Europe/Berlin",
  });
  context.setDefaultTimeout(PATIENCE);
  const wrongs: string[] = [];
  const page = await context.newPage();
  watch(page, url, wrongs);
  context.on("page", (other) => watch(other, url, wrongs));
  await page.goto(token === undefined ? url : `${url}#token=${encodeURIComponent(token)}`);
  return { page, context, wrongs };
}

function watch(page: Page, url: string, wrongs: string[]): void {
  const own = new URL(url).origin;
  page.on("pageerror", (error) => wrongs.push(`error: ${error.message}`));
  page.on("console", (message) => {
    // A refused request is told by the page itself; the browser's own line about it is no defect.
    if (message.type() !== "error" || /Failed to load resource|net::ERR_/.test(message.text())) return;
    wrongs.push(`console: ${message.text()}`);
  });
  page.on("request", (request) => {
    const address = request.url();
    if (!address.startsWith(own) && !address.startsWith("blob:")) wrongs.push(`third party: ${address}`);
  });
}

/** Goes to a page of the console and waits until it shows something of its own. */
export async function open(page: Page, url: string, route: string): Promise<void> {
  await page.goto(`${url}#/${route}`);
  await page.locator("main#main h1").waitFor();
  await page.locator("main .waiting").first().waitFor({ state: "detached" });
}

/** Waits for a text; throws with what the page shows instead. */
export async function seen(page: Page, text: string | RegExp): Promise<void> {
  try {
    await page.getByText(text).first().waitFor();
  } catch (cause) {
    throw new Error(`${String(text)} is not to be seen in:\n${await page.locator("body").innerText()}`, { cause });
  }
}
