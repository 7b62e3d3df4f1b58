import { statfs } from "node:fs/promises";
import { networkInterfaces } from "node:os";

import { ConnectorError, type Probe } from "@stripe-aep/core";

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
    (addresses ?? []).filter(({ internal }) => !internal).map(({ address }) => address),
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

const SKEW_WARNING_MILLISECONDS = 60_000;

async function checkStripe({ connector, config }: CheckInput): Promise<readonly Finding[]> {
  const credential = config.stripe.credential;
  const kind = credential.kind === "key" ? credential.key.kind : "oauth";
  return caught("stripe", async () => {
    const { account, displayName, livemode, clockSkew, probes } = await connector.probe.stripe();
    const name = displayName === undefined ? account : `${account} (${displayName})`;
    return [
      {
        area: "stripe",
        level: "ok",
        text: `key ${kind}… opens ${name} in ${livemode ? "live" : "test"} mode, API version ${config.stripe.apiVersion} pinned`,
      },
      ...(kind.startsWith("sk_") ? [unrestricted] : []),
      ...probes.map((probe) => permission("stripe", probe, "whoever owns the key in the Stripe dashboard")),
      clock(clockSkew),
    ];
  });
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
        permission("aep", probe, "an administrator of the organisation, in a product profile of this sandbox"),
      ),
      {
        area: "aep",
        level: "ok",
        text: "Manage Schemas, Manage Datasets, Manage Identity Namespaces and Manage Sources are proven by `apply`, which stops at the one that is missing and names it",
      },
    ];
  });
}

function permission(area: "stripe" | "aep", probe: Probe, who: string): Finding {
  if (probe.granted) return { area, level: "ok", text: `${probe.name}: ${probe.detail}` };
  const next = `Ask ${who} for ${probe.name}. ${probe.next ?? ""}`.trim();
  return {
    area,
    level: probe.needed ? "failed" : "warning",
    text: `${probe.name}: ${probe.detail}`,
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
        access: error.name === "AccessError" || error.name === "PlatformAccessError",
      },
    ];
  }
}
