import { DatabaseSync, type StatementSync } from "node:sqlite";

/**
 * Makes this process believe that SQLite has carried out statements that begin so, so that one program can be measured
 * with and without them. Returns what undoes it.
 */
export function pretendStatements(beginnings: readonly string[]): () => void {
  if (beginnings.length === 0) return () => undefined;
  // eslint-disable-next-line @typescript-eslint/unbound-method
  const prepare = DatabaseSync.prototype.prepare;
  DatabaseSync.prototype.prepare = function (this: DatabaseSync, text: string): StatementSync {
    const statement = prepare.call(this, text);
    if (beginnings.some((beginning) => text.startsWith(`${beginning} `)))
      statement.run = () => ({ changes: 1, lastInsertRowid: 0 });
    return statement;
  };
  return () => {
    DatabaseSync.prototype.prepare = prepare;
  };
}
