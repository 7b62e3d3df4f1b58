/**
 * Finds card numbers that people typed into free text: 13 to 19 digits, singly separated by blanks or dashes or not at all,
 * with an issuer's first digit (2 to 6) and a valid Luhn check digit. A longer run of digits is no card number.
 */
export function holdsCardNumber(text: string): boolean {
  // A match covers at least 13 places, so one of every 13 lies in it: the others need not be looked at.
  for (let at = shortest - 1; at < text.length; at += shortest) {
    if (!isNumberPart(text.charCodeAt(at))) continue;
    const run = runAround(text, at);
    if (holdsCardNumberInRun(text, run.start, run.end)) return true;
    at = Math.max(at, run.end - 1);
  }
  return false;
}

const shortest = 13;
const longest = 19;

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function isSeparator(code: number): boolean {
  return code === 0x20 || code === 0x2d;
}

function isNumberPart(code: number): boolean {
  return isDigit(code) || isSeparator(code);
}

function runAround(text: string, at: number): { readonly start: number; readonly end: number } {
  let start = at;
  while (start > 0 && isNumberPart(text.charCodeAt(start - 1))) start -= 1;
  let end = at + 1;
  while (end < text.length && isNumberPart(text.charCodeAt(end))) end += 1;
  return { start, end };
}

/** Groups of digits between single separators; two separators in a row, or none of them digits, end a number. */
function holdsCardNumberInRun(text: string, start: number, end: number): boolean {
  const groups = text.slice(start, end).split(/[ -]{2,}/);
  return groups.some((group) => holdsCardNumberInGroups(group.split(/[ -]/).filter((digits) => digits !== "")));
}

/** Any neighbouring groups may form the number: `order 4242 4242 4242 4242 12` holds one beside other digits. */
function holdsCardNumberInGroups(groups: readonly string[]): boolean {
  return groups.some((_, first) => {
    let digits = "";
    for (const group of groups.slice(first)) {
      digits += group;
      if (digits.length > longest) return false;
      if (digits.length >= shortest && isCardNumber(digits)) return true;
    }
    return false;
  });
}

function isCardNumber(digits: string): boolean {
  return /^[2-6]/.test(digits) && passesLuhn(digits);
}

function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let place = 0; place < digits.length; place += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - place) - 0x30;
    const doubled = place % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/**
 * Names of fields whose digits are made by machines and pass the check by chance: they are not free text, and scanning them
 * would send every twentieth charge to quarantine.
 */
const machineMade: readonly RegExp[] = [
  /(?:^|_)ids?$/,
  /^phone$/,
  /fingerprint$/,
  /^(?:reference|acquirer_reference_number|authorization_code|network_transaction_id|transaction_link_id)$/,
  /^(?:tracking_number|invoice_prefix|receipt_number|dedicated_file_name|terminal_verification_results)$/,
  /(?:_url|_decimal)$/,
];

/** Whether the last name of a Stripe path is that of a text somebody may have typed. */
export function isFreeText(fieldName: string): boolean {
  return !machineMade.some((pattern) => pattern.test(fieldName));
}
