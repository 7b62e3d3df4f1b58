import { createRemoteJWKSet, jwtVerify, type JWTPayload } from "jose";
import type { Scope } from "@stripe-aep/core/service-api";
import type { Service } from "../service.ts";
import type { JwksSettings } from "../settings.ts";
import type { Holder } from "./access.ts";

const keySets = new Map<string, ReturnType<typeof createRemoteJWKSet>>();
const scopes: readonly Scope[] = ["sources.view", "sources.manage", "admin"];

/** Signatures with a shared secret are not accepted: a key set holds public keys. */
const algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"];

/** A token of the configured identity provider; undefined when there is none configured or it does not vouch for it. */
export async function verifyJwt(service: Service, token: string): Promise<Holder | undefined> {
  const { jwks } = service.settings;
  if (jwks === undefined || !/^eyJ[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) return undefined;
  try {
    const options = { issuer: jwks.issuer, audience: jwks.audience, algorithms, clockTolerance: 30 };
    const { payload } = await jwtVerify(token, keySet(jwks), options);
    return holderOf(service, jwks, payload);
  } catch {
    // Expired, another issuer, a bad signature, or keys that cannot be fetched: in every case it opens nothing.
    return undefined;
  }
}

function keySet(jwks: JwksSettings): ReturnType<typeof createRemoteJWKSet> {
  const known = keySets.get(jwks.url);
  if (known !== undefined) return known;
  const made = createRemoteJWKSet(new URL(jwks.url), { timeoutDuration: 5000, cooldownDuration: 10_000 });
  keySets.set(jwks.url, made);
  return made;
}

function holderOf(service: Service, jwks: JwksSettings, payload: JWTPayload): Holder | undefined {
  const organization = payload[jwks.organizationClaim];
  if (typeof organization !== "string" || organization === "" || typeof payload.sub !== "string") return undefined;
  const sandbox = typeof payload.sandbox === "string" ? payload.sandbox : service.platform.sandbox;
  const granted = (typeof payload.scope === "string" ? payload.scope : "").split(/[\s,]+/);
  return {
    id: `jwt:${payload.sub}`,
    name: payload.sub,
    imsOrganization: organization,
    sandbox,
    scopes: new Set(scopes.filter((scope) => granted.includes(scope))),
  };
}
