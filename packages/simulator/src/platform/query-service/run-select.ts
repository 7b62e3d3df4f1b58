import type { Expr, ExprCall, OrderByStatement, SelectFromStatement, SelectStatement, From } from "pgsql-ast-parser";
import { isObject, type JsonObject } from "../json.ts";
import { aggregates, distinct, type Aggregate } from "./aggregates.ts";
import { callsIn, evaluateSql, isAggregateCall, type Prepared } from "./evaluate-sql.ts";
import { compareSql, isSqlTrue, SqlError, type SqlRow } from "./sql-values.ts";

/** Gives the rows of a table, or undefined if there is none of this name. */
export type TableSource = (name: string) => AsyncIterable<JsonObject> | undefined;

/** The rows that a query gives, in its order. Throws SqlError. */
export async function runSelect(statement: SelectStatement, tables: TableSource): Promise<JsonObject[]> {
  switch (statement.type) {
    case "select":
      return selectFrom(statement, tables);
    case "union":
    case "union all": {
      const both = [
        ...(await runSelect(asSelect(statement.left), tables)),
        ...(await runSelect(asSelect(statement.right), tables)),
      ];
      return statement.type === "union all" ? both : withoutTwins(both);
    }
    case "with": {
      let known = tables;
      for (const { alias, statement: bound } of statement.bind) {
        const rows = await runSelect(asSelect(bound), known);
        known = withTable(known, alias.name, rows);
      }
      return runSelect(asSelect(statement.in), known);
    }
    default:
      throw new SqlError(`${statement.type} is not supported`);
  }
}

function asSelect(statement: { readonly type: string }): SelectStatement {
  if (["select", "union", "union all", "with", "values"].includes(statement.type)) return statement as SelectStatement;
  throw new SqlError(`only queries that read are allowed, not ${statement.type}`);
}

function withTable(tables: TableSource, name: string, rows: readonly JsonObject[]): TableSource {
  return (wanted) => (wanted === name ? listed(rows) : tables(wanted));
}

async function* listed(rows: readonly JsonObject[]): AsyncGenerator<JsonObject> {
  yield* rows;
}

interface Output {
  readonly name: string;
  readonly expression: Expr;
}

interface Shown {
  readonly columns: JsonObject;
  readonly row: SqlRow;
  readonly prepared: Prepared;
}

async function selectFrom(statement: SelectFromStatement, tables: TableSource): Promise<JsonObject[]> {
  const outputs = outputsOf(statement);
  const source = kept(joined(statement.from ?? [], tables), statement.where);
  const grouped =
    statement.groupBy !== undefined ||
    callsIn([outputs, statement.having, statement.orderBy], isAggregateCall).length > 0;
  const groups = grouped ? await groupRows(source, statement, outputs) : await plainRows(source, outputs, statement);
  const rows = groups.filter(
    ({ row, prepared }) =>
      statement.having === undefined || isSqlTrue(evaluateSql(statement.having ?? { type: "null" }, row, prepared)),
  );
  const shown = rows.map(({ row, prepared }): Shown => ({ row, prepared, columns: columnsOf(outputs, row, prepared) }));
  const unique = statement.distinct ? withoutTwins(shown, ({ columns }) => columns) : shown;
  const ordered = order(unique, statement.orderBy ?? [], outputs);
  return limited(
    ordered.map(({ columns }) => columns),
    statement,
  );
}

function outputsOf(statement: SelectFromStatement): Output[] {
  return (statement.columns ?? []).map(({ expr, alias }, index) => ({
    name: alias?.name ?? nameOf(expr, index),
    expression: expr,
  }));
}

function nameOf(expression: Expr, index: number): string {
  if (expression.type === "ref") return expression.name.split(".").at(-1) ?? expression.name;
  if (expression.type === "call") return expression.function.name;
  return `_col${index}`;
}

/** The rows of FROM with its joins. */
async function* joined(from: readonly From[], tables: TableSource): AsyncGenerator<SqlRow> {
  const [first, ...others] = from;
  if (first === undefined) {
    yield {};
    return;
  }
  let rows: AsyncIterable<SqlRow> = rowsOf(first, tables);
  for (const other of others) rows = join(rows, await collect(rowsOf(other, tables)), other);
  yield* rows;
}

