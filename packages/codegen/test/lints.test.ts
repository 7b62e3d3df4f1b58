import { describe, expect, it } from "vitest";
import { refuseMalformed } from "../src/artefact-forms.ts";
import { lints, lintSchemas, refuseProblems } from "../src/lints/index.ts";
import { lintFolder, lintTable } from "../src/lint-folder.ts";
import { brokenFolder, schemas } from "./schema-files.ts";
import type { File, Loose } from "./schema-files.ts";

const group = "xdm/charges/object/field-group.json";
const descriptors = "xdm/charges/object/descriptors.json";
const relational = "xdm/charges/relational/schema.json";

const fields = (file: File): Loose =>
  file(group).definitions.customFields.properties["_{TENANT}"].properties.charges_data.properties;
const columns = (file: File): Loose => file(relational).definitions.customFields;
const rows = (file: File): Loose[] => file("mappings/charges.json").datasets.object.rows;
const label = (file: File): Loose => file(descriptors).find((one: Loose) => one["@type"] === "xdm:descriptorLabel");

/** For every lint, a way to break the schemas that it must notice. */
const broken: Record<string, (file: File) => void> = {
  "concrete-type": (file) => (fields(file).amount.type = ["integer", "null"]),
  "known-keyword": (file) => (fields(file).amount.anyOf = []),
  "long-has-both-bounds": (file) => delete fields(file).amount.maximum,
  "soft-enum": (file) => (fields(file).status.enum = ["succeeded"]),
  "map-only-as-map": (file) => (fields(file).metadata.additionalProperties = { type: "object", properties: {} }),
  "object-has-properties": (file) => (fields(file).outcome.properties = {}),
  "array-has-items": (file) => delete fields(file).level3.properties.line_items.items,
  "title-and-description": (file) => delete fields(file).amount.description,
  "legal-name": (file) => (fields(file)["order-number"] = { ...fields(file).id }),
  "no-reserved-name": (file) => (fields(file).properties = { ...fields(file).id }),
  "no-restriction": (file) => (fields(file).receipt_email.format = "email"),
  "name-length": (file) => (fields(file)["x".repeat(101)] = { ...fields(file).id }),
  "description-length": (file) => (fields(file).amount.description = "x".repeat(2001)),
  "nesting-depth": (file) => {
    let level = fields(file);
    for (let depth = 0; depth < 12; depth++) {
      level.deeper = { title: "Deeper", description: "Deeper.", type: "object", properties: {} };
      level = level.deeper.properties;
    }
    level.leaf = { ...fields(file).id };
  },
  "unique-ignoring-case": (file) => (fields(file).Amount = { ...fields(file).amount }),
  "required-exists": (file) => columns(file).required.push("absent"),
  "fields-under-tenant": (file) => (file(group).definitions.customFields.properties.loose = { ...fields(file).id }),
  "unique-title": (file) => (file(group).title = file("xdm/refunds/object/field-group.json").title),
  "reference-exists": (file) => (fields(file).billing_details.properties.address.$ref = "{REF:xdm/absent.json}"),
  "one-class": (file) => file("xdm/charges/object/schema.json").allOf.shift(),
  "no-conflicting-paths": (file) => {
    const shared = file("xdm/stripe-event/field-group.json").definitions.customFields.properties["_{TENANT}"];
    shared.properties.stripe_event.properties.amount_minor = { ...fields(file).id };
  },
  "column-count": (file) => {
    const row = file("xdm/charges/object/row.schema.json").properties;
    for (let index = 0; index < 10_001; index++) row[`extra_${index}`] = { type: "string" };
  },
  "custom-map-count": (file) => {
    for (let index = 0; index < 21; index++) fields(file)[`map_${index}`] = { ...fields(file).metadata };
  },
  "descriptor-points-at-field": (file) => (label(file)["xdm:sourceProperty"] = "/_{TENANT}/charges_data/absent"),
  "identity-is-text": (file) => (file(descriptors)[0]["xdm:namespace"] = "Unknown"),
  "one-primary-identity": (file) => file(descriptors).shift(),
  "identity-depth": (file) => (file(descriptors)[0]["xdm:sourceProperty"] = "/a/b/c/d/e"),
  "relationship-count": (file) => {
    const one = file(descriptors).find((other: Loose) => other["@type"] === "xdm:descriptorRelationship");
    file(descriptors).push(one, one, one, one);
  },
  "relationship-leads-to-identity": (file) => {
    const one = file(descriptors).find((other: Loose) => other["@type"] === "xdm:descriptorRelationship");
    one["xdm:destinationProperty"] = "/_{TENANT}/customers_data/absent";
  },
  "label-on-leaf": (file) => (label(file)["xdm:sourceProperty"] = "/_{TENANT}/charges_data"),
  "known-label": (file) => (label(file)["xdm:labels"] = ["core/X9"]),
  "descriptor-count": (file) => {
    for (let index = 0; index < 1000; index++) file(descriptors).push(label(file));
  },
  "relational-key-and-version": (file) => (columns(file).properties.stripe_version.type = "string"),
  "relational-is-flat": (file) => (columns(file).properties.metadata = { ...fields(file).metadata }),
  "relational-foreign-key-at-root": (file) => {
    file("xdm/charges/relational/descriptors.json").at(-1)["xdm:sourceProperty"] = "/a/b";
  },
  "relational-column-count": (file) => {
    for (let index = 0; index < 81; index++) columns(file).properties[`c${index}`] = { ...fields(file).id };
  },
  "destination-fits": (file) => (rows(file).find((row) => row.source === "amount").conversion = "string"),
  "known-conversion": (file) => (rows(file).find((row) => row.source === "amount").conversion = "magic"),
  "arrays-on-both-sides": (file) => (rows(file).find((row) => row.source === "amount").source = "amounts[*].value"),
  "condition-outside-array": (file) => {
    rows(file).find((row) => row.conversion === "constant").when[0].path = "items.data[*].zip";
  },
  "presets-grow": (file) => (rows(file).find((row) => row.source === "amount").policy.full = "drop"),
  "one-row-for-each-destination": (file) => rows(file).push({ ...rows(file).at(-1) }),
  "expression-length": (file) => {
    file("mappings/data-prep/charges.object.json").mappings[0].source = "x".repeat(4097);
  },
};

