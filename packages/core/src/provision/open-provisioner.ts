import type { Clock } from "../ports/ports.ts";
import type { PlatformClient } from "../platform/client.ts";
import type { Database } from "../state/tables.ts";
import type { SchemaSet } from "../xdm/load-schemas.ts";
import type { FieldPolicy } from "../xdm/policy.ts";
import type { ProvisionKind } from "./desired-object.ts";
import type { KindHandler } from "./far-side.ts";
import { measureRows } from "./measure-rows.ts";
import { platformFarSide } from "./platform-far-side.ts";
import { provisionRecord } from "./provision-record.ts";
import { createProvisioner, type Provisioner, type ProvisionerParts } from "./provisioner.ts";
import type { ProvisionSettings } from "./provision-settings.ts";
import { readSchemaBodies } from "./read-bodies.ts";

export interface OpenProvisionerOptions {
  readonly client: PlatformClient;
  readonly database: Database;
  readonly schemas: SchemaSet;
  readonly settings: ProvisionSettings;
  readonly clock: Clock;
  /** Services besides those of the sandbox itself, by kind: Stripe's webhook endpoints, Adobe's Flow Service. */
  readonly handlers?: Partial<Readonly<Record<ProvisionKind, KindHandler>>>;
  /** What of each object is sent: the size of rows and the mapping sets of Adobe's mapper depend on it. */
  readonly policy: FieldPolicy;
  readonly account?: ProvisionerParts["account"];
}

/** The provisioner of one sandbox, with its record in the state store. */
export async function openProvisioner(options: OpenProvisionerOptions): Promise<Provisioner> {
  const { client, settings } = options;
  return createProvisioner({
    imsOrg: client.imsOrganization,
    sandbox: client.sandbox,
    settings,
    schemas: await readSchemaBodies(options.schemas, settings, options.policy),
    farSide: () => platformFarSide(client, options.handlers),
    record: provisionRecord(options.database),
    clock: options.clock,
    ...(options.account === undefined ? {} : { account: options.account }),
    rows: () => measureRows(options.schemas, settings.datasets, options.policy),
  });
}
