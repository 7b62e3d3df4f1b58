import { statfs } from "node:fs/promises";
import { networkInterfaces } from "node:os";

import { AccessError, ConnectorError, type Probe } from "@stripe-aep/core";

import type { Connected } from "../connected-command.ts";
import { formatCount } from "../render/numbers.ts";
import { adobeAddresses } from "./adobe-addresses.ts";
import type { Area, Finding } from "./finding.ts";

export interface CheckInput extends Connected {
  readonly stateFolder: string;
}

/** Every area with its check, in the order in which they are told. */
export const checks: Readonly<Record<Area, (input: CheckInput) => Promise<readonly Finding[]>>> = {
  network: (input) => Promise.resolve(checkNetwork(input)),
  stripe: checkStripe,
  aep: checkPlatform,
  state: checkState,
};

/** Which addresses a Stripe key with an IP restriction must let in. */
function checkNetwork({ settings }: CheckInput): readonly Finding[] {
  if (settings.values.get("runner")?.value === "adobe") {
    const region = String(settings.values.get("aep.region")?.value);
    const list = adobeAddresses[region] ?? [];
    return [
      {
        area: "network",
        level: "ok",
        text: `runner adobe reads from Adobe's ${formatCount(list.length)} address ranges of ${region}: ${list.join(", ")}`,
        next: "If the Stripe key is restricted by IP, let all of them in; Adobe's IP allow list page has the newest.",
      },
    ];
  }
  const own = Object.values(networkInterfaces()).flatMap((addresses) =>
    (addresses ?? [])
      .filter(({ internal, address }) => !internal && !isLinkLocal(address))
      .map(({ address }) => address),
  );
  const text =
    own.length === 0
      ? "this host has no address besides loopback"
      : `this host calls from ${own.slice(0, 4).join(", ")}, or from the address of its gateway`;
  return [
    {
      area: "network",
      level: "ok",
      text,
      next: "If the Stripe key is restricted by IP, let this host's public address in.",
    },
  ];
}

/** Addresses that no packet to Stripe can carry. */
function isLinkLocal(address: string): boolean {
  return address.startsWith("fe80:") || address.startsWith("169.254.");
}

const SKEW_WARNING_MILLISECONDS = 60_000;

async function checkStripe({ connector, config, settings }: CheckInput): Promise<readonly Finding[]> {
  const credential = config.stripe.credential;
  const kind = credential.kind === "key" ? credential.key.kind : "oauth";
  return caught("stripe", async () => {
    const { account, displayName, livemode, clockSkew, probes } = await connector.probe.stripe();
    const opened = account ?? "an account that it may not name";
    const name = displayName === undefined ? opened : `${opened} (${displayName})`;
    return [
      {
        area: "stripe",
        level: "ok",
        text: `key ${kind}… opens ${name} in ${livemode ? "live" : "test"} mode, API version ${config.stripe.apiVersion} pinned`,
      },
      ...(kind.startsWith("sk_") ? [unrestricted] : []),
      pairing(livemode, settings),
      ...probes.map((probe) =>
        permission("stripe", probe, { who: "whoever owns the key in the Stripe dashboard", where: "" }),
      ),
      ...(clockSkew === undefined ? [] : [clock(clockSkew)]),
    ];
  });
}

/** Told here when it was forced; otherwise a mix is refused before anything is asked. */
function pairing(livemode: boolean, { profile, values }: CheckInput["settings"]): Finding {
  const production = values.get("production")?.value === true;
  const text = `a ${livemode ? "live" : "test"} key in ${production ? "the production" : "a development"} profile, ${profile}`;
  if (livemode === production) return { area: "stripe", level: "ok", text };
  const next = "allowMixedModes allows it; test money in real reports cannot be taken out again.";
  return { area: "stripe", level: "warning", text, next };
}

const unrestricted: Finding = {
  area: "stripe",
  level: "warning",
  text: "this secret key is unrestricted: it can move money",
  next: "Make a restricted key (rk_…) with the read permissions below and point stripe.key at it.",
};

function clock(skew: number): Finding {
  const seconds = (skew / 1000).toFixed(1);
  const isFar = Math.abs(skew) > SKEW_WARNING_MILLISECONDS;
  return {
    area: "stripe",
    level: isFar ? "warning" : "ok",
    text: `this clock is ${seconds} s from Stripe's`,
    ...(isFar ? { next: "Set the clock by NTP: webhook signatures are refused beyond 300 s." } : {}),
  };
}

async function checkPlatform({ connector, config }: CheckInput): Promise<readonly Finding[]> {
  return caught("aep", async () => {
    const { tenantId, probes } = await connector.probe.platform();
    const where = `sandbox ${config.platform.sandbox} of ${config.platform.imsOrganization}`;
    return [
      {
        area: "aep",
        level: tenantId === undefined ? "warning" : "ok",
        text: tenantId === undefined ? where : `${where}, tenant _${tenantId}`,
      },
      ...probes.map((probe) =>
        permission("aep", probe, {
          who: "an administrator of the organisation",
          where: ", in a role or product profile of this sandbox",
        }),
      ),
    ];
  });
}

interface Grantor {
  readonly who: string;
  readonly where: string;
}

function permission(area: "stripe" | "aep", probe: Probe, { who, where }: Grantor): Finding {
  // Which permission is missing says all that the far side's sentence would.
  const isPermission = probe.code === "SAEP-1102" || probe.code === "SAEP-1202";
  const reason = probe.reason === undefined || isPermission ? "" : `: ${probe.reason}`;
  const text = `${probe.name}: ${probe.detail}${reason}${probe.code === undefined ? "" : ` (${probe.code})`}`;
  if (probe.granted) return { area, level: "ok", text };
  if (!probe.tried) return { area, level: "untried", text, ...(probe.next === undefined ? {} : { next: probe.next }) };
  const next = `Ask ${who} for ${probe.name}${where}.${isPermission ? "" : ` ${probe.next ?? ""}`}`.trim();
  return {
    area,
    level: probe.needed ? "failed" : "warning",
    text,
    next,
    access: true,
  };
}

const LEAST_FREE_BYTES = 1024 ** 3;

async function checkState({ connector, stateFolder }: CheckInput): Promise<readonly Finding[]> {
  const feeds = await connector.status();
  const { bavail, bsize } = await statfs(stateFolder);
  const free = bavail * bsize;
  const gigabytes = (free / 1024 ** 3).toFixed(1);
  return [
    {
      area: "state",
      level: "ok",
      text: `${stateFolder} opens; it knows ${feeds.length} ${feeds.length === 1 ? "account" : "accounts"}`,
    },
    free < LEAST_FREE_BYTES
      ? {
          area: "state",
          level: "warning",
          text: `only ${gigabytes} GB are free there`,
          next: "Make room, or name another folder with --state.",
        }
      : { area: "state", level: "ok", text: `${gigabytes} GB are free there` },
  ];
}

/** A refusal is a finding, not the end of the examination. */
async function caught(area: "stripe" | "aep", check: () => Promise<readonly Finding[]>): Promise<readonly Finding[]> {
  try {
    return await check();
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    const { code, message, next = `Run \`stripe-aep explain ${code}\`.` } = error;
    return [
      {
        area,
        level: "failed",
        text: `${message} (${code})`,
        next,
        access: error instanceof AccessError,
      },
    ];
  }
}
