import type { PlatformClient } from "./client.ts";

const base = "/data/core/idnamespace/identities";

/** Kinds of identity; `NON_PEOPLE` for things such as charges. */
type IdentityType = "COOKIE" | "CROSS_DEVICE" | "DEVICE" | "EMAIL" | "MOBILE" | "NON_PEOPLE" | "PHONE";

export interface NewIdentityNamespace {
  /** Letters and digits, unique; cannot change later, as `idType` cannot. */
  readonly code: string;
  readonly name: string;
  readonly idType: IdentityType;
  readonly description?: string;
}

export interface IdentityNamespace extends NewIdentityNamespace {
  readonly id: number;
  readonly custom: boolean;
}

/** Adobe's Identity Namespace API. Namespaces can be neither deleted nor given another code. */
export function identityNamespaces(client: PlatformClient) {
  return {
    list: async (): Promise<readonly IdentityNamespace[]> =>
      (await client.send({ method: "GET", path: base })).json() as readonly IdentityNamespace[],

    /** A code that is taken answers `PlatformRefusedError` with status 409. */
    create: async (namespace: NewIdentityNamespace): Promise<IdentityNamespace> =>
      (await client.send({ method: "POST", path: base, json: namespace })).json() as IdentityNamespace,

    /** Name and description can change. */
    update: async (id: number, namespace: NewIdentityNamespace): Promise<void> => {
      await client.send({ method: "PUT", path: `${base}/${id}`, json: namespace });
    },
  };
}
