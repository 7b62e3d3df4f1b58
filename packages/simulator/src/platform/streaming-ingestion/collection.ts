import type { SimulatedResponse } from "../../request.ts";
import { json, mediaType, parsedBody, Refusal, type PlatformRequest } from "../exchange.ts";
import { bearerToken } from "../gateway.ts";
import { isObject, listIn, objectIn, textIn, type JsonObject } from "../json.ts";
import type { Sandbox } from "../sandboxes.ts";
import type { Services } from "../services.ts";
import type { Inlet } from "./inlets.ts";
import { scheduleLanding, type Accepted } from "./land-messages.ts";
import { violationsOf, type Violation } from "./strict-validation.ts";

const PROBLEM = "http://ns.adobe.com/adobecloud/problem/data-collection-service/inlet";
const MAXIMUM_VIOLATIONS = 5;

/** How much has been posted lately, to keep the guardrails. */
export interface CollectionMeter {
  /** Whether one more request with so many messages is within the limits of this second. */
  admit(now: number, messages: number): boolean;
  /** Whether one more validation is within the limits of this minute. */
  admitValidation(now: number): boolean;
}

export function createCollectionMeter({ limits }: Services["settings"]): CollectionMeter {
  let second = { at: 0, requests: 0, messages: 0 };
  let minute = { at: 0, validations: 0 };
  return {
    admit: (now, messages) => {
      const at = Math.floor(now / 1000);
      if (second.at !== at) second = { at, requests: 0, messages: 0 };
      second = { at, requests: second.requests + 1, messages: second.messages + messages };
      return (
        second.requests <= limits.streamingRequestsPerSecond && second.messages <= limits.streamingMessagesPerSecond
      );
    },
    admitValidation: (now) => {
      const at = Math.floor(now / 60_000);
      if (minute.at !== at) minute = { at, validations: 0 };
      minute.validations += 1;
      return minute.validations <= limits.syncValidationsPerMinute;
    },
  };
}

interface Collection {
  readonly inlet: Inlet;
  readonly sandbox: Sandbox;
  readonly request: PlatformRequest;
  readonly services: Services;
}

/** `/collection/{inlet}` and `/collection/batch/{inlet}`: data collection, which has a gateway of its own. */
export function answerCollection(
  request: PlatformRequest,
  services: Services,
  sandboxes: ReadonlyMap<string, Sandbox>,
  meter: CollectionMeter,
): SimulatedResponse {
  const isBatch = request.segments[1] === "batch" && request.segments.length === 3;
  const collection = enter(request, services, sandboxes, request.segments[isBatch ? 2 : 1] ?? "");
  const body = parsedBody(request);
  const messages = isBatch && isObject(body) ? listIn(body, "messages") : [body];
  if (!meter.admit(services.clock.now(), messages.length)) throw refusal(collection, 429, "Too many requests");
  if (isBatch) {
    if (!isObject(body) || !Array.isArray(body.messages))
      throw refusal(collection, 400, "Message has unknown xdm format");
    return answerMany(messages, collection);
  }
  return answerOne(body, collection, meter);
}

function enter(
  request: PlatformRequest,
  services: Services,
  sandboxes: ReadonlyMap<string, Sandbox>,
  inletId: string,
): Collection {
  for (const sandbox of sandboxes.values()) {
    const inlet = sandbox.flows.inlets.get(inletId);
    if (inlet === undefined) continue;
    const collection = { inlet, sandbox, request, services };
    checkAccess(collection);
    if (request.method !== "POST") throw refusal(collection, 405, "Only POST is supported");
    if (mediaType(request) !== "application/json") throw refusal(collection, 415, "Unsupported media type");
    const tooLarge = services.fault("aep-payload-too-large", "/collection") !== undefined;
    if (tooLarge || request.body.length > services.settings.limits.streamingRequestBytes) {
      throw refusal(collection, 413, `Request is larger than ${services.settings.limits.streamingRequestBytes} bytes`);
    }
    return collection;
  }
  throw new Refusal(404, {
    type: PROBLEM,
    status: 404,
    title: "Not Found",
    report: { message: `inletId: [${inletId}] Inlet not found` },
  });
}

function checkAccess({ inlet, request, services }: Collection): void {
  if (!inlet.authenticationRequired) return;
  const token = bearerToken(request);
  const authorization = (status: number, message: string): Refusal =>
    new Refusal(status, {
      type: "https://ns.adobe.com/adobecloud/problem/data-collection-service-authorization",
      status: String(status),
      title: "Authorization",
      report: { message: `[${inlet.id}] ${message}` },
    });
  if (token === "") throw authorization(401, "Ims service token is empty");
  if (!services.tokens.isValid(token)) throw authorization(403, "Ims service token is not valid");
}

function refusal({ inlet, services }: Collection, status: number, message: string): Refusal {
  const text = `inletId: [${inlet.id}] imsOrgId: [${services.settings.imsOrg}] ${message}`;
  return new Refusal(status, {
    type: PROBLEM,
    status,
    title: status === 400 ? "Invalid XDM Message Format" : "Request refused",
    report: { message: text },
  });
}

function transactionId({ services }: Collection, ...more: readonly number[]): string {
  return [services.clock.now(), services.random.integer(10_000), services.random.integer(1000), ...more].join(":");
}

