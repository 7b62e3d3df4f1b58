import { describe, expect, it } from "vitest";

import type { DesiredObject, ObservedObject, RecordedObject } from "./desired-object.ts";
import { desiredState, type SchemaBodies } from "./desired-state.ts";
import { digestOf } from "./digest.ts";
import type { Json, JsonObject } from "./json.ts";
import { makePlan, matchObjects } from "./make-plan.ts";
import { naturalKeyOf } from "./natural-key.ts";
import { countSteps, findStaleness } from "./plan.ts";
import type { ProvisionSettings } from "./provision-settings.ts";
import { resolveReferences } from "./references.ts";

const files: Readonly<Record<string, Json>> = {
  "xdm/money.json": {
    title: "Stripe Money",
    type: "object",
    properties: { amount: { type: "integer", title: "Amount" } },
  },
  "xdm/charges/class.json": {
    title: "Stripe Charge",
    type: "object",
    allOf: [{ $ref: "https://ns.adobe.com/xdm/data/record" }],
  },
  "xdm/charges/field-group.json": {
    title: "Stripe Charge Fields",
    type: "object",
    "meta:intendedToExtend": ["{REF:xdm/charges/class.json}"],
    definitions: {
      customFields: {
        type: "object",
        properties: {
          "_{TENANT}": {
            type: "object",
            properties: {
              charges_data: {
                type: "object",
                properties: { id: { type: "string", title: "Charge ID" }, money: { $ref: "{REF:xdm/money.json}" } },
              },
            },
          },
        },
      },
    },
    allOf: [{ $ref: "#/definitions/customFields" }],
  },
  "xdm/charges/schema.json": {
    title: "Stripe Charges",
    type: "object",
    allOf: [{ $ref: "{REF:xdm/charges/class.json}" }, { $ref: "{REF:xdm/charges/field-group.json}" }],
  },
  "xdm/charges/descriptors.json": [
    {
      "@type": "xdm:descriptorIdentity",
      "xdm:sourceSchema": "{REF:xdm/charges/schema.json}",
      "xdm:sourceVersion": 1,
      "xdm:sourceProperty": "/_{TENANT}/charges_data/id",
      "xdm:namespace": "StripeCharge",
      "xdm:property": "xdm:code",
      "xdm:isPrimary": true,
    },
  ],
  "mappings/data-prep/charges.object.json": {
    mappings: [{ sourceType: "ATTRIBUTE", source: "id", destination: "_id" }],
  },
};

const bodies: SchemaBodies = {
  manifest: {
    apiVersion: "2025-02-24.acacia",
    namespaces: [{ code: "StripeCharge", name: "Stripe Charge", idType: "NON_PEOPLE" }],
    resources: {
      charges: {
        dataPrep: { object: "mappings/data-prep/charges.object.json" },
        datasets: {
          object: {
            title: "Stripe Charges dataset",
            behavior: "record",
            dataTypes: ["xdm/money.json"],
            class: "xdm/charges/class.json",
            fieldGroups: ["xdm/charges/field-group.json", "https://ns.adobe.com/xdm/context/identitymap"],
            schema: "xdm/charges/schema.json",
            descriptors: "xdm/charges/descriptors.json",
          },
        },
      },
    },
  },
  body: (path) => files[path] ?? null,
};

const settings: ProvisionSettings = {
  runner: "self",
  datasets: { charges: ["object"] },
  profileDatasets: [],
  schedule: { frequency: "minute", interval: 15, backfill: true },
};

/** A far side that holds exactly what was applied. */
function made(desired: readonly DesiredObject[]): { observed: ObservedObject[]; recorded: RecordedObject[] } {
  const ids = new Map<string, string>();
  const observed: ObservedObject[] = [];
  const recorded: RecordedObject[] = [];
  for (const object of desired) {
    const id = `id-${String(ids.size)}`;
    ids.set(object.key, id);
    const body = resolveReferences(object.body, { tenantId: "acme", idOf: (key) => ids.get(key) })!;
    observed.push({ id, kind: object.kind, naturalKey: naturalKeyOf(object.kind, body), body });
    recorded.push({ key: object.key, kind: object.kind, id, origin: "created", digest: digestOf(object.body) });
  }
  return { observed, recorded };
}

function planOf(
  observed: readonly ObservedObject[],
  recorded: readonly RecordedObject[],
  using: ProvisionSettings = settings,
) {
  return makePlan({
    desired: desiredState(bodies, using),
    observed,
    recorded,
    settings: using,
    tenantId: "acme",
    imsOrg: "ORG@AdobeOrg",
    sandbox: "dev",
    now: 0,
  });
}

