import type { FaultRule } from "../faults.ts";
import type { SimulatedResponse } from "../request.ts";
import { problem, Refusal, type PlatformRequest } from "./exchange.ts";
import { gatewayRefusal } from "./gateway.ts";
import type { Services } from "./services.ts";

/** Seconds for `Retry-After`, at least one. */
function retryAfter(rule: FaultRule): string {
  return String(Math.max(1, Math.ceil((rule.milliseconds ?? 1000) / 1000)));
}

/** What each fault that a request can meet answers; undefined: the service that is asked says it in words of its own. */
const refusals: Readonly<
  Record<string, (rule: FaultRule, services: Services, request: PlatformRequest) => Refusal | undefined>
> = {
  "aep-token-expired": (_rule, services, request) => {
    services.tokens.expireAll();
    // Data collection has no gateway before it: it answers 403 for a token that has ended.
    return request.segments[0] === "collection" ? undefined : gatewayRefusal("401013", "Oauth token is not valid");
  },
  "aep-forbidden": () =>
    problem(403, "ForbiddenError", "You do not have sufficient permissions to perform the operation."),
  "aep-rate-limited": (rule) =>
    new Refusal(429, { error_code: "429050", message: "Too many requests" }, { "retry-after": retryAfter(rule) }),
  "aep-unavailable": (rule) => {
    const { body } = problem(503, "ServiceUnavailableError", "The service is temporarily unavailable.");
    return new Refusal(503, body, { "retry-after": retryAfter(rule) });
  },
  "aep-server-error": () => problem(500, "InternalServerError", "An internal server error has occurred."),
};

const uploads = new Set(["PUT", "PATCH"]);

/**
 * Throws the answer of a fault that strikes before anything is done. Returns the answer of a fault that strikes
 * afterwards: the request is carried out and its own answer is withheld.
 */
export function refuseByFault(request: PlatformRequest, services: Services): SimulatedResponse | undefined {
  const place = `/${request.segments.join("/")}`;
  for (const [name, refuse] of Object.entries(refusals)) {
    const rule = services.fault(name, place);
    const refusal = rule === undefined ? undefined : refuse(rule, services, request);
    if (refusal !== undefined) throw refusal;
  }
  const isUpload = uploads.has(request.method) && request.segments.includes("files");
  if (isUpload && services.fault("aep-payload-too-large", place) !== undefined) {
    throw problem(413, "PayloadTooLargeError", "The request body is too large.");
  }
  if (services.fault("aep-error-after-accepting", place) === undefined) return undefined;
  return problem(503, "ServiceUnavailableError", "The service is temporarily unavailable.").answer();
}
