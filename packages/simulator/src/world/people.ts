import type { Dice } from "./mix.ts";
import type { Currency } from "./money.ts";

export interface Country {
  readonly code: string;
  readonly currency: Currency;
  readonly locale: string;
  readonly dialling: string;
  readonly cities: readonly (readonly [city: string, state: string | null, postalCode: string])[];
}

/** Where customers live, with the share of each country. */
const countries: readonly (readonly [country: Country, weight: number])[] = [
  [
    {
      code: "US",
      currency: "usd",
      locale: "en-US",
      dialling: "+1",
      cities: [
        ["Austin", "TX", "78701"],
        ["Portland", "OR", "97205"],
        ["Brooklyn", "NY", "11201"],
      ],
    },
    42,
  ],
  [
    {
      code: "GB",
      currency: "gbp",
      locale: "en-GB",
      dialling: "+44",
      cities: [
        ["Leeds", null, "LS1 4DY"],
        ["Bristol", null, "BS1 5TR"],
      ],
    },
    10,
  ],
  [
    {
      code: "DE",
      currency: "eur",
      locale: "de-DE",
      dialling: "+49",
      cities: [
        ["Köln", null, "50667"],
        ["Düsseldorf", null, "40213"],
      ],
    },
    10,
  ],
  [
    {
      code: "FR",
      currency: "eur",
      locale: "fr-FR",
      dialling: "+33",
      cities: [
        ["Besançon", null, "25000"],
        ["Lyon", null, "69002"],
      ],
    },
    6,
  ],
  [
    {
      code: "NL",
      currency: "eur",
      locale: "nl-NL",
      dialling: "+31",
      cities: [
        ["'s-Hertogenbosch", null, "5211 AA"],
        ["Utrecht", null, "3511 AB"],
      ],
    },
    5,
  ],
  [
    {
      code: "CA",
      currency: "cad",
      locale: "fr-CA",
      dialling: "+1",
      cities: [
        ["Montréal", "QC", "H2Y 1C6"],
        ["Halifax", "NS", "B3J 1S9"],
      ],
    },
    5,
  ],
  [
    {
      code: "AU",
      currency: "aud",
      locale: "en-AU",
      dialling: "+61",
      cities: [
        ["Hobart", "TAS", "7000"],
        ["Perth", "WA", "6000"],
      ],
    },
    5,
  ],
  [
    {
      code: "JP",
      currency: "jpy",
      locale: "ja-JP",
      dialling: "+81",
      cities: [
        ["大阪市", "大阪府", "530-0001"],
        ["札幌市", "北海道", "060-0001"],
      ],
    },
    6,
  ],
  [{ code: "SE", currency: "sek", locale: "sv-SE", dialling: "+46", cities: [["Malmö", null, "211 22"]] }, 3],
  [{ code: "BR", currency: "brl", locale: "pt-BR", dialling: "+55", cities: [["São Paulo", "SP", "01310-100"]] }, 3],
  [{ code: "KW", currency: "kwd", locale: "ar-KW", dialling: "+965", cities: [["مدينة الكويت", null, "13001"]] }, 2],
  [{ code: "BH", currency: "bhd", locale: "ar-BH", dialling: "+973", cities: [["المنامة", null, "317"]] }, 1],
  [{ code: "KR", currency: "krw", locale: "ko-KR", dialling: "+82", cities: [["서울", null, "04524"]] }, 1],
  [{ code: "IS", currency: "isk", locale: "is-IS", dialling: "+354", cities: [["Reykjavík", null, "101"]] }, 1],
];

const givenNames = [
  "Ada",
  "Noor",
  "José",
  "Zoë",
  "Mateus",
  "Ingrid",
  "Yuki",
  "Siobhán",
  "Omar",
  "Lea",
  "Þóra",
  "Mia",
  "Chidi",
  "Anaïs",
  "건우",
  "太郎",
];
const familyNames = [
  "Fischer",
  "O'Neill",
  "García",
  "de Vries",
  "Lindqvist",
  "Tanaka",
  "Al-Sabah",
  "Ng",
  "Okafor",
  "Jónsdóttir",
  "Müller",
  "Smith-Jones",
  "São Marcos",
  "Lee",
  "伊藤",
];
const streets = ["Main Street", "Hohe Straße", "Rue de l'Église", "Station Road", "Elm Avenue", "中央通り"];

export interface Person {
  readonly country: Country;
  readonly name: string;
  /** Always in a domain reserved for examples. */
  readonly email: string;
  readonly phone: string;
  readonly address: Readonly<Record<string, string | null>>;
}

/** Somebody who buys: the same dice give the same person. */
export function createPerson(dice: Dice, number: number): Person {
  const country = dice.weighted(countries);
  const name = `${dice.pick(givenNames)} ${dice.pick(familyNames)}`;
  const [city, state, postalCode] = dice.pick(country.cities);
  const second = dice.chance(0.2) ? `Apt. ${1 + dice.below(80)}` : null;
  return {
    country,
    name,
    // Upper case now and then, because a hash of an address must not depend on it.
    email: dice.chance(0.05)
      ? `Buyer.${number}@Example.COM`
      : `buyer.${number}@example.${dice.pick(["com", "org", "net"])}`,
    phone: `${country.dialling}${dice.text(9, "123456789")}`,
    address: {
      city,
      country: country.code,
      line1: `${1 + dice.below(240)} ${dice.pick(streets)}`,
      line2: second,
      postal_code: postalCode,
      state,
    },
  };
}
