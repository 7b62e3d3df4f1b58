import { LockedError } from "../errors.ts";
import type { FlowEntities, StoredEntity } from "../state/flow-entities.ts";
import type { Stamps } from "./etag.ts";
import type { JsonObject } from "./exchange.ts";

/** Milliseconds after which the owner of a run that no longer writes is taken for dead. */
const defaultClaimDuration = 30_000;

interface ClaimParts {
  readonly entities: FlowEntities;
  readonly stamps: Stamps;
  readonly holder: string;
  /** Milliseconds. */
  readonly duration: number;
}

interface RunChange {
  readonly document?: JsonObject;
  readonly hidden?: JsonObject;
}

interface Owner {
  readonly holder: string;
  readonly expiresAt: number;
}

/**
 * The right to carry out one run, or one operation. The entity's etag is the fence: every write names the etag of the one before, so when
 * another process has taken the run over, the next write of the former owner is refused and it stops.
 */
export class RunClaim {
  readonly #entities: FlowEntities;
  readonly #stamps: Stamps;
  readonly #holder: string;
  readonly #duration: number;
  #run: StoredEntity;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(parts: ClaimParts, run: StoredEntity) {
    this.#entities = parts.entities;
    this.#stamps = parts.stamps;
    this.#holder = parts.holder;
    this.#duration = parts.duration;
    this.#run = run;
  }

  /** Undefined when another process has it, or took it in this moment. */
  static async take(
    entities: FlowEntities,
    stamps: Stamps,
    holder: string,
    run: StoredEntity,
    duration = defaultClaimDuration,
  ): Promise<RunClaim | undefined> {
    const owner = run.hidden.owner as Owner | undefined;
    if (owner !== undefined && owner.holder !== holder && owner.expiresAt > stamps.now()) return undefined;
    const claim = new RunClaim({ entities, stamps, holder, duration }, run);
    try {
      await claim.write({});
      return claim;
    } catch (error) {
      if (error instanceof LockedError) return undefined;
      throw error;
    }
  }

  get run(): StoredEntity {
    return this.#run;
  }

  /** Milliseconds between two renewals. */
  get renewal(): number {
    return this.#duration / 4;
  }

  /** Writes and renews at once; one write at a time, in order. Throws `LockedError` when the run was taken over. */
  write(change: RunChange): Promise<void> {
    const written = this.#last.catch(() => undefined).then(() => this.#write(change, this.#duration));
    this.#last = written;
    return written;
  }

  /**
   * The last write: nobody owns the run any more. What must be known of it elsewhere is written `alongside`, in the same
   * transaction: a server that dies between the two would leave a run that ended and a flow that does not know.
   */
  async release(
    change: RunChange = {},
    alongside?: (entities: FlowEntities, run: StoredEntity) => Promise<void>,
  ): Promise<void> {
    await this.#last.catch(() => undefined);
    if (alongside === undefined) return this.#write(change, 0);
    return this.#entities.atomically(async (entities) => {
      await this.#write(change, 0, entities);
      await alongside(entities, this.#run);
    });
  }

  async #write(change: RunChange, duration: number, entities = this.#entities): Promise<void> {
    const now = this.#stamps.now();
    const etag = this.#stamps.etag();
    const next: StoredEntity = {
      ...this.#run,
      etag,
      document: { ...this.#run.document, ...change.document, updatedAt: now, version: etag, etag },
      hidden: { ...this.#run.hidden, ...change.hidden, owner: { holder: this.#holder, expiresAt: now + duration } },
    };
    if (!(await entities.replace(next, this.#run.etag))) throw lost(this.#run.id);
    this.#run = next;
  }
}

function lost(id: string): LockedError {
  return new LockedError({
    code: "SAEP-1803",
    message: "Another server has taken this run over, or the run was deleted; this one stops.",
    where: id,
    next: "Nothing: the other server goes on from the last checkpoint.",
  });
}
