import { createPlatform, type Platform } from "../../src/platform/index.ts";
import { ManualClock } from "../../src/clock.ts";
import type { PlatformOptions } from "../../src/platform/index.ts";

export const START = Date.UTC(2026, 0, 15, 12);
const encoder = new TextEncoder();

/** What a test sees of an answer. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: any; // eslint-disable-line @typescript-eslint/no-explicit-any
  readonly text: string;
}

export interface CallOptions {
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** An object is sent as JSON. */
  readonly body?: unknown;
}

export interface TestPlatform {
  readonly platform: Platform;
  readonly clock: ManualClock;
  readonly call: (method: string, target: string, options?: CallOptions) => Promise<Answer>;
  /** Creates something in the Registry and gives its `$id`. */
  readonly create: (kind: string, body: unknown) => Promise<string>;
}

/** A platform with a clock that stands still and a client that sends the four headers. */
export function testPlatform(options: Partial<PlatformOptions> = {}): TestPlatform {
  const clock = new ManualClock(START);
  const platform = createPlatform({ clock, seed: 7, ...options });
  const call = async (method: string, target: string, { headers = {}, body }: CallOptions = {}): Promise<Answer> => {
    const isBytes = body instanceof Uint8Array;
    const sent: Record<string, string | undefined> = {
      authorization: `Bearer ${platform.token}`,
      "x-api-key": platform.apiKey,
      "x-gw-ims-org-id": platform.imsOrg,
      "x-sandbox-name": platform.sandbox,
      ...(body === undefined ? {} : { "content-type": isBytes ? "application/octet-stream" : "application/json" }),
      ...headers,
    };
    const response = await platform.handle({
      method,
      target,
      headers: Object.fromEntries(
        Object.entries(sent).filter((entry): entry is [string, string] => entry[1] !== undefined),
      ),
      body:
        body === undefined
          ? new Uint8Array()
          : isBytes
            ? body
            : encoder.encode(typeof body === "string" ? body : JSON.stringify(body)),
    });
    const text = new TextDecoder().decode(response.body);
    return { status: response.status, headers: response.headers, text, body: parsed(text) };
  };
  const create = async (kind: string, body: unknown): Promise<string> => {
    const answer = await call("POST", `/data/foundation/schemaregistry/tenant/${kind}`, { body });
    if (answer.status !== 201) throw new Error(`${kind} was refused: ${answer.text}`);
    return answer.body.$id;
  };
  return { platform, clock, call, create };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const REGISTRY = "/data/foundation/schemaregistry";
export const CATALOG = "/data/foundation/catalog";
export const IMPORT = "/data/foundation/import";
export const EXPORT = "/data/foundation/export";
const LONG = { type: "integer", minimum: -9007199254740991, maximum: 9007199254740991 };

/** A field group as the generator writes them: everything below the tenant's own field. */
export function chargeFieldGroup(intendedToExtend: readonly string[], title = "Charge Details"): object {
  return {
    type: "object",
    title,
    description: "Fields of a charge",
    "meta:intendedToExtend": intendedToExtend,
    definitions: {
      customFields: {
        type: "object",
        properties: {
          _acme: {
            type: "object",
            properties: {
              charges_data: {
                type: "object",
                title: "Charge",
                required: ["id"],
                properties: {
                  id: { type: "string", title: "Charge", minLength: 1 },
                  amount: { ...LONG, title: "Amount" },
                  paid: { type: "boolean", title: "Paid" },
                  created: { type: "string", format: "date-time", title: "Created" },
                  status: { type: "string", title: "Status", "meta:enum": { succeeded: "Succeeded" } },
                  kind: { type: "string", title: "Kind", enum: ["charge"], "meta:enum": { charge: "Charge" } },
                  metadata: {
                    type: "object",
                    title: "Metadata",
                    "meta:xdmType": "map",
                    additionalProperties: { type: "string" },
                  },
                  refund_ids: { type: "array", title: "Refunds", items: { type: "string" } },
                },
              },
              stripe_record: {
                type: "object",
                title: "Record",
                properties: {
                  version: { ...LONG, title: "Version" },
                  version_sequence: { ...LONG, title: "Sequence" },
                },
              },
            },
          },
        },
      },
    },
    allOf: [{ $ref: "#/definitions/customFields", type: "object", "meta:xdmType": "object" }],
  };
}

/** A record class of the tenant, its field group and its schema; the schema's `$id`. */
export async function createChargeSchema({ create }: TestPlatform, title = "Charges"): Promise<string> {
  const record = await create("classes", {
    type: "object",
    title: `${title} class`,
    description: "A charge",
    allOf: [{ $ref: "https://ns.adobe.com/xdm/data/record" }],
  });
  const group = await create("fieldgroups", chargeFieldGroup([record], `${title} fields`));
  return create("schemas", {
    type: "object",
    title,
    description: "Charges",
    allOf: [{ $ref: record }, { $ref: group }],
  });
}

export async function createDataset({ call }: TestPlatform, schemaId: string, more: object = {}): Promise<string> {
  const answer = await call("POST", `${CATALOG}/dataSets?requestDataSource=true`, {
    body: {
      name: "Stripe charges",
      schemaRef: { id: schemaId, contentType: "application/vnd.adobe.xed+json;version=1" },
      ...more,
    },
  });
  if (answer.status !== 201) throw new Error(`the dataset was refused: ${answer.text}`);
  return String(answer.body[0]).replace("@/dataSets/", "");
}

/** Sends rows as one NDJSON file, completes the batch and gives its id. */
export async function sendRows(
  { call }: TestPlatform,
  datasetId: string,
  rows: readonly unknown[],
  more: object = {},
): Promise<string> {
  const created = await call("POST", `${IMPORT}/batches`, {
    body: { datasetId, inputFormat: { format: "json" }, ...more },
  });
  if (created.status !== 201) throw new Error(`the batch was refused: ${created.text}`);
  const id: string = created.body.id;
  const lines = rows.map((row) => (typeof row === "string" ? row : JSON.stringify(row))).join("\n");
  await call("PUT", `${IMPORT}/batches/${id}/datasets/${datasetId}/files/rows.json`, { body: encoder.encode(lines) });
  await call("POST", `${IMPORT}/batches/${id}?action=COMPLETE`);
  return id;
}

/** The batch as Catalog shows it. */
export async function batchOf({ call }: TestPlatform, id: string): Promise<Answer["body"]> {
  return (await call("GET", `${CATALOG}/batches/${id}`)).body[id];
}

/** A valid row of the charge schema. */
export function chargeRow(id: string, version = 1, more: object = {}): object {
  return {
    _id: `${id}-${version}`,
    _acme: {
      charges_data: { id, amount: 1999, paid: true, created: "2026-01-01T00:00:00Z", status: "succeeded", ...more },
      stripe_record: { version, version_sequence: 0 },
    },
  };
}
