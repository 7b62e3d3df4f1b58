import { isObject, type JsonObject } from "./exchange.ts";
import { catalogueError } from "./flow-service-error.ts";

/** Which mapping set a flow uses. */
export interface MappingTransformation {
  readonly mappingId: string;
  readonly mappingVersion: number;
}

/** The one transformation of a REST flow; throws 1328, 1329 and 1412-400. */
export function readTransformation(flow: JsonObject): MappingTransformation {
  const transformations = Array.isArray(flow.transformations) ? (flow.transformations as unknown[]) : [];
  const mapping = transformations.filter(isObject).find(({ name }) => name === "Mapping");
  if (mapping === undefined) throw catalogueError("1328-400");
  if (transformations.length > 1) {
    throw catalogueError("1312-400", { value: "more than one transformation", property: "transformations" });
  }
  const params = isObject(mapping.params) ? mapping.params : {};
  const { mappingId, mappingVersion } = params;
  if (typeof mappingId !== "string" || mappingId === "") throw catalogueError("1329-400", { param: "mappingId" });
  if (mappingVersion === undefined) throw catalogueError("1329-400", { param: "mappingVersion" });
  const version = Number(mappingVersion);
  if (!/^\d{1,6}$/.test(JSON.stringify(mappingVersion).replaceAll('"', "")) || !Number.isSafeInteger(version)) {
    throw catalogueError("1412-400");
  }
  return { mappingId, mappingVersion: version };
}

/** Which share of rows may fail, in percent; undefined: none may. */
export interface FlowOptions {
  readonly errorDiagnosticsEnabled?: boolean;
  readonly partialIngestionPercent?: number;
}

/** Options with texts coerced, as Adobe's answers show them; throws 1312-400 for what cannot be read. */
export function readOptions(options: unknown): FlowOptions {
  if (options === undefined || options === null) return {};
  if (!isObject(options)) throw invalid("options", options);
  const { errorDiagnosticsEnabled: diagnostics, partialIngestionPercent: percent } = options;
  return {
    ...(percent === undefined ? {} : { partialIngestionPercent: readPercent(percent) }),
    ...(diagnostics === undefined ? {} : { errorDiagnosticsEnabled: readFlag(diagnostics) }),
  };
}

function readPercent(given: unknown): number {
  const percent = typeof given === "number" || (typeof given === "string" && given !== "") ? Number(given) : Number.NaN;
  if (!(percent > 0 && percent <= 100)) throw invalid("partialIngestionPercent", given);
  return percent;
}

function readFlag(given: unknown): boolean {
  if (given === true || given === "true") return true;
  if (given === false || given === "false") return false;
  throw invalid("errorDiagnosticsEnabled", given);
}

function invalid(property: string, value: unknown) {
  return catalogueError("1312-400", { value: JSON.stringify(value).slice(0, 50), property });
}