async function* rowsOf(from: From, tables: TableSource): AsyncGenerator<SqlRow> {
  if (from.type === "call") throw new SqlError("functions in FROM are not supported");
  const name = from.type === "table" ? (from.name.alias ?? from.name.name) : from.alias;
  const rows =
    from.type === "table" ? tables(from.name.name) : listed(await runSelect(asSelect(from.statement), tables));
  if (rows === undefined)
    throw new SqlError(`the table ${from.type === "table" ? from.name.name : name} does not exist`);
  for await (const row of rows) yield { ...row, [name]: row };
}

async function collect(rows: AsyncIterable<SqlRow>): Promise<SqlRow[]> {
  return Array.fromAsync(rows);
}

async function* join(left: AsyncIterable<SqlRow>, right: readonly SqlRow[], from: From): AsyncGenerator<SqlRow> {
  const kind = from.join?.type ?? "CROSS JOIN";
  const condition = from.join?.on;
  if (!["INNER JOIN", "LEFT JOIN", "CROSS JOIN"].includes(kind)) throw new SqlError(`${kind} is not supported`);
  for await (const row of left) {
    let found = false;
    for (const other of right) {
      const both = { ...other, ...row };
      if (condition && !isSqlTrue(evaluateSql(condition, both))) continue;
      found = true;
      yield both;
    }
    if (!found && kind === "LEFT JOIN") yield row;
  }
}

async function* kept(rows: AsyncIterable<SqlRow>, where: Expr | null | undefined): AsyncGenerator<SqlRow> {
  for await (const row of rows) if (!where || isSqlTrue(evaluateSql(where, row))) yield row;
}

interface Group {
  readonly row: SqlRow;
  readonly prepared: Prepared;
}

/** Rows without grouping; window functions are worked out over all of them. */
async function plainRows(
  source: AsyncIterable<SqlRow>,
  outputs: readonly Output[],
  { orderBy }: SelectFromStatement,
): Promise<Group[]> {
  const rows = await collect(source);
  const windows = callsIn([outputs, orderBy], ({ over }) => over !== undefined);
  const prepared = rows.map(() => new Map<Expr, unknown>());
  for (const window of windows) numberRows(window, rows, prepared);
  return rows.map((row, index) => ({ row, prepared: prepared[index] ?? new Map<Expr, unknown>() }));
}

/** `row_number`, `rank` and the aggregates over a partition. */
function numberRows(window: ExprCall, rows: readonly SqlRow[], prepared: readonly Map<Expr, unknown>[]): void {
  const partitionBy = window.over?.partitionBy ?? [];
  const orderBy = window.over?.orderBy ?? [];
  const parts = Map.groupBy(rows.keys(), (index) =>
    JSON.stringify(partitionBy.map((one) => evaluateSql(one, rows[index] ?? {}))),
  );
  const name = window.function.name.toLowerCase();
  for (const part of parts.values()) {
    const sorted = part.toSorted((first, second) => compareRows(orderBy, rows[first] ?? {}, rows[second] ?? {}));
    const whole =
      name in aggregates
        ? aggregateOf(
            window,
            sorted.map((index) => rows[index] ?? {}),
          )
        : undefined;
    let rank = 0;
    for (const [position, index] of sorted.entries()) {
      const before = sorted[position - 1];
      if (before === undefined || compareRows(orderBy, rows[before] ?? {}, rows[index] ?? {}) !== 0)
        rank = position + 1;
      if (name !== "row_number" && name !== "rank" && whole === undefined)
        throw new SqlError(`the window function ${name} is not supported`);
      prepared[index]?.set(window, name === "row_number" ? position + 1 : name === "rank" ? rank : whole);
    }
  }
}

function aggregateOf(call: ExprCall, rows: readonly SqlRow[]): unknown {
  const aggregate = aggregateFor(call);
  for (const row of rows) feed(call, aggregate, row);
  return aggregate.result();
}

function compareRows(orders: readonly OrderByStatement[], first: SqlRow, second: SqlRow): number {
  for (const { by, order: direction } of orders) {
    const difference = compareSql(evaluateSql(by, first), evaluateSql(by, second));
    if (difference !== 0) return direction === "DESC" ? -difference : difference;
  }
  return 0;
}

function aggregateFor(call: ExprCall): Aggregate {
  const make = aggregates[call.function.name.toLowerCase()];
  if (make === undefined) throw new SqlError(`unknown function ${call.function.name}`);
  return call.distinct === "distinct" ? distinct(make()) : make();
}

