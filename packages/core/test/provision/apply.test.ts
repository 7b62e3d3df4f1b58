import { afterEach, describe, expect, it } from "vitest";

import { AccessError, RetryLaterError, StoppedError } from "../../src/errors.ts";
import { countSteps } from "../../src/provision/plan.ts";
import type { SchemaBodies } from "../../src/provision/desired-state.ts";
import type { Json, JsonObject } from "../../src/provision/json.ts";
import { everything, generatedSchemas, openSandbox, type ProvisionSandbox } from "./sandbox.ts";

const moreFields: JsonObject = {
  type: "object",
  title: "Stripe Price More",
  description: "Fields that came later.",
  "meta:intendedToExtend": ["{REF:xdm/prices/object/class.json}"],
  definitions: {
    customFields: {
      type: "object",
      properties: { "_{TENANT}": { type: "object", properties: { later: { title: "Later", type: "string" } } } },
    },
  },
  allOf: [{ $ref: "#/definitions/customFields" }],
};

function withFieldGroup(manifest: SchemaBodies["manifest"], path: string): SchemaBodies["manifest"] {
  const prices = manifest.resources.prices!;
  const object = prices.datasets.object!;
  const grown = { ...object, fieldGroups: [...(object.fieldGroups ?? []), path] };
  const datasets = { ...prices.datasets, object: grown };
  return { ...manifest, resources: { ...manifest.resources, prices: { ...prices, datasets } } };
}

let sandbox: ProvisionSandbox;
afterEach(() => sandbox.close());

