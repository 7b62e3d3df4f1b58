import { settingRows } from "./setting-rows.ts";

type Schema = Record<string, unknown>;

/** The JSON Schema of `stripe-aep.yaml`, for editors. */
export function settingsSchema(): Schema {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "stripe-aep.yaml",
    description: "Settings of stripe-aep. Secrets never stand here, only where they stand.",
    type: "object",
    required: ["version", "profiles"],
    additionalProperties: false,
    properties: {
      version: { const: 1, description: "The version of this form." },
      profile: { type: "string", description: "The profile that is used when none is named." },
      profiles: { type: "object", minProperties: 1, additionalProperties: profileSchema() },
    },
  };
}

function profileSchema(): Schema {
  const top: Schema = { type: "object", additionalProperties: false, properties: {} };
  for (const row of settingRows) {
    const names = row.path.split(".");
    const last = names.pop() ?? "";
    let node = top;
    for (const name of names) {
      const properties = node.properties as Record<string, Schema>;
      properties[name] ??= { type: "object", additionalProperties: false, properties: {} };
      node = properties[name];
    }
    (node.properties as Record<string, Schema>)[last] = {
      ...row.type.schema,
      description: row.description,
      ...(row.byDefault === undefined ? {} : { default: row.byDefault }),
    };
  }
  return top;
}
