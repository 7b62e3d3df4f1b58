/** How the six resources are called in sentences and on buttons, as in Adobe's drop-down. */
const titles: Readonly<Record<string, string>> = {
  charges: "Charges",
  subscriptions: "Subscriptions",
  refunds: "Refunds",
  balance_transactions: "Balance transactions",
  customers: "Customers",
  prices: "Prices",
};

export const resourceChoices: readonly (readonly [name: string, title: string])[] = Object.entries(titles);

export function resourceTitle(resource: string): string {
  return titles[resource] ?? resource;
}
