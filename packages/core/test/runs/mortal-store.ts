import type { DatabaseConnection, Dialect, Driver } from "kysely";
import type { StoreDriver } from "../../src/state/store-driver.ts";

/** Thrown into whatever a process that is taken for dead still tries to do. */
export class Death extends Error {}

/**
 * Counts the effects of a process (statements of its store, requests that it sends) and ends it right before one of them,
 * which is right after the one before.
 */
export class Mortality {
  /** What was done, in order: `insert into "credential" 2` is the second such statement. */
  readonly steps: string[] = [];
  readonly #diesBefore: string | number | undefined;
  readonly #die: () => void;
  #isBorn = false;
  #isDead = false;

  /** `diesBefore`: the name of a step, or its number from 1. `die` may end the process for good; by default it is as if. */
  constructor(diesBefore: string | number | undefined, die: () => void = () => undefined) {
    this.#diesBefore = diesBefore;
    this.#die = die;
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  /** From here on effects count: opening a store is no part of a life. */
  begin(): void {
    this.#isBorn = true;
  }

  pass(effect: string): void {
    if (!this.#isBorn) return;
    if (this.#isDead) throw new Death("dead");
    const count = this.steps.filter((step) => step.startsWith(`${effect} `)).length + 1;
    const step = `${effect} ${count}`;
    if (this.#diesBefore === step || this.#diesBefore === this.steps.length + 1) {
      this.#isDead = true;
      this.#die();
      throw new Death(step);
    }
    this.steps.push(step);
  }
}

/** A store whose every statement is a step of a life. What it was in the middle of is rolled back, as a database does. */
export function mortalStore(store: StoreDriver, life: Mortality): StoreDriver {
  const { dialect } = store;
  const mortal: Dialect = {
    createAdapter: () => dialect.createAdapter(),
    createIntrospector: (database) => dialect.createIntrospector(database),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createDriver: () => mortalDriver(dialect.createDriver(), life),
  };
  return { ...store, dialect: mortal };
}

function mortalDriver(inner: Driver, life: Mortality): Driver {
  const inners = new WeakMap<DatabaseConnection, DatabaseConnection>();
  const innerOf = (connection: DatabaseConnection) => inners.get(connection) ?? connection;
  return {
    init: () => inner.init(),
    acquireConnection: async () => {
      const real = await inner.acquireConnection();
      const connection: DatabaseConnection = {
        executeQuery: async (query) => {
          life.pass(query.sql.split(" ").slice(0, 3).join(" "));
          return real.executeQuery(query);
        },
        streamQuery: (query, chunkSize) => real.streamQuery(query, chunkSize),
      };
      inners.set(connection, real);
      return connection;
    },
    beginTransaction: (connection, settings) => inner.beginTransaction(innerOf(connection), settings),
    commitTransaction: async (connection) => {
      life.pass("commit");
      return inner.commitTransaction(innerOf(connection));
    },
    rollbackTransaction: (connection) => inner.rollbackTransaction(innerOf(connection)),
    releaseConnection: (connection) => inner.releaseConnection(innerOf(connection)),
    destroy: () => inner.destroy(),
  };
}