function feed(call: ExprCall, aggregate: Aggregate, row: SqlRow): void {
  if (call.filter && !isSqlTrue(evaluateSql(call.filter, row))) return;
  const [argument] = call.args;
  const counted = argument === undefined || (argument.type === "ref" && argument.name === "*");
  const value = counted ? true : evaluateSql(argument, row);
  if (value !== null && value !== undefined) aggregate.add(value);
}

/** One row for each group, with its aggregates; rows are read once and not kept. */
async function groupRows(
  source: AsyncIterable<SqlRow>,
  statement: SelectFromStatement,
  outputs: readonly Output[],
): Promise<Group[]> {
  const keys = (statement.groupBy ?? []).map((key) => groupKey(key, outputs));
  const calls = callsIn([outputs, statement.having, statement.orderBy], isAggregateCall);
  const groups = new Map<string, { row: SqlRow; states: Aggregate[] }>();
  const groupOf = (name: string, row: SqlRow): { row: SqlRow; states: Aggregate[] } => {
    const known = groups.get(name) ?? { row, states: calls.map(aggregateFor) };
    groups.set(name, known);
    return known;
  };
  if (keys.length === 0) groupOf("", {});
  for await (const row of source) {
    const name = keys.length === 0 ? "" : JSON.stringify(keys.map((key) => evaluateSql(key, row)));
    for (const [index, state] of groupOf(name, row).states.entries()) {
      const call = calls[index];
      if (call !== undefined) feed(call, state, row);
    }
  }
  return [...groups.values()].map(({ row, states }) => ({
    row,
    prepared: new Map(calls.map((call, index) => [call, states[index]?.result()])),
  }));
}

/** GROUP BY may name an output by its position or its alias. */
function groupKey(key: Expr, outputs: readonly Output[]): Expr {
  if (key.type === "integer") return outputs[key.value - 1]?.expression ?? key;
  const alias =
    key.type === "ref" && key.table === undefined ? outputs.find(({ name }) => name === key.name) : undefined;
  return alias?.expression ?? key;
}

function columnsOf(outputs: readonly Output[], row: SqlRow, prepared: Prepared): JsonObject {
  const columns: JsonObject = {};
  for (const { name, expression } of outputs) {
    if (expression.type !== "ref" || expression.name !== "*") {
      columns[name] = evaluateSql(expression, row, prepared) ?? null;
      continue;
    }
    const source = expression.table === undefined ? row : row[expression.table.name];
    // Every table stands in the row a second time under its own name; a star shows it once.
    const members = isObject(source) ? Object.entries(source) : [];
    for (const [member, value] of members)
      if (!(expression.table === undefined && isTableCopy(value, row))) columns[member] = value;
  }
  return columns;
}

function isTableCopy(value: unknown, row: SqlRow): boolean {
  return (
    isObject(value) &&
    Object.keys(value).length > 0 &&
    Object.entries(value).every(([name, member]) => row[name] === member)
  );
}

function order(
  rows: readonly Shown[],
  orders: readonly OrderByStatement[],
  outputs: readonly Output[],
): readonly Shown[] {
  if (orders.length === 0) return rows;
  const valueOf = ({ columns, row, prepared }: Shown, by: Expr): unknown => {
    if (by.type === "integer") return columns[outputs[by.value - 1]?.name ?? ""];
    if (by.type === "ref" && by.table === undefined && by.name in columns) return columns[by.name];
    return evaluateSql(by, row, prepared);
  };
  return rows.toSorted((first, second) => {
    for (const { by, order: direction } of orders) {
      const difference = compareSql(valueOf(first, by), valueOf(second, by));
      if (difference !== 0) return direction === "DESC" ? -difference : difference;
    }
    return 0;
  });
}

function limited(rows: readonly JsonObject[], { limit }: SelectFromStatement): JsonObject[] {
  const start = limit?.offset?.type === "integer" ? limit.offset.value : 0;
  const count = limit?.limit?.type === "integer" ? limit.limit.value : rows.length;
  return rows.slice(start, start + count);
}

function withoutTwins<Item>(rows: readonly Item[], keyOf: (item: Item) => unknown = (item) => item): Item[] {
  const seen = new Set<string>();
  return rows.filter((row) => {
    const key = JSON.stringify(keyOf(row));
    return seen.has(key) ? false : seen.add(key) !== undefined;
  });
}
