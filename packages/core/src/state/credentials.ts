import type { Random } from "../ports/ports.ts";
import type { Secret } from "../secret.ts";
import { openText, sealText } from "./envelope.ts";
import type { Database } from "./tables.ts";

/** What an OAuth connection to Stripe holds at one time. Access tokens live an hour, refresh tokens a year or until used. */
export interface StoredCredential {
  readonly refreshToken: string;
  /** Empty until the first exchange. */
  readonly accessToken: string;
  /** Milliseconds since 1970 at which the access token is taken for expired. */
  readonly accessTokenExpiresAt: number;
  /** Milliseconds since 1970 at which an exchange of this refresh token began whose end is not known. */
  readonly renewingSince?: number | undefined;
}

/** `generation` grows by one with every rotation: of two processes that rotate at once, one finds it changed. */
export interface Credential extends StoredCredential {
  readonly generation: number;
}

/** What it takes to seal; `now` in milliseconds since 1970. */
export interface Sealing {
  readonly key: Secret;
  readonly random: Random;
  readonly now: number;
}

export async function loadCredential(
  database: Database,
  connection: string,
  key: Secret,
): Promise<Credential | undefined> {
  const row = await database
    .selectFrom("credential")
    .selectAll()
    .where("connection", "=", connection)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const stored = JSON.parse(openText(row.sealed, `credential/${connection}`, key)) as StoredCredential;
  return { ...stored, generation: row.generation };
}

/** Durable when it resolves. False when this generation, or a newer one, stands there already: nothing is written then. */
export function saveCredential(
  database: Database,
  connection: string,
  credential: Credential,
  sealing: Sealing,
): Promise<boolean> {
  return write(database, { connection, credential, sealing, over: "<" });
}

/**
 * Notes on the present generation whether an exchange of its refresh token has begun (`renewingSince`). Written before the
 * exchange: that the store can be written is known while the old token still lives, and a next process knows what may have
 * happened. False when a newer generation stands there.
 */
export function noteRenewal(
  database: Database,
  connection: string,
  credential: Credential,
  sealing: Sealing,
): Promise<boolean> {
  return write(database, { connection, credential, sealing, over: "<=" });
}

async function write(
  database: Database,
  of: {
    readonly connection: string;
    readonly credential: Credential;
    readonly sealing: Sealing;
    /** Which generations may be written over, compared with this one. */
    readonly over: "<" | "<=";
  },
): Promise<boolean> {
  const { connection, sealing } = of;
  const { generation, ...stored } = of.credential;
  const sealed = sealText(JSON.stringify(stored), `credential/${connection}`, sealing.key, sealing.random);
  const row = { connection, generation, sealed, updated_at: sealing.now };
  const written = await database
    .insertInto("credential")
    .values(row)
    .onConflict((conflict) =>
      conflict.column("connection").doUpdateSet(row).where("credential.generation", of.over, generation),
    )
    .executeTakeFirst();
  return written.numInsertedOrUpdatedRows === 1n;
}
