import type { Plugin } from "vite";

/** Addresses that name a standard and are never asked for anything. */
const namesOnly = [
  "http://www.w3.org/",
  "https://www.w3.org/",
  "https://react.dev/",
  "https://reactjs.org/",
  "https://ns.adobe.com/",
  "https://react-spectrum.adobe.com/",
  "https://react-aria.adobe.com/",
];

/** Hosts that text and links of the pages may name; none is asked unless a reader follows the link. */
const linked = ["https://docs.stripe.com/", "https://dashboard.stripe.com/", "https://experienceleague.adobe.com/"];

const address = /\b(?:https?:)?\/\/[a-z0-9-]+(?:\.[a-z0-9-]+)+[/"'`?#]/gi;

/** Fails the build when what it writes could ask a third party for anything: a font, a script, a picture. */
export function noThirdParty(): Plugin {
  return {
    name: "no-third-party",
    generateBundle(_options, bundle) {
      const found = Object.values(bundle).flatMap((file) => {
        const text = file.type === "chunk" ? file.code : Buffer.from(file.source).toString("utf8");
        if (/\.(woff2?|png|ico)$/.test(file.fileName)) return [];
        return [...text.matchAll(address)]
          .map(([match]) => match.slice(0, -1))
          .filter((match) => ![...namesOnly, ...linked].some((allowed) => `${match}/`.startsWith(allowed)))
          .map((match) => `${file.fileName}: ${match}`);
      });
      if (found.length > 0) this.error(`the console may ask no third party:\n${[...new Set(found)].join("\n")}`);
    },
  };
}
