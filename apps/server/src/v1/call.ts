import { answerFlowService, FlowServiceError, isObject, type JsonObject } from "@stripe-aep/core/flow-service";
import type { Page } from "@stripe-aep/core/service-api";
import type { FastifyReply, FastifyRequest } from "fastify";
import { callerOf } from "../http/access.ts";
import { recordAudit } from "../http/record-audit.ts";
import type { Acting, Operations } from "./run-operation.ts";

/** A request below `/v1`, authenticated and validated. */
export interface Call extends Acting {
  readonly operations: Operations;
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly body: JsonObject;
  readonly ifMatch: string | undefined;
  /** Hash of the request's `Idempotency-Key`, its token and its path. */
  readonly requestKey?: string;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

export type Handler = (call: Call) => Promise<unknown>;

/** Asks our own Flow Service, so that both APIs have one set of rules; its refusal is thrown. */
export async function askFlowService(
  { service, holder }: Pick<Acting, "service" | "holder">,
  method: string,
  path: string,
  more: { readonly body?: unknown; readonly query?: string; readonly ifMatch?: string } = {},
): Promise<JsonObject> {
  const request = {
    method,
    path,
    query: more.query ?? "",
    ...(more.body === undefined ? {} : { body: more.body }),
    ...(more.ifMatch === undefined ? {} : { ifMatch: more.ifMatch }),
    caller: callerOf(holder, "exc_app"),
  };
  const response = await answerFlowService(service.backend, request);
  const body = isObject(response.body) ? response.body : {};
  if (response.status >= 400) throw new FlowServiceError(response.status, body, messageOf(body));
  await recordAudit(service, holder, request, response);
  return body;
}

function messageOf(body: JsonObject): string {
  const text = body.errorMessage ?? body.detail ?? body.message;
  return typeof text === "string" ? text : "The request was refused.";
}

const DEFAULT_LIMIT = 50;

/** A page of a list that is whole in memory; the cursor is a place in it. */
export function pageOf<Item>(items: readonly Item[], query: Call["query"]): Page<Item> {
  const start = readCursor(query.cursor);
  const limit = limitOf(query);
  const end = start + limit;
  return { items: items.slice(start, end), next: end < items.length ? makeCursor(end) : null, total: items.length };
}

export function limitOf(query: Call["query"]): number {
  return query.limit === undefined ? DEFAULT_LIMIT : Number(query.limit);
}

export function makeCursor(place: number): string {
  return Buffer.from(String(place)).toString("base64url");
}

/** A cursor that is not ours begins at the beginning. */
export function readCursor(cursor: string | undefined): number {
  const place = Number(Buffer.from(cursor ?? "", "base64url").toString());
  return Number.isSafeInteger(place) && place > 0 ? place : 0;
}
