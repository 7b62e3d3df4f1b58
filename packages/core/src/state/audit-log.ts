import { createHash } from "node:crypto";
import { type Kysely, sql, type Transaction } from "kysely";
import type { Store } from "./open-store.ts";
import type { AuditEntryRow, ServerTables } from "./server-tables.ts";

export interface AuditRecord {
  readonly at: number;
  readonly imsOrganization: string;
  readonly sandbox: string;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly details: Readonly<Record<string, unknown>>;
}

export interface StoredAuditRecord extends AuditRecord {
  readonly sequence: number;
  readonly previousHash: string;
  readonly hash: string;
}

/** The hash before the first entry. */
const GENESIS = "0".repeat(64);

/** Number of the lock under which PostgreSQL writers queue up: the chain has one end. */
const AUDIT_LOCK = 5_746_131_271;

/** Rows of one statement where all of them are read. */
const ENTRIES_AT_ONCE = 1_000;

/** Append-only, each entry's hash covers the one before: what was changed or taken out is found. */
export function auditLog(store: Store) {
  const database = store.database as unknown as Kysely<ServerTables>;
  return {
    async append(record: AuditRecord): Promise<void> {
      await database.transaction().execute(async (transaction) => {
        if (store.dialectName === "postgres")
          await sql`select pg_advisory_xact_lock(${AUDIT_LOCK})`.execute(transaction);
        await transaction
          .insertInto("audit_entry")
          .values(chain(await newest(transaction), record))
          .execute();
      });
    },

    /** Newest first; `before` is a sequence. */
    async list(
      owner: { readonly imsOrganization: string; readonly sandbox: string },
      page: { readonly before?: number; readonly limit: number },
    ): Promise<readonly StoredAuditRecord[]> {
      let query = database
        .selectFrom("audit_entry")
        .selectAll()
        .where("ims_org", "=", owner.imsOrganization)
        .where("sandbox", "=", owner.sandbox);
      if (page.before !== undefined) query = query.where("sequence", "<", page.before);
      return (await query.orderBy("sequence", "desc").limit(page.limit).execute()).map(readRow);
    },

    /** All entries of a tenant, oldest first, a part in memory at a time. */
    async *entries(owner: {
      readonly imsOrganization: string;
      readonly sandbox: string;
    }): AsyncGenerator<StoredAuditRecord> {
      for (let after = 0; ;) {
        const rows = await database
          .selectFrom("audit_entry")
          .selectAll()
          .where("ims_org", "=", owner.imsOrganization)
          .where("sandbox", "=", owner.sandbox)
          .where("sequence", ">", after)
          .orderBy("sequence")
          .limit(ENTRIES_AT_ONCE)
          .execute();
        for (const row of rows) yield readRow(row);
        const last = rows.at(-1);
        if (last === undefined) return;
        after = last.sequence;
      }
    },

    async count(owner: { readonly imsOrganization: string; readonly sandbox: string }): Promise<number> {
      const row = await database
        .selectFrom("audit_entry")
        .select(({ fn }) => fn.countAll<number>().as("count"))
        .where("ims_org", "=", owner.imsOrganization)
        .where("sandbox", "=", owner.sandbox)
        .executeTakeFirst();
      return row?.count ?? 0;
    },

    /** The whole chain, also other tenants' entries: it is whole or broken for everybody. */
    async verify(): Promise<{ readonly entries: number; readonly brokenAt: number | null }> {
      let entries = 0;
      let previous = GENESIS;
      for (let after = 0; ;) {
        const rows = await database
          .selectFrom("audit_entry")
          .selectAll()
          .where("sequence", ">", after)
          .orderBy("sequence")
          .limit(ENTRIES_AT_ONCE)
          .execute();
        for (const row of rows) {
          entries += 1;
          const isNext = row.sequence === after + 1 && row.previous_hash === previous && row.hash === hashOf(row);
          if (!isNext) return { entries, brokenAt: row.sequence };
          previous = row.hash;
          after = row.sequence;
        }
        if (rows.length === 0) return { entries, brokenAt: null };
      }
    },
  };
}

export type AuditLog = ReturnType<typeof auditLog>;

async function newest(transaction: Transaction<ServerTables>): Promise<AuditEntryRow | undefined> {
  return transaction.selectFrom("audit_entry").selectAll().orderBy("sequence", "desc").limit(1).executeTakeFirst();
}

function chain(before: AuditEntryRow | undefined, record: AuditRecord): AuditEntryRow {
  const row = {
    sequence: (before?.sequence ?? 0) + 1,
    at: record.at,
    ims_org: record.imsOrganization,
    sandbox: record.sandbox,
    actor: record.actor,
    action: record.action,
    subject: record.subject,
    details: JSON.stringify(record.details),
    previous_hash: before?.hash ?? GENESIS,
  };
  return { ...row, hash: hashOf(row) };
}

function hashOf(row: Omit<AuditEntryRow, "hash">): string {
  const fields = [row.sequence, row.at, row.ims_org, row.sandbox, row.actor, row.action, row.subject, row.details];
  return createHash("sha256")
    .update(JSON.stringify([...fields, row.previous_hash]))
    .digest("hex");
}

function readRow(row: AuditEntryRow): StoredAuditRecord {
  return {
    sequence: row.sequence,
    at: row.at,
    imsOrganization: row.ims_org,
    sandbox: row.sandbox,
    actor: row.actor,
    action: row.action,
    subject: row.subject,
    details: JSON.parse(row.details) as Record<string, unknown>,
    previousHash: row.previous_hash,
    hash: row.hash,
  };
}
