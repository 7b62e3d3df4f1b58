/** Holds answers of any server of ours against published OpenAPI files. */
export type { Exception } from "./exceptions.ts";
export { type ConformanceReport, holdAnswers, inWords } from "./hold-answers.ts";
export type { Exchange } from "./validate-response.ts";
