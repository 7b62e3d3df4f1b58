export { CodegenError, codegenErrorCodes } from "./errors.ts";
export type { CodegenErrorCode, CodegenErrorDetails, CodegenErrorName } from "./errors.ts";
export { apiVersions, pinnedApiVersion } from "./api-versions.ts";
export type { ApiVersion } from "./api-versions.ts";
export { checkSchemas, generateSchemas } from "./generate-schemas.ts";
export type { GenerateSchemasOptions, GenerateSchemasResult } from "./generate-schemas.ts";
export { generate } from "./generate.ts";
export type { Generated, GenerateOptions } from "./generate.ts";
export type { Artefact } from "./artefact.ts";
export type { Difference } from "./write-artefacts.ts";
export { compareApiVersions } from "./compare-api-versions.ts";
export type { FieldChange } from "./compare-api-versions.ts";
export { diffSchemas } from "./diff-schemas.ts";
export type { ChangeVerdict, SchemaChange } from "./diff-schemas.ts";
export { recordRelease } from "./released-schemas.ts";
export { explainField, explanationLines } from "./explain-field.ts";
export type { FieldTableRow } from "./field-table.ts";
export { lintFolder, lintTable } from "./lint-folder.ts";
export type { LintProblem, LintRow } from "./lint-folder.ts";
export { rules } from "./rules/index.ts";
export type {
  ConditionRow,
  DerivationRow,
  FactRow,
  MappingFile,
  MappingRow,
  Policy,
  PolicyAction,
  Preset,
} from "./mapping.ts";
export type { Conversion } from "./conversions.ts";
