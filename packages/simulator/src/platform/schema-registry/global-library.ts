import { createHash } from "node:crypto";
import type { JsonObject } from "../json.ts";
import { behaviorsAndClasses } from "./global/behaviors-and-classes.ts";
import { commerceDataTypes } from "./global/commerce-data-types.ts";
import { globalFieldGroups } from "./global/field-groups.ts";
import { globalAltId, globalId, propertiesOf, type GlobalComponent } from "./global/global-component.ts";
import { peopleDataTypes } from "./global/people-data-types.ts";
import type { RegistryResource } from "./resource.ts";
import { fillXdmTypes } from "./xdm-types.ts";

/** The version of Adobe's open library that the facts come from. */
export const GLOBAL_LIBRARY_VERSION = "1.31.4";
const LIBRARY_TIME = Date.UTC(2026, 0, 15);

/** Adobe's own components, read-only and the same in every sandbox, by `$id`. */
export const globalLibrary: ReadonlyMap<string, RegistryResource> = new Map(
  [...behaviorsAndClasses, ...globalFieldGroups, ...peopleDataTypes, ...commerceDataTypes].map((component) => [
    globalId(component.id),
    toResource(component),
  ]),
);

function toResource(component: GlobalComponent): RegistryResource {
  const id = globalId(component.id);
  return {
    id,
    altId: globalAltId(component.id),
    kind: component.kind,
    container: "global",
    version: GLOBAL_LIBRARY_VERSION,
    body: bodyOf(component),
    created: LIBRARY_TIME,
    modified: LIBRARY_TIME,
    eTag: createHash("sha256").update(id).digest("hex"),
    createdClient: "acp_xdm",
    modifiedClient: "acp_xdm",
  };
}

function bodyOf(component: GlobalComponent): JsonObject {
  const name = component.id.split("/").at(-1) ?? component.id;
  const includes = (component.includes ?? []).map((id) => ({ $ref: globalId(id) }));
  const behaviors = (component.includes ?? []).map(globalId);
  const body: JsonObject = {
    title: component.title,
    type: "object",
    description: `${component.title}, a component of the global schema library.`,
    definitions: { [name]: { type: "object", properties: propertiesOf(component) } },
    allOf: [...includes, { $ref: `#/definitions/${name}` }],
    ...(component.required === undefined ? {} : { required: component.required }),
    ...(component.kind === "fieldgroups"
      ? { "meta:intendedToExtend": (component.extendsClasses ?? []).map(globalId) }
      : {}),
    ...(component.kind === "classes" ? { "meta:extends": behaviors } : {}),
    "meta:status": "stable",
    $schema: "http://json-schema.org/draft-06/schema#",
  };
  fillXdmTypes(body);
  return body;
}
