import type { Page } from "playwright-core";
import { open } from "./chromium.ts";

/** Radios of the design system are drawn by their label. */
export const choose = (page: Page, name: string | RegExp) =>
  page.getByRole("radio", { name }).locator("xpath=ancestor::label").click();

export const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();

/** Waits until nothing on the page is still being fetched. */
export const answered = (page: Page) => page.locator("main .waiting").first().waitFor({ state: "detached" });

/**
 * Goes through the steps of connecting charges of an account that is there, and stops at each: the generated mapping first,
 * then the same mapping opened for changes.
 */
export async function walkWizard(page: Page, url: string, at: (name: string) => Promise<void>): Promise<void> {
  await open(page, url, "connect");
  await page.getByRole("radio", { name: /acct_/ }).locator("xpath=ancestor::label").first().click();
  await page.getByText("The key opens everything that is needed.").waitFor();
  await at("connect-account");
  await press(page, "Next");
  await page.getByRole("button", { name: /Resource path/ }).click();
  await page.getByRole("option", { name: "Charges" }).click();
  await page.getByRole("columnheader", { name: /^amount number/ }).waitFor();
  await at("connect-select");
  await press(page, "Next");
  await page.getByLabel("Dataflow name").waitFor();
  await answered(page);
  await at("connect-details");
  await press(page, "Next");
  await page.getByRole("button", { name: "Edit the rows" }).waitFor();
  await at("connect-mapping");
  await press(page, "Edit the rows");
  await page.getByText("Every row fits").waitFor();
  await at("connect-own-mapping");
  await press(page, "Back");
  await page.getByLabel("Dataset name").waitFor();
  await at("connect-own-dataset");
  await press(page, "Next");
  await press(page, "Next");
  await page.getByText("Objects at Stripe").waitFor();
  await at("connect-schedule");
  await press(page, "Next");
  await page.getByRole("button", { name: "Finish" }).waitFor();
  await answered(page);
  await at("connect-review");
}