/** The observed objects with one body changed. */
function altered(
  observed: readonly ObservedObject[],
  kind: string,
  change: (body: JsonObject) => JsonObject,
  hasData = false,
) {
  return observed.map((object) => (object.kind === kind ? { ...object, body: change(object.body), hasData } : object));
}

function withField(body: JsonObject, name: string, field: Json): JsonObject {
  const copy = structuredClone(body) as any; // eslint-disable-line @typescript-eslint/no-explicit-any -- a hand-made change
  const properties = copy.definitions.customFields.properties._acme.properties.charges_data.properties;
  if (field === null) Reflect.deleteProperty(properties, name);
  else properties[name] = field;
  return copy as JsonObject;
}

describe("the plan of an empty sandbox", () => {
  it("makes everything in an order in which each refers only to what is made before it", () => {
    const plan = planOf([], []);
    expect(plan.steps.map(({ act, kind }) => `${act} ${kind}`)).toEqual([
      "create namespace",
      "create data-type",
      "create class",
      "create field-group",
      "create schema",
      "create descriptor",
      "create dataset",
    ]);
    const desired = desiredState(bodies, settings);
    expect(matchObjects({ desired, ...made(desired), tenantId: "acme" }).every(({ body }) => body !== undefined)).toBe(
      true,
    );
  });

  it("says which steps can never be undone", () => {
    expect(
      planOf([], [])
        .steps.filter(({ irreversible }) => irreversible !== undefined)
        .map(({ title }) => title),
    ).toEqual(["StripeCharge"]);
  });
});

describe("the plan of a sandbox that has everything", () => {
  const desired = desiredState(bodies, settings);
  const { observed, recorded } = made(desired);

  it("keeps everything", () => {
    expect(countSteps(planOf(observed, recorded))).toMatchObject({
      keep: desired.length,
      create: 0,
      change: 0,
      blocked: 0,
      drift: 0,
    });
  });

  it("adopts what is as wanted although nothing was written down", () => {
    expect(countSteps(planOf(observed, []))).toMatchObject({ adopt: desired.length, create: 0 });
  });

  it("adds a field that somebody removed, and calls it drift", () => {
    const step = planOf(
      altered(observed, "field-group", (body) => withField(body, "id", null), true),
      recorded,
    ).steps.find(({ kind }) => kind === "field-group");
    expect(step).toMatchObject({
      act: "change",
      differences: ["add field _acme.charges_data.id"],
      drift: ["add field _acme.charges_data.id"],
    });
  });

  it("leaves a field that somebody added, and shows it", () => {
    const extra = altered(observed, "field-group", (body) => withField(body, "note", { type: "string" }));
    const step = planOf(extra, recorded).steps.find(({ kind }) => kind === "field-group");
    expect(step).toMatchObject({
      act: "keep",
      differences: [],
      drift: ["field _acme.charges_data.note was added by somebody else"],
    });
  });

  it("blocks a type that cannot change once data is in, and changes it while there is none", () => {
    const retyped = (hasData: boolean) =>
      planOf(
        altered(
          observed,
          "field-group",
          (body) => withField(body, "id", { type: "integer", title: "Charge ID" }),
          hasData,
        ),
        recorded,
      ).steps.find(({ kind }) => kind === "field-group");
    expect(retyped(true)).toMatchObject({
      act: "blocked",
      differences: ["_acme.charges_data.id: type integer → string"],
    });
    expect(retyped(true)?.proposal).toContain("add a new field beside it");
    expect(retyped(false)).toMatchObject({ act: "change" });
  });

  it("blocks a title that another team took, and names the way out", () => {
    const other = altered(observed, "dataset", (body) => ({
      ...body,
      schemaRef: { id: "https://ns.adobe.com/acme/schemas/other" },
    }));
    const step = planOf(other, []).steps.find(({ kind }) => kind === "dataset");
    expect(step).toMatchObject({ act: "blocked" });
    expect(step?.proposal).toContain("titlePrefix");
  });

  it("blocks a namespace of another type for ever", () => {
    const step = planOf(
      altered(observed, "namespace", (body) => ({ ...body, idType: "EMAIL" })),
      recorded,
    ).steps[0];
    expect(step).toMatchObject({ act: "blocked" });
    expect(step?.proposal).toContain("another namespace code");
  });

  it("makes again what somebody deleted", () => {
    const step = planOf(
      observed.filter(({ kind }) => kind !== "dataset"),
      recorded,
    ).steps.find(({ kind }) => kind === "dataset");
    expect(step).toMatchObject({ act: "create", drift: ["it was made by an earlier apply and is gone"] });
  });
});

