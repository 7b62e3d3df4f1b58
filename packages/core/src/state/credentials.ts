import { InternalError } from "../errors.ts";
import type { Random } from "../ports/ports.ts";
import type { Secret } from "../secret.ts";
import { openText, sealText } from "./envelope.ts";
import type { Database } from "./tables.ts";

/** What an OAuth connection to Stripe holds at one time. Access tokens live an hour, refresh tokens a year or until used. */
export interface StoredCredential {
  readonly refreshToken: string;
  readonly accessToken: string;
  /** Milliseconds since 1970 at which the access token is taken for expired. */
  readonly accessTokenExpiresAt: number;
}

/** `generation` grows by one with every rotation: of two processes that rotate at once, one finds it changed. */
export interface Credential extends StoredCredential {
  readonly generation: number;
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

/** Durable when it resolves; only then may the old refresh token be thought of as used. */
export async function saveCredential(
  database: Database,
  connection: string,
  credential: Credential,
  sealing: { readonly key: Secret; readonly random: Random; readonly now: number },
): Promise<void> {
  const { generation, ...stored } = credential;
  const sealed = sealText(JSON.stringify(stored), `credential/${connection}`, sealing.key, sealing.random);
  const row = { connection, generation, sealed, updated_at: sealing.now };
  const written = await database
    .insertInto("credential")
    .values(row)
    .onConflict((conflict) =>
      conflict.column("connection").doUpdateSet(row).where("credential.generation", "<", generation),
    )
    .executeTakeFirst();
  if (written.numInsertedOrUpdatedRows === 1n) return;
  throw new InternalError({
    code: "SAEP-1901",
    message: "Two rotations of one credential ran at once.",
    where: connection,
  });
}
