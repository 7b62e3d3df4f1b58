import { spentError } from "./account-governor.ts";
import type { AccountGovernor } from "./account-governor.ts";
import type { GovernedOutcome, Governor } from "./governor.ts";

/**
 * One reader's view of a governor that several share: paced with all, counted alone. `readsLeft`: reads that this one may
 * still make; absent: not limited.
 */
export function tallyReads(governor: Governor, readsLeft?: number): AccountGovernor {
  return new TalliedGovernor(governor, readsLeft);
}

class TalliedGovernor implements AccountGovernor {
  readonly #governor: Governor;
  readonly #readsLeft: number | undefined;
  reads = 0;
  refusals = 0;

  constructor(governor: Governor, readsLeft: number | undefined) {
    this.#governor = governor;
    this.#readsLeft = readsLeft;
  }

  async acquire(endpoint: string, signal?: AbortSignal): Promise<void> {
    if (this.#readsLeft !== undefined && this.reads >= this.#readsLeft) throw spentError();
    await this.#governor.acquire(endpoint, signal);
    this.reads += 1;
  }

  report(endpoint: string, outcome: GovernedOutcome): void {
    if (outcome.status === 429) this.refusals += 1;
    this.#governor.report(endpoint, outcome);
  }
}
