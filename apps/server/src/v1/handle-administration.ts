import { Readable } from "node:stream";
import type {
  Alert,
  AlertEvent,
  ApiToken,
  AuditEntry,
  AuditVerification,
  Page,
  Scope,
} from "@stripe-aep/core/service-api";
import type { StoredAuditRecord, StoredEntity, StoredToken } from "@stripe-aep/core/flow-service";
import { newEntity } from "@stripe-aep/core/flow-service";
import { callerOf, forgetHolders } from "../http/access.ts";
import { nothingHere } from "../http/problem-details.ts";
import { record } from "../http/record-audit.ts";
import { refusePrivateAddress } from "../http/safe-address.ts";
import { type Call, limitOf, makeCursor, readCursor } from "./call.ts";

/** Audit log, access tokens, alerts. */
export const administrationHandlers = {
  listAudit: async ({ service, tenant, query }: Call): Promise<Page<AuditEntry>> => {
    const before = readCursor(query.cursor);
    const limit = limitOf(query);
    const found = await service.audit.list(tenant, { limit: limit + 1, ...(before > 0 ? { before } : {}) });
    const items = found.slice(0, limit);
    const last = items.at(-1);
    const next = found.length > limit && last !== undefined ? makeCursor(last.sequence) : null;
    return { items: items.map(showAudit), next, total: await service.audit.count(tenant) };
  },

  exportAudit: async ({ service, tenant, reply }: Call) => {
    async function* lines(): AsyncGenerator<string> {
      for await (const entry of service.audit.entries(tenant)) yield `${JSON.stringify(showAudit(entry))}\n`;
    }
    void reply.header("content-disposition", 'attachment; filename="audit.ndjson"');
    await reply.type("application/x-ndjson").send(Readable.from(lines()));
  },

  verifyAudit: async ({ service }: Call): Promise<AuditVerification> => {
    const { entries, brokenAt } = await service.audit.verify();
    return { whole: brokenAt === null, entries, brokenAt };
  },

  listTokens: async ({ service, tenant }: Call): Promise<readonly ApiToken[]> =>
    (await service.tokens.list(tenant.imsOrganization, tenant.sandbox)).map(showToken),

  createToken: async ({ service, tenant, holder, body }: Call) => {
    const { name, scopes, expiresAt, sandbox = tenant.sandbox } = body as unknown as NewTokenInput;
    const now = service.ports.clock.now();
    const input = { name, scopes, ...tenant, sandbox, expiresAt: expiresAt ?? null, now };
    const { token, stored } = await service.tokens.create(input);
    await record(service, holder, "token.create", stored.id, { name, scopes, sandbox });
    return { ...showToken(stored), token };
  },

  revokeToken: async ({ service, tenant, holder, parameters }: Call): Promise<void> => {
    const id = parameters.id ?? "";
    if (!(await service.tokens.revoke(tenant, id, service.ports.clock.now()))) throw nothingHere("This token", id);
    forgetHolders(service);
    await record(service, holder, "token.revoke", id, {});
  },

  listAlerts: async ({ service, tenant }: Call): Promise<readonly Alert[]> =>
    (await service.entities.list(tenant, "alerts")).map(showAlert),

  createAlert: async ({ service, holder, body }: Call): Promise<Alert> => {
    const { url, events, flowId } = body as unknown as { url: string; events: AlertEvent[]; flowId?: string };
    await refusePrivateAddress(url, service.settings.allowPrivateUrls);
    const document = { url, events, flowId: flowId ?? null, lastDelivery: null };
    const entity = newEntity(service.backend, callerOf(holder, "exc_app"), "alerts", { document });
    await service.entities.insert(entity);
    await record(service, holder, "alert.create", entity.id, { events });
    return showAlert(entity);
  },

  deleteAlert: async ({ service, tenant, holder, parameters }: Call): Promise<void> => {
    const id = parameters.id ?? "";
    if (!(await service.entities.remove(tenant, "alerts", id))) throw nothingHere("This alert", id);
    await record(service, holder, "alert.delete", id, {});
  },
};

interface NewTokenInput {
  readonly name: string;
  readonly scopes: Scope[];
  readonly expiresAt?: number;
  readonly sandbox?: string;
}

function showAudit(entry: StoredAuditRecord): AuditEntry {
  const { sequence, at, actor, action, subject, details, previousHash, hash } = entry;
  return { sequence, at, actor, action, subject, details, previousHash, hash };
}

function showToken(token: StoredToken): ApiToken {
  const { id, name, scopes, createdAt, expiresAt, revokedAt } = token;
  return { id, name, scopes: scopes as readonly Scope[], createdAt, expiresAt, revokedAt };
}

function showAlert({ id, createdAt, document }: StoredEntity): Alert {
  const { url, events, flowId, lastDelivery } = document as unknown as Alert;
  return { id, url, events, flowId, createdAt, lastDelivery };
}
