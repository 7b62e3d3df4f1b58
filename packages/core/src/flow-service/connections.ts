import type { StoredEntity } from "../state/flow-entities.ts";
import type { FlowServiceBackend } from "./backend.ts";
import { changeEntity, created, etagOf, findEntity, newEntity, stateOf, updateOperation } from "./entity-envelope.ts";
import {
  type Caller,
  type FlowServiceRequest,
  type FlowServiceResponse,
  isObject,
  type JsonObject,
  tenantOf,
} from "./exchange.ts";
import { catalogueError, invalidSpecId } from "./flow-service-error.ts";
import { requireIfMatch } from "./etag.ts";
import { applyOperations, type PatchOperation, readOperations, refuseOtherPaths } from "./patch-entity.ts";
import { readBody, readNames, readSpecReference } from "./read-body.ts";
import { stripeConnectionSpecId } from "./specs.ts";

const LONGEST_PARAMETER = 4096;

/** `POST /connections`: the key is tried at Stripe before anything is kept. */
export async function createConnection(
  backend: FlowServiceBackend,
  { body: given, caller }: FlowServiceRequest,
  isDraft: boolean,
): Promise<FlowServiceResponse> {
  const body = readBody(given);
  const spec = readSpecReference(body, "connectionSpec");
  if (spec.id !== stripeConnectionSpecId) throw invalidSpecId();
  const names = readNames(body, true);
  const auth = body.auth === undefined && isDraft ? undefined : readAuth(backend, body.auth);
  const checked = auth === undefined || isDraft ? {} : await checkAccount(backend, auth.parameters);
  const entity = newEntity(backend, caller, "connections", {
    document: {
      ...names,
      connectionSpec: spec,
      state: isDraft ? "draft" : "enabled",
      ...(auth === undefined ? {} : { auth: shownAuth(backend, auth) }),
    },
  });
  const hidden = auth === undefined ? {} : sealedAuth(backend, entity.id, auth, checked);
  await backend.entities.insert({ ...entity, hidden });
  return created(entity);
}

interface Auth {
  readonly specName: string;
  readonly parameters: JsonObject;
}

/** `auth` against the spec's `authSpec`: names match exactly or, as Adobe's pages differ, in any case without blanks. */
function readAuth(backend: FlowServiceBackend, auth: unknown): Auth {
  if (!isObject(auth)) throw catalogueError("1304-400", { field: "auth" });
  const specName = typeof auth.specName === "string" ? auth.specName : "";
  const loose = (name: string): string => name.toLowerCase().replaceAll(" ", "");
  const spec = authSpecs(backend).find(({ name }) => name === specName || loose(name) === loose(specName));
  if (spec === undefined) throw catalogueError("1415-400", { specName, id: stripeConnectionSpecId });
  return { specName: spec.name, parameters: readParameters(auth.params, spec) };
}

function readParameters(given: unknown, spec: AuthSpec): JsonObject {
  const parameters = isObject(given) ? given : {};
  for (const field of spec.required) {
    if (parameters[field] === undefined || parameters[field] === "") throw catalogueError("1304-400", { field });
  }
  for (const [property, value] of Object.entries(parameters)) {
    const isKnown = spec.properties.has(property);
    // A key that could break the request line or a header is refused here, not at Stripe.
    if (!isKnown || typeof value !== "string" || value.length > LONGEST_PARAMETER || /[^\x21-\x7e]/.test(value)) {
      throw catalogueError("1312-400", { value: isKnown ? "[secret]" : "", property: property.slice(0, 100) });
    }
  }
  return parameters;
}

interface AuthSpec {
  readonly name: string;
  readonly properties: ReadonlySet<string>;
  readonly required: readonly string[];
  /** Properties of `"format": "password"`: never returned. */
  readonly secret: ReadonlySet<string>;
}

function authSpecs(backend: FlowServiceBackend): readonly AuthSpec[] {
  const { authSpec } = backend.stripeConnectionSpec;
  return (Array.isArray(authSpec) ? (authSpec as unknown[]) : []).filter(isObject).map(({ name, spec }) => {
    const schema = isObject(spec) ? spec : {};
    const properties = Object.entries(isObject(schema.properties) ? schema.properties : {});
    return {
      name: String(name),
      properties: new Set(properties.map(([property]) => property)),
      required: Array.isArray(schema.required) ? schema.required.map(String) : [],
      secret: new Set(
        properties.filter(([, rule]) => isObject(rule) && rule.format === "password").map(([property]) => property),
      ),
    };
  });
}

function shownAuth(backend: FlowServiceBackend, auth: Auth): JsonObject {
  const secret = authSpecs(backend).find(({ name }) => name === auth.specName)?.secret ?? new Set();
  const params = Object.fromEntries(Object.entries(auth.parameters).filter(([property]) => !secret.has(property)));
  return { specName: auth.specName, params };
}

function sealedAuth(backend: FlowServiceBackend, id: string, auth: Auth, checked: JsonObject): JsonObject {
  return { auth: backend.vault.seal(auth.parameters, `connections/${id}`), ...checked };
}

/** The opened credentials of a connection; a draft may have none yet. */
export function openAuth(backend: FlowServiceBackend, connection: StoredEntity): JsonObject {
  const { auth } = connection.hidden;
  if (typeof auth !== "string") throw catalogueError("1304-400", { field: "auth" });
  return backend.vault.open(auth, `connections/${connection.id}`);
}

