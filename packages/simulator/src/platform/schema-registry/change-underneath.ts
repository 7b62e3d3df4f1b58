import { copyOf, isObject, listIn } from "../json.ts";
import type { Sandbox } from "../sandboxes.ts";
import type { Services } from "../services.ts";
import { isRelational } from "./resource.ts";
import { fillXdmTypes } from "./xdm-types.ts";

const FIELD = "added_by_another_team";

/** What another administrator of the sandbox might do: a new required field, which evolution allows. */
export function requireNewField(schemaId: string, sandbox: Sandbox, services: Services): void {
  const schema = sandbox.registry.findById(schemaId);
  if (schema === undefined) return;
  const body = copyOf(schema.body);
  const field = {
    type: "object",
    properties: { [FIELD]: { type: "string", title: "Added by another team" } },
    required: [FIELD],
  };
  const tenantField = `_${sandbox.tenantId}`;
  const added = isRelational(schema) ? field : { type: "object", properties: { [tenantField]: field } };
  body.definitions = { ...(isObject(body.definitions) ? body.definitions : {}), [FIELD]: added };
  const reference = `#/definitions/${FIELD}`;
  if (!listIn(body, "allOf").some((part) => isObject(part) && part.$ref === reference)) {
    body.allOf = [...listIn(body, "allOf"), { $ref: reference }];
  }
  fillXdmTypes(body);
  const [major = "1", minor = "0"] = schema.version.split(".");
  const now = services.clock.now();
  sandbox.registry.put({
    ...schema,
    body,
    version: `${major}.${Number(minor) + 1}`,
    modified: now,
    eTag: services.ids.hex(64),
  });
}
