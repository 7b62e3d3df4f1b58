export { CodegenError, codegenErrorCodes } from "./errors.ts";
export type { CodegenErrorCode, CodegenErrorDetails } from "./errors.ts";
export { generate } from "./generate.ts";
export type { Generated, GenerateOptions } from "./generate.ts";
