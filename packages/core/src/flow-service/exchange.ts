/** One call of the Flow Service API after transport, gateway and authentication: data in, data out. */
export interface FlowServiceRequest {
  /** Upper case. */
  readonly method: string;
  /** Below `/data/foundation/flowservice`, with or without a slash at the end: `/connections/{id}`. */
  readonly path: string;
  /** The query exactly as written, without `?`: property filters carry operators that a parser would eat. */
  readonly query: string;
  /** The parsed JSON body; undefined when there was none. */
  readonly body?: unknown;
  /** The `If-Match` header as sent, quotes included. */
  readonly ifMatch?: string;
  readonly caller: Caller;
}

/** Who calls, from his token: never from a header alone. */
export interface Caller {
  readonly imsOrganization: string;
  readonly sandbox: CallerSandbox;
  /** `…@AdobeID`: what `createdBy` and `updatedBy` say. */
  readonly user: string;
  /** `x-api-key`: what `createdClient` says. */
  readonly client: string;
  /** *View Sources*. */
  readonly mayView: boolean;
  /** *Manage Sources*. */
  readonly mayManage: boolean;
}

export interface CallerSandbox {
  readonly name: string;
  readonly id: string;
}

export interface FlowServiceResponse {
  readonly status: number;
  /** Absent: an empty body. */
  readonly body?: unknown;
}

/** The organisation and sandbox that own an entity; another tenant's entities do not exist for a caller. */
export interface Tenant {
  readonly imsOrganization: string;
  readonly sandbox: string;
}

export function tenantOf(caller: Caller): Tenant {
  return { imsOrganization: caller.imsOrganization, sandbox: caller.sandbox.name };
}

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
