import { DatabaseSync, type StatementSync } from "node:sqlite";

/**
 * Makes SQLite believe, in this process, that changes to some tables were carried out, so that one program can be measured
 * with and without them. Returns what undoes it.
 */
export function pretendStatements(tables: readonly string[]): () => void {
  if (tables.length === 0) return () => undefined;
  // eslint-disable-next-line @typescript-eslint/unbound-method
  const prepare = DatabaseSync.prototype.prepare;
  const change = new RegExp(`^(?:insert into|update|delete from) "(?:${tables.join("|")})"`);
  DatabaseSync.prototype.prepare = function (this: DatabaseSync, text: string): StatementSync {
    const statement = prepare.call(this, text);
    if (change.test(text)) statement.run = () => ({ changes: 1, lastInsertRowid: 0 });
    return statement;
  };
  return () => {
    DatabaseSync.prototype.prepare = prepare;
  };
}
