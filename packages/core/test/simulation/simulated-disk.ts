import { readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { Driver, SqliteDatabase } from "kysely";
import type { Files } from "../../src/ports/ports.ts";
import { adaptDatabase, sqliteDriverOn } from "../../src/state/sqlite-driver.ts";
import type { StoreDriver } from "../../src/state/store-driver.ts";
import { ProcessKilled, type SimulatedProcess } from "./simulated-process.ts";

/** What a broken disk says. */
export interface DiskFault {
  readonly code: "ENOSPC" | "EIO";
  /** Which write fails, counted from now; every later one fails too until the disk is repaired. */
  readonly fromWrite: number;
}

/** Generated schemas do not change while tests run; read once. */
const realFiles = new Map<string, Uint8Array>();

export type StatementFate = (text: string) => "run" | "pretend";

/** A disk that outlives its processes: files, and one SQLite database. */
export class SimulatedDisk {
  readonly #files = new Map<string, Uint8Array>();
  readonly #database = new DatabaseSync(":memory:");
  readonly #schemasFolder: string;
  readonly #lock = new Lock();
  #fault: DiskFault | undefined;
  #writes = 0;

  constructor(schemasFolder: string) {
    this.#schemasFolder = schemasFolder;
  }

  /** Counts writes from now on. */
  break(fault: DiskFault): void {
    this.#writes = 0;
    this.#fault = fault;
  }

  repair(): void {
    this.#fault = undefined;
  }

  /** Another machine: the database is there, the files are not. */
  loseFiles(): void {
    this.#files.clear();
  }

  get writes(): number {
    return this.#writes;
  }

  /** For a look from outside. */
  get database(): DatabaseSync {
    return this.#database;
  }

  texts(): readonly string[] {
    return [...this.#files.values()].map((bytes) => Buffer.from(bytes).toString());
  }

  filesOf(process: SimulatedProcess): Files {
    return {
      read: async (path) => {
        await process.enter();
        return this.#files.get(path) ?? this.#readSchema(path);
      },
      write: async (path, bytes) => {
        await process.enter();
        this.#write();
        process.passDurableOperation();
        await process.enter();
        this.#files.set(path, Uint8Array.from(bytes));
      },
      exists: async (path) => {
        await process.enter();
        return this.#files.has(path) || path.startsWith(this.#schemasFolder);
      },
      list: async (folder) => {
        await process.enter();
        return [...this.#files.keys()]
          .filter((path) => path.startsWith(`${folder}/`))
          .map((path) => path.slice(folder.length + 1));
      },
      remove: async (path) => {
        await process.enter();
        process.passDurableOperation();
        await process.enter();
        this.#files.delete(path);
      },
    };
  }

  /** Each process has a connection of its own; one at a time uses the database, as SQLite's lock would have it. */
  storeOf(process: SimulatedProcess, statements: StatementFate = () => "run"): StoreDriver {
    const open = (): SqliteDatabase => this.#connection(process, statements);
    const driver = sqliteDriverOn(open);
    const { dialect } = driver;
    return {
      ...driver,
      dialect: {
        createAdapter: () => dialect.createAdapter(),
        createIntrospector: (database) => dialect.createIntrospector(database),
        createQueryCompiler: () => dialect.createQueryCompiler(),
        createDriver: () => lockingDriver(dialect.createDriver(), this.#lock, process),
      },
    };
  }

  /** What a machine does when a process is gone: its open transaction is rolled back and its locks are free. */
  clearAfterDeath(): void {
    if (this.#database.isTransaction) this.#database.exec("rollback");
    this.#lock.reset();
  }

  #connection(process: SimulatedProcess, statements: StatementFate): SqliteDatabase {
    const adapted = adaptDatabase(this.#database);
    return {
      close: () => undefined,
      prepare: (text) => {
        if (!process.alive) throw new ProcessKilled("killed");
        const statement = adapted.prepare(text);
        return {
          reader: statement.reader,
          all: (parameters) => statement.all(parameters),
          iterate: (parameters) => statement.iterate(parameters),
          run: (parameters) => {
            if (statements(text) === "pretend") return { changes: 1, lastInsertRowid: 0 };
            if (text !== "begin" && text !== "rollback") this.#write();
            // Killed before the commit, or right after it: the two ends of the moment that decides.
            if (text === "commit") process.passDurableOperation();
            if (!process.alive) throw new ProcessKilled("killed");
            const result = statement.run(parameters);
            if (text === "commit") process.passDurableOperation();
            return result;
          },
        };
      },
    };
  }

  #write(): void {
    this.#writes += 1;
    if (this.#fault === undefined || this.#writes < this.#fault.fromWrite) return;
    const { code } = this.#fault;
    // What a file system says, and in the same error what SQLite makes of it.
    throw Object.assign(new Error(`${code}: simulated disk`), { code, errcode: code === "ENOSPC" ? 13 : 10 });
  }

  #readSchema(path: string): Uint8Array {
    const known = realFiles.get(path);
    if (known !== undefined) return known;
    if (!path.startsWith(this.#schemasFolder)) throw Object.assign(new Error(`ENOENT: ${path}`), { code: "ENOENT" });
    const bytes = readFileSync(path);
    realFiles.set(path, bytes);
    return bytes;
  }
}

/** First come, first served. */
class Lock {
  #waiting: (() => void)[] = [];
  #held = false;

  async take(): Promise<void> {
    if (!this.#held) {
      this.#held = true;
      return;
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  release(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#held = false;
    else next();
  }

  reset(): void {
    this.#waiting = [];
    this.#held = false;
  }
}

function lockingDriver(inner: Driver, lock: Lock, process: SimulatedProcess): Driver {
  return {
    init: () => inner.init(),
    acquireConnection: async () => {
      await process.enter();
      await lock.take();
      return inner.acquireConnection();
    },
    releaseConnection: async (connection) => {
      await inner.releaseConnection(connection);
      lock.release();
    },
    beginTransaction: (connection, settings) => inner.beginTransaction(connection, settings),
    commitTransaction: (connection) => inner.commitTransaction(connection),
    rollbackTransaction: (connection) => inner.rollbackTransaction(connection),
    destroy: async () => undefined,
  };
}
