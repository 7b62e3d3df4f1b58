import { type CatalogueCode, errorCatalogue } from "./error-catalogue.ts";
import type { FlowServiceResponse } from "./exchange.ts";

/** An answer that is thrown: the request ends here, with Adobe's status and body. */
export class FlowServiceError extends Error {
  readonly status: number;
  readonly body: unknown;

  constructor(status: number, body: unknown, message: string) {
    super(message);
    this.name = "FlowServiceError";
    this.status = status;
    this.body = body;
  }

  get response(): FlowServiceResponse {
    return { status: this.status, body: this.body };
  }
}

/** The error of Adobe's catalogue with its text filled in; the code is an extra member that harms no known client. */
export function catalogueError(
  code: CatalogueCode,
  values: Readonly<Record<string, string | number>> = {},
): FlowServiceError {
  const text = errorCatalogue[code].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? "")).trim();
  const errorCode = code.slice(0, 8);
  const status = Number(errorCode.slice(5));
  return new FlowServiceError(status, { errorCode, errorMessage: text, errorDetails: text }, text);
}

/** `flows not found with id = […]`: also what another tenant's entity answers. */
export function notFound(collection: string, id: string): FlowServiceError {
  const text = `${collection} not found with id = [${id}]`;
  return new FlowServiceError(404, { errorMessage: text, errorDetails: text }, text);
}

export function missingSpecVersion(member: string): FlowServiceError {
  const text = `${member}.version 'version' is required for spec info`;
  return new FlowServiceError(422, { errorMessage: text, errorDetails: text }, text);
}

export function invalidSpecId(): FlowServiceError {
  const message = "Please provide a valid spec id";
  return new FlowServiceError(400, { message }, message);
}

/** Adobe's placeholder problem: for a body that is no JSON, or of the wrong media type. */
export function badRequest(detail: string): FlowServiceError {
  return new FlowServiceError(
    400,
    { type: "/placeholder/type/uri", status: 400, title: "BadRequestError", detail },
    detail,
  );
}

/** Adobe's gateway answers 404 for a path that no service has. */
export function unknownPath(method: string, path: string): FlowServiceError {
  const detail = `No resource of this service answers ${method} ${path}.`;
  return new FlowServiceError(
    404,
    { type: "/placeholder/type/uri", status: 404, title: "NotFoundError", detail },
    detail,
  );
}

/** The four errors of the gateway that names the header or token at fault; their status is the code's beginning. */
export function gatewayError(code: string, message: string): FlowServiceError {
  return new FlowServiceError(Number(code.slice(0, 3)), { error_code: code, message }, message);
}
