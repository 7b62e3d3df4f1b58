import type { DatabaseConnection, Dialect, Driver } from "kysely";
import { StoppedError } from "../errors.ts";

/**
 * A dialect whose failures say what they mean: a full or failing disk, or a database that is gone, becomes `StoppedError`
 * (SAEP-1004) with the database's own words; everything else passes as it is. `isStorageFailure` knows the database's codes.
 */
export function explainFailures(dialect: Dialect, isStorageFailure: (error: unknown) => boolean): Dialect {
  return {
    createAdapter: () => dialect.createAdapter(),
    createIntrospector: (database) => dialect.createIntrospector(database),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createDriver: () => new ExplainingDriver(dialect.createDriver(), isStorageFailure),
  };
}

class ExplainingDriver implements Driver {
  readonly #inner: Driver;
  readonly #isStorageFailure: (error: unknown) => boolean;
  readonly #connections = new WeakMap<DatabaseConnection, DatabaseConnection>();

  constructor(inner: Driver, isStorageFailure: (error: unknown) => boolean) {
    this.#inner = inner;
    this.#isStorageFailure = isStorageFailure;
  }

  init(): Promise<void> {
    return this.#explain(() => this.#inner.init());
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    const inner = await this.#explain(() => this.#inner.acquireConnection());
    const connection: DatabaseConnection = {
      executeQuery: (query) => this.#explain(() => inner.executeQuery(query)),
      streamQuery: (query, chunkSize) => inner.streamQuery(query, chunkSize),
    };
    this.#connections.set(connection, inner);
    return connection;
  }

  beginTransaction(...[connection, settings]: Parameters<Driver["beginTransaction"]>): Promise<void> {
    return this.#explain(() => this.#inner.beginTransaction(this.#innerOf(connection), settings));
  }

  commitTransaction(connection: DatabaseConnection): Promise<void> {
    return this.#explain(() => this.#inner.commitTransaction(this.#innerOf(connection)));
  }

  /** SQLite has rolled back by itself when the disk was full; that it has nothing to roll back is no further failure. */
  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await this.#inner.rollbackTransaction(this.#innerOf(connection)).catch(() => undefined);
  }

  releaseConnection(connection: DatabaseConnection): Promise<void> {
    return this.#inner.releaseConnection(this.#innerOf(connection));
  }

  destroy(): Promise<void> {
    return this.#inner.destroy();
  }

  #innerOf(connection: DatabaseConnection): DatabaseConnection {
    return this.#connections.get(connection) ?? connection;
  }

  async #explain<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      if (!this.#isStorageFailure(error)) throw error;
      throw new StoppedError({
        code: "SAEP-1004",
        message: `The state store cannot be used: ${error instanceof Error ? error.message : String(error)}.`,
        next: "Free or repair the disk (or the database) and run the same command again; it resumes at the last proven checkpoint.",
        cause: error,
      });
    }
  }
}
