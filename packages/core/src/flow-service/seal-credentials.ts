import type { Random } from "../ports/ports.ts";
import type { Secret } from "../secret.ts";
import { openText, sealText } from "../state/envelope.ts";
import type { Vault } from "./backend.ts";
import { isObject } from "./exchange.ts";

/** Credentials in the store, envelope-encrypted: the key is outside the database. */
export function vaultWith(key: Secret, random: Random): Vault {
  return {
    seal: (value, place) => sealText(JSON.stringify(value), place, key, random),
    open: (sealed, place) => {
      const value: unknown = JSON.parse(openText(sealed, place, key));
      return isObject(value) ? value : {};
    },
  };
}
