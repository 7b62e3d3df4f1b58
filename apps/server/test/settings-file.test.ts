import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readSettings } from "../src/settings.ts";

const folder = mkdtempSync(join(tmpdir(), "stripe-aep-settings-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(text: string): string {
  const file = join(folder, `settings-${Math.random()}.yaml`);
  writeFileSync(file, text);
  return file;
}

const file = write(`
version: 1
profile: live
profiles:
  live:
    stripe: { share: 0.5, readBudget: 12000, since: "2024-01-01" }
    aep:
      imsOrg: 0123@AdobeOrg
      sandbox: prod
      clientId: client
      clientSecret: env:OUR_SECRET
    datasets: { charges: [object] }
    policy:
      preset: marketing
      fields: { charges.description: drop }
      promotedKeys: { charges: { "Order #": order_number } }
    schemas: ./own-schemas
    titlePrefix: "Shop "
  rehearsal:
    aep: { imsOrg: 4567@AdobeOrg, sandbox: dev, clientId: other, clientSecret: "file:secret" }
`);
writeFileSync(join(folder, "secret"), "fake-secret-in-a-file\n");

describe("the command line's settings file", () => {
  it("gives the server what the environment does not", () => {
    const settings = readSettings({
      STRIPE_AEP_SETTINGS: file,
      OUR_SECRET: "fake-secret",
      STRIPE_AEP_SANDBOX: "stage",
    });
    expect(settings).toMatchObject({
      platform: { baseUrl: "https://platform.adobe.io", imsOrganization: "0123@AdobeOrg", sandbox: "stage" },
      stripeShare: 0.5,
      readBudget: 12_000,
      schemasFolder: join(folder, "own-schemas"),
      policy: {
        preset: "marketing",
        fields: { "charges.description": "drop" },
        promotedKeys: { charges: { "Order #": { field: "order_number", type: "string" } } },
      },
      engine: {
        datasets: { charges: ["object"] },
        since: Date.UTC(2024, 0, 1) / 1000,
        titlePrefix: "Shop ",
      },
    });
    expect(settings.platform?.clientSecret.reveal()).toBe("fake-secret");
  });

  it("gives way to the environment, one by one", () => {
    const { policy } = readSettings({ STRIPE_AEP_SETTINGS: file, OUR_SECRET: "x", STRIPE_AEP_POLICY_PRESET: "full" });
    expect(policy).toMatchObject({ preset: "full", fields: { "charges.description": "drop" } });
  });

  it("has profiles, and secrets in files beside it", () => {
    const { platform } = readSettings({ STRIPE_AEP_SETTINGS: file, STRIPE_AEP_PROFILE: "rehearsal" });
    expect(platform).toMatchObject({ imsOrganization: "4567@AdobeOrg", sandbox: "dev" });
    expect(platform?.clientSecret.reveal()).toBe("fake-secret-in-a-file");
  });

  const aep = "aep: { imsOrg: a@AdobeOrg, sandbox: dev, clientId: c, clientSecret:";
  const bad = [
    ["is not there", join(folder, "none.yaml"), "cannot be read"],
    ["is not YAML", write("version: [1"), "cannot be used"],
    ["has no version", write("profiles: {}"), "version: 1"],
    ["lacks the profile", write("version: 1\nprofile: x\nprofiles: {}"), "no profile x"],
    ["names a variable that is not set", write(`version: 1\nprofiles: { a: { ${aep} env:NOWHERE } } }`), "NOWHERE"],
    ["holds a secret itself", write(`version: 1\nprofiles: { a: { ${aep} fake-secret-here } } }`), "env:NAME"],
    ["has a policy that is none", write("version: 1\nprofiles: { a: { policy: { preset: all } } }"), "policy.preset"],
    ["wants a keychain", write(`version: 1\nprofiles: { a: { ${aep} "keychain:a/b" } } }`), "env:NAME"],
  ] as const;
  for (const [what, named, reason] of bad) {
    it(`that ${what} is refused with the reason, and without a secret`, () => {
      const read = (): unknown => readSettings({ STRIPE_AEP_SETTINGS: named });
      expect(read).toThrow(reason);
      expect(read).not.toThrow("fake-secret-here");
    });
  }
});
