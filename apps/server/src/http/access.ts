import type { Scope } from "@stripe-aep/core/service-api";
import type { Caller, Tenant } from "@stripe-aep/core/flow-service";
import { createHash } from "node:crypto";
import type { Service } from "../service.ts";
import { verifyJwt } from "./verify-jwt.ts";

/** Whose token it is: organisation, sandbox and rights come from it, never from a header. */
export interface Holder {
  /** Names the token in logs, limits and the audit log. */
  readonly id: string;
  readonly name: string;
  readonly imsOrganization: string;
  readonly sandbox: string;
  readonly scopes: ReadonlySet<Scope>;
}

/** Tokens are looked up once in this time, in milliseconds; revoking one takes effect after it at the latest. */
const REMEMBERED = 1000;

const remembered = new WeakMap<Service, Map<string, { readonly until: number; readonly holder: Holder | undefined }>>();

/** The token of `Authorization: Bearer …`; undefined when there is none. */
export function bearerToken(header: string | undefined): string | undefined {
  return /^Bearer\s+(\S{1,8192})\s*$/i.exec(header ?? "")?.[1];
}

/** Undefined for a token that is unknown, expired or revoked. */
export async function findHolder(service: Service, token: string): Promise<Holder | undefined> {
  const now = service.ports.clock.now();
  const known = remembered.get(service) ?? new Map<string, { until: number; holder: Holder | undefined }>();
  remembered.set(service, known);
  const key = createHash("sha256").update(token).digest("base64");
  const found = known.get(key);
  if (found !== undefined && found.until > now) return found.holder;
  const holder = (await findStored(service, token, now)) ?? (await verifyJwt(service, token));
  if (known.size > 10_000) known.clear();
  known.set(key, { until: now + REMEMBERED, holder });
  return holder;
}

async function findStored(service: Service, token: string, now: number): Promise<Holder | undefined> {
  const stored = await service.tokens.find(token, now);
  if (stored === undefined) return undefined;
  const { id, name, imsOrganization, sandbox } = stored;
  return { id, name, imsOrganization, sandbox, scopes: new Set(stored.scopes as readonly Scope[]) };
}

/** Forgets what was looked up: a revoked token is refused at once in this process. */
export function forgetHolders(service: Service): void {
  remembered.delete(service);
}

/**
 * A server has one credential of the platform, which is that of one organisation: rows of another one's connections would
 * arrive there.
 */
export function isServed(service: Service, holder: Holder): boolean {
  return holder.imsOrganization === service.platform.imsOrganization;
}

/** `admin` may do everything; managing includes viewing. */
export function allows(holder: Holder, scope: Scope): boolean {
  if (holder.scopes.has("admin")) return true;
  return holder.scopes.has(scope) || (scope === "sources.view" && holder.scopes.has("sources.manage"));
}

export function callerOf(holder: Holder, client: string): Caller {
  return {
    imsOrganization: holder.imsOrganization,
    sandbox: { name: holder.sandbox, id: sandboxId(holder) },
    user: `${holder.id}@AdobeID`,
    client,
    mayView: allows(holder, "sources.view"),
    mayManage: allows(holder, "sources.manage"),
  };
}

/** The same UUID for the same sandbox, everywhere: the platform's own is not known to Flow Service's clients. */
export function sandboxId({ imsOrganization, sandbox }: Tenant): string {
  const hex = createHash("sha256").update(`${imsOrganization}\n${sandbox}`).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), `5${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    "-",
  );
}
