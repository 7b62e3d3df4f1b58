import { hash } from "node:crypto";

/** One entry of XDM's `identityMap`. */
interface IdentityItem {
  readonly id: string;
  readonly primary: boolean;
  readonly authenticatedState: "ambiguous";
}

/** Identities by namespace code. */
export type IdentityMap = Record<string, IdentityItem[]>;

/** Adobe's standard namespace for hashed e-mail: trimmed, lower case, then SHA-256, without salt, or it matches nothing. */
const hashedNamespaces: ReadonlySet<string> = new Set(["Email_LC_SHA256"]);
const emailNamespaces: ReadonlySet<string> = new Set(["Email", "Email_LC_SHA256"]);

function normaliseText(text: string): string {
  return text.trim().toLowerCase();
}

/** SHA-256 of the trimmed, lower-case text, in lower-case hexadecimal. */
export function hashText(text: string): string {
  return hash("sha256", normaliseText(text), "hex");
}

/**
 * The id that stands in a namespace under a policy, or undefined when none may: a namespace of hashes takes only what the
 * policy hashes, and no other takes a hash, which would match nobody.
 */
export function identityIn(namespace: string, value: string, action: "keep" | "hash"): string | undefined {
  if (hashedNamespaces.has(namespace) !== (action === "hash")) return undefined;
  const id = emailNamespaces.has(namespace) ? normaliseText(value) : value;
  if (id === "") return undefined;
  return action === "hash" ? hashText(id) : id;
}

/** Whether such ids are sent as Stripe has them: neither normalised, nor hashed, nor left out. */
export function isPlainIdentity(namespace: string, action: "keep" | "hash"): boolean {
  return action === "keep" && !hashedNamespaces.has(namespace) && !emailNamespaces.has(namespace);
}

export function addIdentity(
  map: IdentityMap | undefined,
  namespace: string,
  id: string,
  primary: boolean,
): IdentityMap {
  const identities = map ?? {};
  const items = (identities[namespace] ??= []);
  if (!items.some((item) => item.id === id)) items.push({ id, primary, authenticatedState: "ambiguous" });
  return identities;
}
