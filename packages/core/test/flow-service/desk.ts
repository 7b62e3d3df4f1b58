import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import type { AccountCheck, FlowServiceBackend } from "../../src/flow-service/backend.ts";
import { answerFlowService } from "../../src/flow-service/answer-flow-service.ts";
import { stamps } from "../../src/flow-service/etag.ts";
import type { Caller, FlowServiceResponse, JsonObject } from "../../src/flow-service/exchange.ts";
import type { ResourceName } from "../../src/resources.ts";
import { Secret } from "../../src/secret.ts";
import { openText, sealText } from "../../src/state/envelope.ts";
import { flowEntities } from "../../src/state/flow-entities.ts";
import { openStore, type Store } from "../../src/state/open-store.ts";
import { sqliteDriver } from "../../src/state/sqlite-driver.ts";
import type { StoreDriver } from "../../src/state/store-driver.ts";

/** The part of the Stripe source's specification that the adapter reads. */
const stripeConnectionSpec: JsonObject = {
  name: "Stripe",
  type: "generic-rest",
  version: "1.0",
  attributes: { category: "Payments", connectorName: "Stripe", isSource: true },
  authSpec: [
    {
      name: "OAuth2 Refresh Code",
      type: "OAuth2RefreshCode",
      spec: {
        type: "object",
        properties: { accessToken: { type: "string", format: "password" } },
        required: ["accessToken"],
      },
    },
  ],
};

export const goodKey = "rk_test_fakeGood";
export const revokedKey = "rk_test_fakeRevoked";
export const schemaId = "https://ns.adobe.com/acme/schemas/aa11";
export const dataSetId = "65e622315f78042c9e8166e8";

const schemas = new URL("../../../../schemas/", import.meta.url);

export function readSchemaFile(path: string): JsonObject {
  return JSON.parse(readFileSync(new URL(path, schemas), "utf8")) as JsonObject;
}

/** A Flow Service over a store of its own and a clock that a test turns; the far sides are given as what they would answer. */
export class Desk {
  now = Date.UTC(2026, 0, 1, 12);
  mappingSets = new Map<string, JsonObject>([["m1", mappingSetOf(schemaId)]]);
  dataSets = new Map<string, string>([[dataSetId, schemaId]]);
  mappingFaults: readonly string[] = [];
  account: AccountCheck = { kind: "valid", account: "acct_fake1", livemode: false };
  readonly backend: FlowServiceBackend;
  readonly #store: Store;

  private constructor(store: Store) {
    this.#store = store;
    const random = { next: () => 0.5, bytes: (length: number) => new Uint8Array(randomBytes(length)) };
    const key = new Secret(Buffer.alloc(32, 7).toString("base64"));
    this.backend = {
      entities: flowEntities(store),
      stamps: stamps({ now: () => this.now, sleep: async () => undefined }, random),
      vault: {
        seal: (value, place) => sealText(JSON.stringify(value), place, key, random),
        open: (sealed, place) => JSON.parse(openText(sealed, place, key)) as JsonObject,
      },
      stripe: {
        check: async ({ accessToken }) =>
          accessToken === revokedKey ? { kind: "refused", status: 401, message: "Invalid API Key." } : this.account,
        sample: async (_, resource, limit) => [readSample(resource)].slice(0, limit),
      },
      platform: {
        mappingSet: async (_, id, version) => (version === 0 ? this.mappingSets.get(id) : undefined),
        datasetSchema: async (_, id) => {
          const schema = this.dataSets.get(id);
          return schema === undefined ? undefined : { id: schema, version: "application/vnd.adobe.xed+json;version=1" };
        },
      },
      judgeMapping: async () => this.mappingFaults,
      stripeConnectionSpec,
      stripeSchema: async (resource) => readSchemaFile(`stripe/${resource}.schema.json`),
      startGrace: 5000,
    };
  }

  static async open(driver: StoreDriver = sqliteDriver(":memory:")): Promise<Desk> {
    const clock = { now: () => 0, sleep: async () => undefined };
    return new Desk(await openStore(driver, clock));
  }

  close(): Promise<void> {
    return this.#store.close();
  }

