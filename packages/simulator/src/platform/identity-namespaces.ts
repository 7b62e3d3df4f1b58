import type { SimulatedClock } from "../clock.ts";
import { json, objectBody, Refusal } from "./exchange.ts";
import { textIn, type JsonObject } from "./json.ts";
import type { Call, Route } from "./router.ts";
import type { Services } from "./services.ts";

const PATH = "/data/core/idnamespace/identities";
const PROBLEM = "http://ns.adobe.com/adobecloud/problem/namespacevalidation";
const idTypes = [
  "COOKIE",
  "CROSS_DEVICE",
  "DEVICE",
  "EMAIL",
  "MOBILE",
  "NON_PEOPLE",
  "PHONE",
  "B2B_ACCOUNT",
  "B2B_OPPORTUNITY",
];

export interface IdentityNamespace {
  readonly id: number;
  readonly code: string;
  readonly status: "ACTIVE";
  readonly idType: string;
  readonly name: string;
  readonly description: string;
  readonly custom: boolean;
  readonly createTime: number;
  readonly updateTime: number;
}

/** The namespaces of one sandbox. They are never deleted. */
export class IdentityNamespaces {
  readonly byId = new Map<number, IdentityNamespace>();
  #nextId = 10_018_776;

  constructor(now: number) {
    for (const [id, code, name, idType] of standardNamespaces) {
      const times = { createTime: now, updateTime: now };
      this.byId.set(id, { ...times, id, code, name, idType, status: "ACTIVE", description: name, custom: false });
    }
  }

  /** By code, whatever its case, or by id. */
  find(codeOrId: string): IdentityNamespace | undefined {
    const wanted = codeOrId.toLowerCase();
    return [...this.byId.values()].find(({ id, code }) => String(id) === wanted || code.toLowerCase() === wanted);
  }

  takeId(): number {
    while (this.byId.has(this.#nextId)) this.#nextId += 1;
    return this.#nextId;
  }
}

const standardNamespaces = [
  [0, "CORE", "Adobe Audience Manager", "COOKIE"],
  [4, "ECID", "ECID", "COOKIE"],
  [6, "Email", "Email", "EMAIL"],
  [7, "Phone", "Phone", "PHONE"],
  [10, "WAID", "Windows AID", "DEVICE"],
  [11, "Email_LC_SHA256", "Emails (SHA256, lowercased)", "EMAIL"],
  [15, "Phone_SHA256", "Phone (SHA256)", "PHONE"],
  [20914, "GAID", "Google Ad ID (GAID)", "DEVICE"],
  [20915, "IDFA", "Apple IDFA (ID for Advertisers)", "DEVICE"],
] as const;

export function identityNamespaceRoutes(services: Services): Route[] {
  const view = "View Identity Namespaces";
  const manage = "Manage Identity Namespaces";
  return [
    {
      method: "GET",
      path: PATH,
      permission: view,
      answer: ({ sandbox }) => json(200, [...sandbox.namespaces.byId.values()]),
    },
    { method: "POST", path: PATH, permission: manage, answer: (call) => json(200, createNamespace(call, services)) },
    {
      method: "GET",
      path: `${PATH}/{id}`,
      permission: view,
      answer: (call) => json(200, findNamespace(call, services)),
    },
    {
      method: "PUT",
      path: `${PATH}/{id}`,
      permission: manage,
      answer: (call) => json(200, [replaceNamespace(call, services)]),
    },
  ];
}

function refusal(
  clock: SimulatedClock,
  status: number,
  code: string,
  description: string,
  extra: JsonObject = {},
): Refusal {
  return new Refusal(status, {
    timestamp: new Date(clock.now()).toISOString(),
    type: PROBLEM,
    status,
    title: extra.title ?? code,
    error: code,
    description,
    report: { code, message: description },
    ...extra,
  });
}

function readNamespace(call: Call, { clock }: Services): JsonObject & { code: string; idType: string; name: string } {
  const invalid = (description: string): Refusal => refusal(clock, 400, "INVALID_REQUEST_PARAMS", description);
  const body = objectBody(call.request, invalid);
  const [code, idType, name] = [textIn(body, "code"), textIn(body, "idType")?.toUpperCase(), textIn(body, "name")];
  if (name === undefined || name === "") throw invalid("Please provide a valid value of name.");
  if (code === undefined || !/^[A-Za-z0-9_]+$/.test(code)) {
    throw invalid("Please provide a valid value of code. Only letters and digits are allowed.");
  }
  if (idType === undefined || !idTypes.includes(idType)) {
    throw invalid(`Please provide a valid value of idType. Valid values are: [${idTypes.join(", ")}]`);
  }
  return { ...body, code, idType, name };
}

function createNamespace(call: Call, services: Services): IdentityNamespace {
  const given = readNamespace(call, services);
  const { namespaces } = call.sandbox;
  if (namespaces.find(given.code) !== undefined) {
    const description = "Namespace code already exists. Please use a different code";
    throw refusal(services.clock, 409, "INTEGRATION_CODE_EXISTS", description, { title: "NAMESPACE_CODE_CONFLICT" });
  }
  const now = services.clock.now();
  const namespace: IdentityNamespace = {
    updateTime: now,
    code: given.code,
    status: "ACTIVE",
    createTime: now,
    description: textIn(given, "description") ?? "",
    idType: given.idType,
    name: given.name,
    id: namespaces.takeId(),
    custom: true,
  };
  namespaces.byId.set(namespace.id, namespace);
  return namespace;
}

function findNamespace(call: Call, services: Services): IdentityNamespace {
  const namespace = call.sandbox.namespaces.byId.get(Number(call.parameters.id));
  if (namespace !== undefined) return namespace;
  throw refusal(services.clock, 404, "NAMESPACE_NOT_FOUND", `Namespace ${call.parameters.id ?? ""} not found`);
}

function replaceNamespace(call: Call, services: Services): IdentityNamespace {
  const existing = findNamespace(call, services);
  const given = readNamespace(call, services);
  if (given.code !== existing.code || given.idType !== existing.idType) {
    throw refusal(services.clock, 400, "INVALID_REQUEST_PARAMS", "code and idType are non editable fields");
  }
  const replaced: IdentityNamespace = {
    ...existing,
    name: given.name,
    description: textIn(given, "description") ?? "",
    updateTime: services.clock.now(),
  };
  call.sandbox.namespaces.byId.set(existing.id, replaced);
  return replaced;
}
