import { Refusal, type PlatformRequest } from "./exchange.ts";
import type { AccessTokens } from "./ims-token.ts";
import type { PlatformSettings } from "./settings.ts";

/** A check of the gateway: `error_code`, `message`, and when it applies. The order is the one in which Adobe documents them. */
interface GatewayRule {
  readonly code: string;
  readonly message: string;
  refuses(request: PlatformRequest, settings: PlatformSettings, tokens: AccessTokens): boolean;
}

const rules: readonly GatewayRule[] = [
  {
    code: "403010",
    message: "Oauth token is missing.",
    refuses: (request) => bearerToken(request) === "",
  },
  {
    code: "401013",
    message: "Oauth token is not valid",
    refuses: (request, _settings, tokens) => !tokens.isValid(bearerToken(request)),
  },
  {
    code: "403000",
    message: "Api Key is required",
    refuses: (request) => !request.headers["x-api-key"],
  },
  {
    code: "403003",
    message: "Api Key is invalid",
    refuses: (request, settings) => request.headers["x-api-key"] !== settings.clientId,
  },
  {
    code: "400003",
    message: "Missing header",
    refuses: (request) => !request.headers["x-gw-ims-org-id"],
  },
  {
    code: "403025",
    message: "Profile is not valid",
    refuses: (request, settings) => request.headers["x-gw-ims-org-id"] !== settings.imsOrg,
  },
];

/** The token of `Authorization: Bearer …`, or "". */
export function bearerToken(request: PlatformRequest): string {
  return /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? "")?.[1] ?? "";
}

/** A gateway answer: the HTTP status is the first three digits of the code. */
export function gatewayRefusal(code: string, message: string): Refusal {
  return new Refusal(Number(code.slice(0, 3)), { error_code: code, message });
}

/** Throws the first gateway error that applies, before any service sees the request. */
export function passGateway(request: PlatformRequest, settings: PlatformSettings, tokens: AccessTokens): void {
  const broken = rules.find((rule) => rule.refuses(request, settings, tokens));
  if (broken !== undefined) throw gatewayRefusal(broken.code, broken.message);
}