describe("lints", () => {
  it("has a broken example for every lint, and a lint for every example", () => {
    expect(Object.keys(broken).sort()).toEqual(lints.map((lint) => lint.name).sort());
  });

  it("finds nothing in the committed schemas", async () => {
    expect(await lintFolder(schemas)).toEqual([]);
  });

  it.each(lints.map((lint) => [lint.name, lint] as const))("%s notices its example", (name, lint) => {
    const folder = brokenFolder((file) => broken[name]?.(file));
    const found = lint.find(folder);
    expect(found.length).toBeGreaterThan(0);
    expect(found[0]?.file).toMatch(/\.json$/);
    expect(found[0]?.message).not.toBe("");
  });

  it("says of every rule whether it is documented, observed or a margin of ours", () => {
    for (const { sentence, basis } of lintTable) {
      expect(sentence).toMatch(/\.$/);
      expect(["documented", "observed", "margin"]).toContain(basis);
    }
  });

  it("is an error that names the lint, the file and the field", () => {
    const folder = brokenFolder((file) => delete fields(file).amount.maximum);
    expect(() => refuseProblems(lintSchemas(folder))).toThrow(
      /SAEP-2008 long-has-both-bounds.*xdm\/charges\/object\/field-group\.json, _\{TENANT\}\.charges_data\.amount/s,
    );
  });
});

describe("forms", () => {
  it.each([
    ["manifest.json", (file: File) => delete file("manifest.json").apiVersion],
    ["mappings/charges.json", (file: File) => delete rows(file)[0].policy],
    [
      "mappings/data-prep/charges.object.json",
      (file: File) => (file("mappings/data-prep/charges.object.json").mappings = []),
    ],
    [descriptors, (file: File) => delete file(descriptors)[0]["xdm:sourceVersion"]],
    [group, (file: File) => delete file(group).title],
    ["stripe/charges.schema.json", (file: File) => (file("stripe/charges.schema.json").required = "id")],
    ["xdm/charges/object/row.schema.json", (file: File) => (file("xdm/charges/object/row.schema.json").type = 7)],
  ])("%s", async (path, change) => {
    await expect(refuseMalformed(brokenFolder((file) => void change(file)))).rejects.toThrow(path);
  });
});
