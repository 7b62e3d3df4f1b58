import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** WCAG 2.2 AA and axe's best practices. */
const everything = { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] };
/** What another theme can change. */
const colours = { runOnly: { type: "rule", values: ["color-contrast", "link-in-text-block"] } };

/** Both themes and both widths; what a look shares with one before it is not judged again. */
const looks = [
  { theme: "light", width: 1280, rules: everything },
  { theme: "dark", width: 1280, rules: colours },
  { theme: "dark", width: 390, rules: everything },
  { theme: "light", width: 390, rules: colours },
] as const;

/** Violations and pages that are wider than the window, as lines, of what the page shows now in every look. */
export async function lookAt(page: Page, name: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { theme, width, rules } of looks) {
    await page.emulateMedia({ colorScheme: theme });
    await page.setViewportSize({ width, height: width < 600 ? 844 : 800 });
    await settle(page);
    const where = `${name}, ${theme}, ${width}`;
    found.push(...(await violations(page, rules)).map((violation) => `${where}: ${violation}`));
    const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (beyond > 0) found.push(`${where}: ${beyond} pixels too wide`);
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 1280, height: 800 });
  return found;
}

/** Charts and long tables are drawn anew for another width, colours glide from one theme to the other. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const passing = document.getAnimations().filter(({ effect }) => effect?.getTiming().iterations !== Infinity);
    await Promise.allSettled(passing.map(({ finished }) => finished));
  });
}

/** Of the look that the page has: menus and lists close when the window changes. */
export async function lookOnce(page: Page, name: string): Promise<readonly string[]> {
  await settle(page);
  return (await violations(page, everything)).map((violation) => `${name}: ${violation}`);
}

async function violations(page: Page, rules: object): Promise<readonly string[]> {
  // Routes are fragments: the document, and axe in it, stays while pages change.
  if (!(await page.evaluate("typeof axe === 'object'"))) await page.evaluate(axe);
  return page.evaluate(`
    axe.run(document, ${JSON.stringify(rules)})
      .then(({ violations }) => violations.map(({ id, nodes }) => id + ": " + nodes.map(({ target }) => target.join(" ")).join(", ")))
  `);
}