describe("apply against a simulated platform", () => {
  it("makes everything in a fresh sandbox, and nothing the second time", async () => {
    sandbox = await openSandbox();
    const provisioner = sandbox.provisioner();
    const plan = await provisioner.plan();
    const report = await provisioner.apply(plan);
    expect(report).toEqual({ created: plan.steps.length, adopted: 0, changed: 0, kept: 0 });

    const again = await provisioner.plan();
    expect(countSteps(again)).toMatchObject({ keep: plan.steps.length, create: 0, change: 0, blocked: 0, drift: 0 });
    const before = sandbox.calls.count;
    expect(await provisioner.apply(again)).toMatchObject({ created: 0, changed: 0 });
    expect(sandbox.calls.count - before).toBeLessThan(15);
  });

  it("goes on after it was cut off, wherever that was", async () => {
    sandbox = await openSandbox();
    const provisioner = sandbox.provisioner({ ...everything, datasets: { prices: ["object"], customers: ["object"] } });
    const plan = await provisioner.plan();
    // Each attempt is cut off after a few more calls than it needs to look around.
    for (let attempt = 1; ; attempt += 1) {
      sandbox.cutAfter(9 + attempt);
      const done = await provisioner.apply(plan).then(
        () => true,
        (error: unknown) => {
          expect(error).toBeInstanceOf(RetryLaterError);
          return false;
        },
      );
      if (done) break;
      expect(attempt).toBeLessThan(200);
    }
    sandbox.cutAfter(undefined);
    expect(countSteps(await provisioner.plan())).toMatchObject({
      keep: plan.steps.length,
      create: 0,
      adopt: 0,
      drift: 0,
    });
  });

  it("adopts an object that was made although its answer was lost", async () => {
    sandbox = await openSandbox();
    const provisioner = sandbox.provisioner({ ...everything, datasets: { prices: ["object"] } });
    const plan = await provisioner.plan();
    sandbox.loseAnswers((method, path) => method === "POST" && path.endsWith("/schemas"));
    await provisioner.apply(plan);
    expect(sandbox.recorded.get("xdm/prices/object/schema.json")).toMatchObject({ kind: "schema" });
    expect(countSteps(await provisioner.plan()).keep).toBe(plan.steps.length);
  });

  it("stops at a missing permission, says at which step, and goes on once it is granted", async () => {
    sandbox = await openSandbox();
    const provisioner = sandbox.provisioner();
    const plan = await provisioner.plan();
    const all = sandbox.platform.control.permissions();
    sandbox.platform.control.setPermissions(all.filter((name) => name !== "Manage Datasets"));
    const refusal = await provisioner.apply(plan).catch((error: unknown) => error as AccessError);
    expect(refusal).toBeInstanceOf(AccessError);
    expect((refusal as AccessError).where).toMatch(
      new RegExp(`^step \\d+ of ${plan.steps.length}: create dataset Stripe Charges`),
    );
    expect((refusal as AccessError).next).toContain("goes on from there");

    sandbox.platform.control.setPermissions(all);
    await provisioner.apply(plan);
    expect(countSteps(await provisioner.plan()).keep).toBe(plan.steps.length);
  });

  it("gets a new token when the old one ends in the middle", async () => {
    sandbox = await openSandbox();
    const provisioner = sandbox.provisioner({ ...everything, datasets: { prices: ["object"] } });
    const plan = await provisioner.plan();
    await provisioner.apply(plan, { onProgress: ({ step }) => step === 7 && sandbox.platform.control.expireToken() });
    expect(countSteps(await provisioner.plan()).keep).toBe(plan.steps.length);
  });

  it("refuses a plan that no longer holds, and changes nothing", async () => {
    sandbox = await openSandbox();
    const small = sandbox.provisioner({ ...everything, datasets: { prices: ["object"] } });
    const stale = await small.plan();
    const bigger = sandbox.provisioner({ ...everything, datasets: { prices: ["object"], customers: ["object"] } });
    await expect(bigger.apply(stale)).rejects.toMatchObject({ code: "SAEP-1501" });
    expect(sandbox.recorded.size).toBe(0);
  });

  it("lets a schema that has rows take in a field group that is still to be made", async () => {
    sandbox = await openSandbox();
    const settings = { ...everything, datasets: { prices: ["object"] } } as const;
    const before = sandbox.provisioner(settings);
    await before.apply(await before.plan());
    const path = "xdm/prices/object/more.json";
    const grown: SchemaBodies = {
      manifest: withFieldGroup(generatedSchemas.manifest, path),
      body: (wanted) => {
        if (wanted === path) return moreFields;
        const body = generatedSchemas.body(wanted) as JsonObject;
        const takesIn = wanted === "xdm/prices/object/schema.json";
        return takesIn ? { ...body, allOf: [...(body.allOf as Json[]), { $ref: `{REF:${path}}` }] } : body;
      },
    };
    const after = sandbox.provisioner(settings, grown);
    const plan = await after.plan();
    const pending = plan.steps.filter(({ act }) => act !== "keep").map(({ kind, act }) => `${act} ${kind}`);
    expect(pending).toEqual(["create field-group", "change schema"]);
    await after.apply(plan);
    expect(countSteps(await after.plan())).toMatchObject({ keep: plan.steps.length, drift: 0 });
  });

  it("refuses a title that somebody else took, before anything is made", async () => {
    sandbox = await openSandbox();
    await sandbox.request("POST", "/data/foundation/schemaregistry/tenant/classes", {
      title: "Stripe Price",
      description: "not ours",
      type: "object",
      allOf: [{ $ref: "https://ns.adobe.com/xdm/data/time-series" }],
    });
    const theirs = (await sandbox.provisioner().plan()).steps.filter(
      ({ kind, act }) => kind === "class" && act !== "create",
    );
    expect(theirs.map(({ act }) => act)).toEqual(["blocked"]);
    await expect(sandbox.provisioner().apply(await sandbox.provisioner().plan())).rejects.toBeInstanceOf(StoppedError);
    expect(sandbox.recorded.size).toBe(0);

    const prefixed = sandbox.provisioner({ ...everything, titlePrefix: "Acme " });
    expect(countSteps(await prefixed.plan()).blocked).toBe(0);
  });

  it("finds what somebody changed by hand, and mends what can be mended", async () => {
    sandbox = await openSandbox();
    const provisioner = sandbox.provisioner();
    await provisioner.apply(await provisioner.plan());
    const group = sandbox.recorded.get("xdm/prices/object/field-group.json")!;
    await sandbox.request(
      "PATCH",
      `/data/foundation/schemaregistry/tenant/fieldgroups/${encodeURIComponent(group.id)}`,
      [{ op: "replace", path: "/title", value: "Renamed by hand" }],
    );
    const drifted = (await provisioner.plan()).steps.filter(({ drift }) => drift.length > 0);
    expect(drifted.map(({ key, act, drift }) => ({ key, act, drift }))).toEqual([
      { key: "xdm/prices/object/field-group.json", act: "change", drift: ["its title changes"] },
    ]);
    await provisioner.apply(await provisioner.plan());
    expect(countSteps(await provisioner.plan())).toMatchObject({ change: 0, drift: 0 });
  });

  it("removes what it made, last made first, and says what stays for ever", async () => {
    sandbox = await openSandbox();
    const provisioner = sandbox.provisioner();
    await provisioner.apply(await provisioner.plan());
    const report = await provisioner.destroy();
    expect(new Set(report.permanent.map(({ object }) => object.kind))).toEqual(new Set(["namespace"]));
    expect(report.removed.at(0)?.kind).toBe("dataset");
    expect(report.removed.at(-1)?.kind).toBe("data-type");
    const after = await provisioner.plan();
    expect(countSteps(after)).toMatchObject({ create: report.removed.length, keep: report.permanent.length });
  });

  it("makes a streaming connection and a flow to each dataset when asked, finds them again, and removes them", async () => {
    sandbox = await openSandbox();
    const datasets = { charges: ["object", "event", "relational"], prices: ["object"] } as const;
    const provisioner = sandbox.provisioner({ ...everything, datasets, streaming: true });
    const plan = await provisioner.plan();
    const streams = plan.steps.filter(({ key }) => key.includes("streaming")).map(({ key }) => key);
    expect(streams).toEqual([
      "base-connection/streaming",
      ...["source-connection", "target-connection", "flow"].flatMap((kind) =>
        ["charges/object", "charges/event", "prices/object"].map((dataset) => `${kind}/streaming/${dataset}`),
      ),
    ]);
    await provisioner.apply(plan);
    expect(countSteps(await provisioner.plan())).toMatchObject({ keep: plan.steps.length, drift: 0 });
    const report = await provisioner.destroy();
    expect(report.removed.filter(({ key }) => key.includes("streaming"))).toHaveLength(streams.length);
  });

  it("puts schemas and datasets into Profile only when asked, and never takes them out", async () => {
    sandbox = await openSandbox();
    const settings = {
      ...everything,
      datasets: { customers: ["object"] },
      profileDatasets: ["customers.object"],
      schedule: { frequency: "hour", interval: 1, backfill: true },
    } as const;
    const provisioner = sandbox.provisioner(settings);
    const plan = await provisioner.plan();
    expect(plan.steps.find(({ kind }) => kind === "profile-schema")?.irreversible).toContain("never leave");
    await provisioner.apply(plan);
    expect(countSteps(await provisioner.plan()).keep).toBe(plan.steps.length);
    const kinds = (await provisioner.planDestroy()).permanent.map(({ object }) => object.kind);
    expect(kinds).toEqual(expect.arrayContaining(["profile-schema", "schema"]));
  });
});
