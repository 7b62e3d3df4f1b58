/** Stripe's documentation text as plain words: markdown links become their text, HTML tags go, whitespace is one blank. */
export function plainText(markdown: string): string {
  return markdown
    .replaceAll(/\[([^\]]+)\]\((?:[^()]|\([^()]*\))*\)/g, "$1")
    .replaceAll(/<[^>]+>/g, "")
    .replaceAll(/\s+/g, " ")
    .trim();
}

/** `payment_method_details` as a person would write it: "Payment method details". */
export function titleOf(name: string): string {
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replaceAll(/[_.\-\s]+/g, " ")
    .trim()
    .toLowerCase();
  const spelled = words.split(" ").map((word) => acronyms[word] ?? word);
  const text = spelled.join(" ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const acronyms: Record<string, string> = {
  id: "ID",
  url: "URL",
  ip: "IP",
  cvc: "CVC",
  iban: "IBAN",
  bic: "BIC",
  bin: "BIN",
  iin: "IIN",
  api: "API",
  eu: "EU",
  us: "US",
  sepa: "SEPA",
};