/** Throws Adobe's wrapping of a refused key; returns what the key opens, to be kept beside it. */
async function checkAccount(backend: FlowServiceBackend, parameters: JsonObject): Promise<JsonObject> {
  const check = await backend.stripe.check(parameters);
  if (check.kind === "valid") return { account: check.account, livemode: check.livemode };
  if (check.kind === "unavailable") throw catalogueError("1103-503");
  const reason =
    check.status === 401 ? "401 Unauthorized" : check.status === 403 ? "403 Forbidden" : String(check.status);
  throw catalogueError("1100-400", {
    message: `The request could not be processed. Rest call failed with client error, status code ${reason}, please check your activity settings. ${check.message}`,
  });
}

/** `GET /connections/{id}/test`: a refused key is an answer, not an error. */
export async function testConnection(
  backend: FlowServiceBackend,
  caller: Caller,
  id: string,
): Promise<FlowServiceResponse> {
  const connection = await findEntity(backend, caller, "connections", id);
  const check = await backend.stripe.check(openAuth(backend, connection));
  return { status: 200, body: { result: check.kind === "valid" } };
}

const patchable = ["/auth/params", "/name", "/description"];

/** `PATCH /connections/{id}`: name, description, credentials; new credentials are tried first. */
export async function patchConnection(
  backend: FlowServiceBackend,
  { body, caller, ifMatch }: FlowServiceRequest,
  id: string,
): Promise<FlowServiceResponse> {
  const connection = await findEntity(backend, caller, "connections", id);
  requireIfMatch(ifMatch, etagOf(connection));
  const operations = readOperations(body);
  if (operations.some(({ path }) => path.startsWith("/connectionSpec"))) throw catalogueError("1414-400");
  refuseOtherPaths(operations, patchable);
  if (!["enabled", "disabled", "initializing", "draft"].includes(stateOf(connection))) throw catalogueError("1416-400");
  const rotation = await rotateAuth(backend, connection, operations);
  const others = operations.filter(({ path }) => !path.startsWith("/auth"));
  const patched = applyOperations(connection.document, others);
  const document = { ...patched, ...readNames(patched, true), ...rotation.document };
  const lastOperation = updateOperation(backend, operations.map(withoutSecret));
  return changeEntity(backend, caller, connection, ifMatch, () => ({
    change: { document, hidden: { ...connection.hidden, ...rotation.hidden } },
    lastOperation,
  }));
}

function withoutSecret(operation: PatchOperation): JsonObject {
  return operation.path.startsWith("/auth") ? { op: operation.op, path: operation.path } : { ...operation };
}

async function rotateAuth(
  backend: FlowServiceBackend,
  connection: StoredEntity,
  operations: readonly PatchOperation[],
): Promise<{ readonly document: JsonObject; readonly hidden: JsonObject }> {
  const changes = operations.filter(({ path }) => path.startsWith("/auth"));
  if (changes.length === 0) return { document: {}, hidden: {} };
  const shown = isObject(connection.document.auth) ? connection.document.auth : {};
  const current = typeof connection.hidden.auth === "string" ? openAuth(backend, connection) : {};
  const patched = applyOperations({ auth: { params: current } }, changes);
  const params = isObject(patched.auth) ? patched.auth.params : undefined;
  const auth = readAuth(backend, { specName: shown.specName ?? authSpecs(backend)[0]?.name, params });
  const checked = stateOf(connection) === "draft" ? {} : await checkAccount(backend, auth.parameters);
  refuseOtherAccount(connection, checked);
  return {
    document: { auth: shownAuth(backend, auth) },
    hidden: sealedAuth(backend, connection.id, auth, checked),
  };
}

/** A key of another account under running flows would mix two merchants in one dataset. */
function refuseOtherAccount(connection: StoredEntity, checked: JsonObject): void {
  const { account, livemode } = connection.hidden;
  if (account === undefined || checked.account === undefined) return;
  if (account === checked.account && livemode === checked.livemode) return;
  throw catalogueError("1100-400", {
    message:
      "The new key belongs to another Stripe account or mode than the connection. Make a new base connection for it.",
  });
}

/** `DELETE /connections/{id}`: refused while a flow uses it. */
export async function deleteConnection(
  backend: FlowServiceBackend,
  caller: Caller,
  id: string,
): Promise<FlowServiceResponse> {
  const connection = await findEntity(backend, caller, "connections", id);
  const tenant = tenantOf(caller);
  await backend.entities.atomically(async (entities) => {
    const sources = await entities.list(tenant, "sourceConnections");
    const own = new Set(sources.filter(({ document }) => document.baseConnectionId === id).map((source) => source.id));
    const flows = await entities.list(tenant, "flows");
    const used = flows.some(({ document }) => idsOf(document.sourceConnectionIds).some((source) => own.has(source)));
    if (used) throw catalogueError("1418-400", { id });
    await entities.remove(tenant, "connections", connection.id);
  });
  return { status: 204 };
}

export function idsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((id) => typeof id === "string") : [];
}

/** `action?op=publish` of a draft connection: now everything must be there, and the key is tried. */
export async function publishConnection(
  backend: FlowServiceBackend,
  caller: Caller,
  connection: StoredEntity,
): Promise<Readonly<{ document: JsonObject; hidden: JsonObject }>> {
  const checked = await checkAccount(backend, openAuth(backend, connection));
  return {
    document: { ...connection.document, state: "enabled" },
    hidden: { ...connection.hidden, ...checked },
  };
}
