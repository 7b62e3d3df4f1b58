import type { SimulatedClock } from "../clock.ts";
import type { FaultRule } from "../faults.ts";
import type { RandomStream } from "../random.ts";
import type { Grants } from "./access-control.ts";
import type { AccessTokens } from "./ims-token.ts";
import type { Ids } from "./ids.ts";
import type { Jobs } from "./jobs.ts";
import type { RegistryErrors } from "./schema-registry/registry-errors.ts";
import type { PlatformSettings } from "./settings.ts";
import type { FileStore } from "./storage/file-store.ts";

/** What every service of the platform shares. */
export interface Services {
  readonly settings: PlatformSettings;
  readonly clock: SimulatedClock;
  readonly random: RandomStream;
  readonly ids: Ids;
  readonly tokens: AccessTokens;
  readonly grants: Grants;
  readonly jobs: Jobs;
  readonly files: FileStore;
  readonly registryErrors: RegistryErrors;
  /** The rule of a fault that strikes now at this place, or undefined: all is well. */
  fault(name: string, place: string): FaultRule | undefined;
}
