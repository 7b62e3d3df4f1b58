import { createHash } from "node:crypto";
import type { Kysely } from "kysely";
import type { Random } from "../ports/ports.ts";
import type { Store } from "./open-store.ts";
import type { ApiTokenRow, ServerTables } from "./server-tables.ts";

/** An access token as it is kept: without the token. */
export interface StoredToken {
  readonly id: string;
  readonly name: string;
  readonly imsOrganization: string;
  readonly sandbox: string;
  readonly scopes: readonly string[];
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly revokedAt: number | null;
}

export interface NewToken extends Pick<StoredToken, "name" | "imsOrganization" | "sandbox" | "scopes" | "expiresAt"> {
  readonly now: number;
  /** Given by the operator at first start; absent: drawn. */
  readonly token?: string;
}

/** Access tokens: 256 random bits, of which the store has only the hash. */
export function apiTokens(store: Store, random: Random) {
  const database = store.database as unknown as Kysely<ServerTables>;
  return {
    /** The token itself, this once. */
    async create(input: NewToken): Promise<{ readonly token: string; readonly stored: StoredToken }> {
      const token = input.token ?? `saep_${Buffer.from(random.bytes(32)).toString("base64url")}`;
      const row: ApiTokenRow = {
        token_id: `tok_${Buffer.from(random.bytes(9)).toString("hex")}`,
        token_hash: hashOf(token),
        name: input.name,
        ims_org: input.imsOrganization,
        sandbox: input.sandbox,
        scopes: JSON.stringify(input.scopes),
        created_at: input.now,
        expires_at: input.expiresAt,
        revoked_at: null,
      };
      await database
        .insertInto("api_token")
        .values(row)
        .onConflict((conflict) => conflict.column("token_hash").doUpdateSet({ scopes: row.scopes, revoked_at: null }))
        .execute();
      return { token, stored: readRow(row) };
    },

    /** Whether somebody has taken the token back. */
    async isRevoked(token: string): Promise<boolean> {
      const query = database.selectFrom("api_token").select("revoked_at").where("token_hash", "=", hashOf(token));
      const row = await query.executeTakeFirst();
      return row !== undefined && row.revoked_at !== null;
    },

    /** Undefined for a token that is unknown, expired or revoked. */
    async find(token: string, now: number): Promise<StoredToken | undefined> {
      const row = await database
        .selectFrom("api_token")
        .selectAll()
        .where("token_hash", "=", hashOf(token))
        .executeTakeFirst();
      if (row?.revoked_at !== null) return undefined;
      return row.expires_at !== null && row.expires_at <= now ? undefined : readRow(row);
    },

    async list(imsOrganization: string, sandbox: string): Promise<readonly StoredToken[]> {
      const rows = await database
        .selectFrom("api_token")
        .selectAll()
        .where("ims_org", "=", imsOrganization)
        .where("sandbox", "=", sandbox)
        .orderBy("created_at", "desc")
        .execute();
      return rows.map(readRow);
    },

    /** False when there is no such token of this tenant. */
    async revoke(owner: { imsOrganization: string; sandbox: string }, id: string, now: number): Promise<boolean> {
      const result = await database
        .updateTable("api_token")
        .set({ revoked_at: now })
        .where("token_id", "=", id)
        .where("ims_org", "=", owner.imsOrganization)
        .where("sandbox", "=", owner.sandbox)
        .where("revoked_at", "is", null)
        .executeTakeFirst();
      return result.numUpdatedRows === 1n;
    },
  };
}

export type ApiTokens = ReturnType<typeof apiTokens>;

/** A fast hash is enough: the token is random, not a password that somebody could guess. */
function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

function readRow(row: ApiTokenRow): StoredToken {
  return {
    id: row.token_id,
    name: row.name,
    imsOrganization: row.ims_org,
    sandbox: row.sandbox,
    scopes: JSON.parse(row.scopes) as string[],
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
  };
}