  async call(method: string, target: string, body?: unknown, more: Call = {}): Promise<Answer> {
    const [path = "", query = ""] = target.split("?");
    const response = await answerFlowService(this.backend, {
      method,
      path,
      query,
      ...(body === undefined ? {} : { body }),
      ...(more.ifMatch === undefined ? {} : { ifMatch: more.ifMatch }),
      caller: { ...caller, ...more.caller },
    });
    return { status: response.status, body: (response.body ?? {}) as Answer["body"] };
  }

  /** Creates and returns `{id, etag}`; fails the test when it is not 201. */
  async create(path: string, body: unknown): Promise<{ id: string; etag: string }> {
    const answer = await this.call("POST", path, body);
    if (answer.status !== 201) throw new Error(`POST ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body as unknown as { id: string; etag: string };
  }

  /** The one entity of a GET. */
  async entity(path: string): Promise<JsonObject> {
    const answer = await this.call("GET", path);
    const [first] = answer.body.items ?? [];
    if (first === undefined) throw new Error(`GET ${path}: ${answer.status}`);
    return first;
  }

  connectionBody(more: JsonObject = {}): JsonObject {
    return {
      name: "Stripe base connection",
      description: "Authenticated base connection for Stripe",
      connectionSpec: { id: "cc2c31d6-7b8c-4581-b49f-5c8698aa3ab3", version: "1.0" },
      auth: { specName: "OAuth2 Refresh Code", params: { accessToken: goodKey } },
      ...more,
    };
  }

  sourceBody(baseConnectionId: string, more: JsonObject = {}): JsonObject {
    return {
      name: "Stripe Source Connection For Charges Data",
      baseConnectionId,
      connectionSpec: { id: "cc2c31d6-7b8c-4581-b49f-5c8698aa3ab3", version: "1.0" },
      data: { format: "json" },
      params: { resourcePath: "charges" },
      ...more,
    };
  }

  targetBody(more: JsonObject = {}): JsonObject {
    return {
      name: "Stripe Target Connection For Charges Data",
      connectionSpec: { id: "c604ff05-7f1a-43c0-8e18-33bf874cb11c", version: "1.0" },
      data: {
        format: "parquet_xdm",
        schema: { id: schemaId, version: "application/vnd.adobe.xed-full+json;version=1.3" },
      },
      params: { dataSetId },
      ...more,
    };
  }

  flowBody(source: string, target: string, more: JsonObject = {}): JsonObject {
    return {
      name: "Stripe Connector Flow Generic Rest",
      flowSpec: { id: "6499120c-0b15-42dc-936e-847ea3c24d72", version: "1.0" },
      sourceConnectionIds: [source],
      targetConnectionIds: [target],
      transformations: [{ name: "Mapping", params: { mappingId: "m1", mappingVersion: 0 } }],
      scheduleParams: { startTime: String(Math.floor(this.now / 1000)), frequency: "minute", interval: 15 },
      ...more,
    };
  }

  /** Connection, source, target and flow: their ids. */
  async wholeFlow(schedule?: JsonObject): Promise<{ base: string; source: string; target: string; flow: string }> {
    const { id: base } = await this.create("/connections", this.connectionBody());
    const { id: source } = await this.create("/sourceConnections", this.sourceBody(base));
    const { id: target } = await this.create("/targetConnections", this.targetBody());
    const more = schedule === undefined ? {} : { scheduleParams: schedule };
    const { id: flow } = await this.create("/flows", this.flowBody(source, target, more));
    return { base, source, target, flow };
  }
}

interface Call {
  readonly ifMatch?: string;
  readonly caller?: Partial<Caller>;
}

export interface Answer extends Pick<FlowServiceResponse, "status"> {
  readonly body: Readonly<Record<string, unknown>> & {
    readonly items?: readonly JsonObject[];
    readonly _links?: { readonly next?: { readonly href: string } };
  };
}

export const caller: Caller = {
  imsOrganization: "FAKE1@AdobeOrg",
  sandbox: { name: "prod", id: "11111111-1111-4111-8111-111111111111" },
  user: "fake@AdobeID",
  client: "fake-client",
  mayView: true,
  mayManage: true,
};

function mappingSetOf(id: string): JsonObject {
  return { id: "m1", version: 0, xdmSchema: id, xdmVersion: "1.0", mappings: [] };
}

function readSample(resource: ResourceName): JsonObject {
  const file = readSchemaFile(`samples/${resource}/published.json`);
  return Array.isArray(file) ? (file[0] as JsonObject) : file;
}