function answerOne(message: unknown, collection: Collection, meter: CollectionMeter): SimulatedResponse {
  const { services, sandbox, request, inlet } = collection;
  const accepted = readMessage(message, collection);
  if (typeof accepted === "string") throw refusal(collection, 400, accepted);
  if (services.fault("aep-message-refused", "/collection") !== undefined)
    throw refusal(collection, 400, "Message has unknown xdm format");
  const validates =
    request.query.get("syncValidation") === "true" || request.query.get("synchronousValidation") === "true";
  if (validates) validateNow(accepted, collection, meter);
  scheduleLanding([accepted], sandbox, services);
  return json(200, {
    inletId: inlet.id,
    xactionId: transactionId(collection),
    receivedTimeMs: services.clock.now(),
    syncValidation: validates ? { status: "pass" } : { skipped: true },
  });
}

/** Always 207: each message has its own answer, in the order of the input. */
function answerMany(messages: readonly unknown[], collection: Collection): SimulatedResponse {
  const { services, sandbox, inlet } = collection;
  const good: Accepted[] = [];
  const responses = messages.map((message, index): JsonObject => {
    const struck = services.fault("aep-message-refused", "/collection/batch") !== undefined;
    const accepted = struck ? "Message has unknown xdm format" : readMessage(message, collection);
    if (typeof accepted !== "string") {
      good.push(accepted);
      return { xactionId: transactionId(collection, index) };
    }
    return { statusCode: 400, message: `inletId: [${inlet.id}] imsOrgId: [${services.settings.imsOrg}] ${accepted}` };
  });
  if (good.length > 0) scheduleLanding(good, sandbox, services);
  return json(207, {
    inletId: inlet.id,
    batchId: transactionId(collection),
    receivedTimeMs: services.clock.now(),
    responses,
  });
}

/** The message as it goes on, or what is wrong with its envelope. */
function readMessage(message: unknown, collection: Collection): Accepted | string {
  if (!isObject(message)) return "Message has unknown xdm format";
  const { inlet, sandbox } = collection;
  const landings = sandbox.flows.landingsOf(inlet);
  const flowId =
    collection.request.headers["x-adobe-flow-id"] ?? collection.request.query.get("x-adobe-flow-id") ?? undefined;
  if (inlet.dataType === "raw") {
    const landing = landings.find((one) => flowId === undefined || one.flowId === flowId);
    if (landing === undefined) return "No flow is defined for the inlet";
    return { datasetId: landing.datasetId, message, mappingId: landing.mappingId, flowId: landing.flowId };
  }
  return readEnvelope(message, flowId, collection);
}

function readEnvelope(
  message: JsonObject,
  flowHeader: string | undefined,
  { sandbox, services, inlet }: Collection,
): Accepted | string {
  const [header, body] = [objectIn(message, "header"), objectIn(message, "body")];
  if (header === undefined || body === undefined) return "Message has unknown xdm format";
  if (textIn(header, "imsOrgId") !== services.settings.imsOrg)
    return "Message has an absent or wrong ims org in the header";
  const schema = schemaIn(header);
  const entity = objectIn(body, "xdmEntity");
  const dataset = sandbox.catalog.datasets.get(textIn(header, "datasetId") ?? "");
  if (schema === undefined || schema !== schemaIn(objectIn(body, "xdmMeta") ?? {}) || entity === undefined)
    return "Message has unknown xdm format";
  if (dataset === undefined || !schema.startsWith(`${dataset.schemaId} `))
    return "Message has an absent or wrong dataset in the header";
  const flowId = textIn(header, "flowId") ?? flowHeader;
  if (flowId === undefined) return "Message has an absent flow id in the header";
  const landing = sandbox.flows.landingsOf(inlet).find((one) => one.datasetId === dataset.id && one.flowId === flowId);
  if (landing === undefined) return "No flow is defined for the inlet and dataset";
  return { datasetId: dataset.id, message: entity, mappingId: landing.mappingId, flowId: landing.flowId };
}

/** Whole schemas with a version, `application/vnd.adobe.xed-full+json;version=1`: Catalog's `xed` is not enough here. */
const contentType = /^application\/vnd\.adobe\.xed-full(?:-notext)?\+json; ?version=\d+(?:\.\d+)?$/;

/** The schema that a header or the `xdmMeta` names, and in which version; undefined when it names none as it must. */
function schemaIn(holder: JsonObject): string | undefined {
  const reference = objectIn(holder, "schemaRef") ?? {};
  const [id, type] = [textIn(reference, "id"), textIn(reference, "contentType")];
  if (id === undefined || type === undefined || !contentType.test(type)) return undefined;
  return `${id} ${type.replaceAll(" ", "")}`;
}

/** For development: checks the message before it is acknowledged, stops after a few errors. */
function validateNow(accepted: Accepted, collection: Collection, meter: CollectionMeter): void {
  const { sandbox, services } = collection;
  if (!meter.admitValidation(services.clock.now())) throw refusal(collection, 429, "Too many synchronous validations");
  const dataset = sandbox.catalog.datasets.get(accepted.datasetId);
  const schema = dataset === undefined ? undefined : sandbox.registry.findById(dataset.schemaId);
  if (schema === undefined || accepted.mappingId !== undefined) return;
  const violations = violationsOf(accepted.message, sandbox.registry.merged(schema)).slice(0, MAXIMUM_VIOLATIONS);
  if (violations.length === 0) return;
  const text = `inletId: [${collection.inlet.id}] imsOrgId: [${services.settings.imsOrg}] Message has invalid xdm format`;
  const causes = violations.map(({ code: _code, ...shown }: Violation) => shown);
  throw new Refusal(400, {
    type: PROBLEM,
    status: 400,
    title: "Invalid XDM Message Format",
    report: {
      message: text,
      cause: {
        _streamingValidation: [
          {
            schemaLocation: "#",
            pointerToViolation: "#",
            causingExceptions: causes,
            message: `${violations.length} schema violations found`,
          },
        ],
      },
    },
  });
}
