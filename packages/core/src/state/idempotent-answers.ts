import type { Kysely } from "kysely";
import type { Store } from "./open-store.ts";
import type { IdempotentAnswerRow, ServerTables } from "./server-tables.ts";

/** What is known of a request with this key. */
export type Remembered =
  | { readonly kind: "first" }
  | { readonly kind: "working" }
  | { readonly kind: "other-body" }
  | { readonly kind: "answered"; readonly status: number; readonly body: string };

const DAY = 24 * 3_600_000;
/** A first request that has not answered in this time died with its server. */
const ABANDONED = 10 * 60_000;

export function idempotentAnswers(store: Store) {
  const database = store.database as unknown as Kysely<ServerTables>;
  return {
    /** Reserves the key for the caller (`first`), or says what became of the request that has it. */
    async begin(keyHash: string, bodyHash: string, now: number): Promise<Remembered> {
      await database
        .deleteFrom("idempotent_answer")
        .where("created_at", "<", now - DAY)
        .execute();
      await database
        .deleteFrom("idempotent_answer")
        .where("key_hash", "=", keyHash)
        .where("status", "=", 0)
        .where("created_at", "<", now - ABANDONED)
        .execute();
      const row: IdempotentAnswerRow = { key_hash: keyHash, body_hash: bodyHash, status: 0, body: "", created_at: now };
      const inserted = await database
        .insertInto("idempotent_answer")
        .values(row)
        .onConflict((conflict) => conflict.column("key_hash").doNothing())
        .executeTakeFirst();
      if (inserted.numInsertedOrUpdatedRows === 1n) return { kind: "first" };
      const known = await database
        .selectFrom("idempotent_answer")
        .selectAll()
        .where("key_hash", "=", keyHash)
        .executeTakeFirst();
      if (known === undefined) return { kind: "working" };
      if (known.body_hash !== bodyHash) return { kind: "other-body" };
      return known.status === 0 ? { kind: "working" } : { kind: "answered", status: known.status, body: known.body };
    },

    async answer(keyHash: string, status: number, body: string): Promise<void> {
      await database.updateTable("idempotent_answer").set({ status, body }).where("key_hash", "=", keyHash).execute();
    },

    /** The request failed in a way that may be repeated: the key is free again. */
    async forget(keyHash: string): Promise<void> {
      await database.deleteFrom("idempotent_answer").where("key_hash", "=", keyHash).execute();
    },
  };
}

export type IdempotentAnswers = ReturnType<typeof idempotentAnswers>;