describe("the budget", () => {
  const label = (name: string): ObservedObject => {
    const body = { "@type": "xdm:descriptorLabel", "xdm:sourceSchema": "other", "xdm:sourceProperty": `/${name}` };
    return { id: name, kind: "label", naturalKey: naturalKeyOf("label", body), body };
  };

  it("counts labels of the whole sandbox, and refuses to be over its limit", () => {
    const line = (labels: number) =>
      planOf(
        Array.from({ length: labels }, (_, index) => label(String(index))),
        [],
      ).budget.lines.find(({ name }) => name === "label descriptors");
    expect(line(12)).toMatchObject({
      used: 12,
      limit: 4_000,
      within: true,
      note: expect.stringContaining("12 of them not ours"),
    });
    expect(line(4_001)).toMatchObject({ within: false });
  });

  it("says on which sample a row was measured, and what it could be", () => {
    const plan = makePlan({
      desired: desiredState(bodies, settings),
      observed: [],
      recorded: [],
      settings,
      tenantId: "acme",
      imsOrg: "ORG@AdobeOrg",
      sandbox: "dev",
      now: 0,
      rows: { event: { resource: "charges", bytes: 800, widest: 30_119 } },
    });
    expect(plan.budget.lines.filter(({ unit }) => unit === "bytes")).toEqual([
      {
        name: "event row",
        used: 800,
        limit: 10_000,
        unit: "bytes",
        within: true,
        note: "sample of charges; all fields filled 30,119, which Profile drops",
      },
    ]);
  });
});

describe("settings", () => {
  it("put a prefix before every title, so that another team's stay theirs", () => {
    const prefixed = desiredState(bodies, { ...settings, titlePrefix: "Acme " });
    expect(
      prefixed.filter(({ kind }) => kind === "schema" || kind === "dataset").map(({ body }) => body.title ?? body.name),
    ).toEqual(["Acme Stripe Charges", "Acme Stripe Charges dataset"]);
  });

  it("refuse a schedule that would crowd Profile, with one that does not", () => {
    const crowded = planOf([], [], { ...settings, profileDatasets: ["charges.object"] });
    expect(crowded.steps.find(({ kind }) => kind === "profile-schema")).toMatchObject({
      act: "blocked",
      proposal: expect.stringContaining("every 30 minutes"),
    });
    const calm = planOf([], [], {
      ...settings,
      profileDatasets: ["charges.object"],
      schedule: { ...settings.schedule, interval: 30 },
    });
    expect(countSteps(calm).blocked).toBe(0);
    expect(calm.budget.lines.find(({ name }) => name === "Profile batches")).toMatchObject({
      used: 48,
      limit: 90,
      within: true,
    });
  });

  it("of runner adobe plan Adobe's seven objects for a resource, with its published ids and no key", () => {
    const adobe = desiredState(bodies, { ...settings, runner: "adobe" });
    const kinds = adobe.map(({ kind }) => kind).slice(-5);
    expect(kinds).toEqual(["mapping-set", "base-connection", "source-connection", "target-connection", "flow"]);
    expect(adobe.find(({ kind }) => kind === "base-connection")?.body).toMatchObject({
      connectionSpec: { id: "cc2c31d6-7b8c-4581-b49f-5c8698aa3ab3" },
      auth: { specName: "OAuth2 Refresh Code", params: { accessToken: "{SECRET:stripe-key}" } },
    });
    expect(adobe.find(({ kind }) => kind === "source-connection")?.body).toMatchObject({
      params: { resourcePath: "charges" },
    });
    expect(adobe.find(({ kind }) => kind === "flow")?.body).toMatchObject({
      flowSpec: { id: "6499120c-0b15-42dc-936e-847ea3c24d72" },
      scheduleParams: { frequency: "minute", interval: 15 },
    });
    expect(adobe.find(({ kind }) => kind === "target-connection")?.body).toMatchObject({
      connectionSpec: { id: "c604ff05-7f1a-43c0-8e18-33bf874cb11c" },
    });
  });
});

describe("a saved plan", () => {
  const desired = desiredState(bodies, settings);
  const { observed, recorded } = made(desired);
  const empty = planOf([], []);

  it("still holds when a part of it is done meanwhile", () => {
    expect(findStaleness(empty, planOf(observed.slice(0, 3), recorded.slice(0, 3)))).toEqual([]);
  });

  it("is stale when something now needs what it did not say", () => {
    const changed = planOf(
      altered(observed, "field-group", (body) => withField(body, "id", null)),
      recorded,
    );
    expect(findStaleness(planOf(observed, recorded), changed)).toEqual([
      "field-group Stripe Charge Fields: the plan says keep, now it would be change",
    ]);
  });

  it("is stale in another sandbox", () => {
    expect(findStaleness(empty, { ...empty, sandbox: "prod" })).toHaveLength(1);
  });
});
