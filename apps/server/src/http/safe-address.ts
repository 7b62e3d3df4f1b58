import { lookup } from "node:dns";
import { lookup as lookUp } from "node:dns/promises";
import { BlockList, isIP, type LookupFunction } from "node:net";
import { HttpProblem } from "./problem-details.ts";

/** What no configurable address may lead to: this machine, private networks, link-local ones and clouds' metadata. */
const forbidden = new BlockList();
for (const [network, bits] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["224.0.0.0", 3],
] as const) {
  forbidden.addSubnet(network, bits, "ipv4");
}
for (const [network, bits] of [
  ["::", 127],
  ["64:ff9b::", 96],
  ["fc00::", 7],
  ["fe80::", 10],
  ["ff00::", 8],
] as const) {
  forbidden.addSubnet(network, bits, "ipv6");
}

const NOT_PUBLIC = "it leads to this machine, a private network, or nowhere";

/** Whether an address is one that a server must not be sent to by somebody else. */
function isForbiddenAddress(address: string): boolean {
  const mapped = /^::ffff:(?:0:)?(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return forbidden.check(mapped, "ipv4");
  if (/^::ffff:/i.test(address)) return true;
  return forbidden.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
}

/**
 * Throws SAEP-1811 unless the address is https without a user, and every address that its name resolves to is public.
 * Called when it is set and again before each call; between that and the connection, `lookupPublic` looks.
 */
export async function refusePrivateAddress(text: string, allowPrivate: boolean): Promise<void> {
  const url = URL.parse(text);
  if (url === null) throw refused("it is not an address");
  if (`${url.username}${url.password}` !== "") throw refused("it names a user");
  if (allowPrivate && (url.protocol === "https:" || url.protocol === "http:")) return;
  if (url.protocol !== "https:") throw refused("it is not https");
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const addresses = isIP(host) > 0 ? [host] : await resolve(host);
  if (addresses.length === 0 || addresses.some(isForbiddenAddress)) {
    throw refused(NOT_PUBLIC);
  }
}

/** Resolves a name while its connection is made: it may lead elsewhere than a moment ago. Fails with SAEP-1811. */
export const lookupPublic: LookupFunction = (host, options, answer) => {
  lookup(host, { ...options, all: true }, (error, addresses) => {
    const [first] = addresses ?? [];
    if (error !== null) answer(error, []);
    else if (first === undefined || addresses.some(({ address }) => isForbiddenAddress(address))) {
      answer(refused(NOT_PUBLIC), []);
    } else if (options.all === true) answer(null, addresses);
    else answer(null, first.address, first.family);
  });
};

async function resolve(host: string): Promise<readonly string[]> {
  try {
    return (await lookUp(host, { all: true })).map(({ address }) => address);
  } catch {
    return [];
  }
}

function refused(why: string): HttpProblem {
  return new HttpProblem(400, "SAEP-1811", `The server must not call this address: ${why}.`, { where: "url" });
}
