import { describe, expect, it } from "vitest";

import { resolveSettings } from "./resolve-settings.ts";
import { environmentName, settingRows } from "./setting-rows.ts";
import { readSettingsFile } from "./settings-file.ts";
import { settingsSchema } from "./settings-schema.ts";

const good = `version: 1
profile: dev
profiles:
  dev:
    aep: { imsOrg: ORG@AdobeOrg, sandbox: dev, clientId: client }
  prod:
    production: true
    aep: { imsOrg: ORG@AdobeOrg, sandbox: prod, clientId: client }
`;

function resolve(text: string, more: Partial<Parameters<typeof resolveSettings>[0]> = {}) {
  return resolveSettings({
    flags: {},
    environment: {},
    projectFile: readSettingsFile(text, "stripe-aep.yaml"),
    userFile: undefined,
    profile: undefined,
    ...more,
  });
}

function refusal(text: string, more: Partial<Parameters<typeof resolveSettings>[0]> = {}): string {
  try {
    resolve(text, more);
  } catch (error) {
    return (error as Error).message;
  }
  return "";
}

describe("a settings file", () => {
  it("gives every setting a value and a place", () => {
    const { profile, values } = resolve(good);
    expect(profile).toBe("dev");
    expect(values.get("aep.sandbox")).toEqual({ value: "dev", place: "stripe-aep.yaml", line: 5 });
    expect(values.get("stripe.share")).toEqual({ value: 0.8, place: "default" });
  });

  it("reports every mistake at once, with its line and a way out", () => {
    const message = refusal(`version: 1
profiles:
  dev:
    aep: { imsOrg: nobody, sandbox: dev, clientId: client }
    stripe:
      key: sk_test_fake_1
      shair: 0.5
      share: 3
    runner: somebody
    datasets: { charge: [object] }
    schedule: { frequency: minute, interval: 5 }
`);
    expect(message).toContain("7 settings are not valid");
    expect(message).toContain("stripe-aep.yaml:4  aep.imsOrg must be an organisation id that ends in @AdobeOrg");
    expect(message).toContain("stripe-aep.yaml:6  stripe.key must say where the secret stands");
    expect(message).toContain("stripe-aep.yaml:7  stripe.shair is not a setting: did you mean stripe.share?");
    expect(message).toContain("stripe-aep.yaml:8  stripe.share must be a number above 0 and at most 1");
    expect(message).toContain("stripe-aep.yaml:9  runner must be one of self, adobe");
    expect(message).toContain("stripe-aep.yaml:10  datasets charge: must be one of charges");
    expect(message).toContain("stripe-aep.yaml:11  schedule.interval must be at least 15");
    expect(message).not.toContain("sk_test_fake_1");
  });

  it("says what is missing and both ways to give it", () => {
    expect(refusal("version: 1\nprofiles: { dev: {} }\n")).toContain(
      "aep.imsOrg is missing: set it under profiles.dev or as STRIPE_AEP_AEP_IMS_ORG",
    );
  });

  it("that is not YAML is named with its line", () => {
    expect(refusal("version: 1\nprofiles: [\n")).toMatch(
      /stripe-aep\.yaml:\d+ {2}is not YAML|stripe-aep\.yaml:\d+ .*is not YAML/,
    );
  });

  it("that is empty says what belongs there", () => {
    expect(refusal("")).toContain("must hold `version: 1` and `profiles:`");
  });

  it("without the named profile lists the known ones", () => {
    expect(refusal(good, { profile: "stage" })).toContain("there is no profile stage; known are dev, prod");
  });

  it("of a project runs no command, the operator's own file may", () => {
    const text = good.replace("aep: {", "stripe: { key: 'exec:cat /tmp/key' }\n    aep: {");
    expect(refusal(text)).toContain("runs a command (exec:)");
    const own = readSettingsFile(
      "version: 1\nprofiles: { dev: { stripe: { key: 'exec:cat /tmp/key' } } }\n",
      "/etc/stripe-aep/config.yaml",
    );
    expect(resolve(good, { userFile: own }).values.get("stripe.key")?.value).toBe("exec:cat /tmp/key");
  });
});

describe("precedence", () => {
  const userFile = readSettingsFile(
    "version: 1\nprofiles: { dev: { stripe: { share: 0.1 }, titlePrefix: Mine } }\n",
    "config.yaml",
  );

  it("is flag, environment, project file, user file, default", () => {
    const text = good.replace("aep: {", "stripe: { share: 0.2 }\n    aep: {");
    const environment = { STRIPE_AEP_STRIPE_SHARE: "0.3" };
    const flags = { "stripe.share": 0.4 };
    const share = (more: object) => resolve(text, { userFile, ...more }).values.get("stripe.share");
    expect(share({ environment, flags })).toMatchObject({ value: 0.4, place: "command line" });
    expect(share({ environment })).toMatchObject({ value: 0.3, place: "STRIPE_AEP_STRIPE_SHARE" });
    expect(share({})).toMatchObject({ value: 0.2, place: "stripe-aep.yaml" });
    expect(resolve(good, { userFile }).values.get("stripe.share")).toMatchObject({ value: 0.1, place: "config.yaml" });
    expect(resolve(text, { userFile }).values.get("titlePrefix")).toMatchObject({ value: "Mine" });
  });

  it("checks the environment like a file, and names the variable", () => {
    expect(refusal(good, { environment: { STRIPE_AEP_STRIPE_SHARE: "much" } })).toContain(
      "STRIPE_AEP_STRIPE_SHARE  stripe.share must be a number",
    );
  });

  it("refuses an unsafe address in a production profile", () => {
    const text = good.replace("production: true", "production: true\n    stripe: { baseUrl: 'http://127.0.0.1:1' }");
    expect(refusal(text, { profile: "prod" })).toContain(
      "stripe.baseUrl must be an https:// address in a production profile",
    );
  });
});

describe("the rows", () => {
  it("have a default that they themselves accept", () => {
    for (const row of settingRows)
      if (row.byDefault !== undefined) expect(row.type.problemOf(row.byDefault), row.path).toBeUndefined();
  });

  it("have environment names of their own", () => {
    expect(new Set(settingRows.map(({ path }) => environmentName(path))).size).toBe(settingRows.length);
    expect(environmentName("stripe.apiVersion")).toBe("STRIPE_AEP_STRIPE_API_VERSION");
  });

  it("are all in the JSON Schema", () => {
    const text = JSON.stringify(settingsSchema());
    for (const row of settingRows) expect(text).toContain(JSON.stringify(row.description));
  });
});
