import type { PlatformRequest } from "../exchange.ts";
import type { Refusal } from "../exchange.ts";
import type { RegistryErrors } from "./registry-errors.ts";

/** `application/vnd.adobe.{view}+json; version=1`, taken apart. */
export interface AcceptedView {
  /** `xed`, `xed-full`, `xed-id`, `xdm-v2`, … */
  readonly view: string;
  readonly version: string | undefined;
}

interface AcceptRule {
  readonly code: string;
  readonly views: ReadonlySet<string>;
  readonly needsVersion: boolean;
  readonly example: string;
}

const versionHint = "application/vnd.adobe.'{xed|xdm'}+json; version=1 (Version should be specified)";

const rules = {
  list: {
    code: "XDM-1006-400",
    // Adobe's own utility lists with xdm+json and gets `results` all the same.
    views: new Set(["xed", "xed-id", "xdm", "xdm-id"]),
    needsVersion: false,
    example: "application/vnd.adobe.'{xed|xdm'}+json",
  },
  lookup: {
    code: "XDM-1007-400",
    views: new Set(["xed", "xed-full", "xed-notext", "xed-full-notext", "xed-full-desc", "xed-deprecatefield", "xdm"]),
    needsVersion: true,
    example: versionHint,
  },
  descriptorList: {
    code: "XDM-1008-400",
    views: new Set(["xdm", "xdm-id", "xdm-link", "xdm-v2", "xdm-v2-id", "xdm-v2-link"]),
    needsVersion: false,
    example: "application/vnd.adobe.xdm-id+json",
  },
  descriptorLookup: {
    code: "XDM-1009-400",
    views: new Set(["xdm"]),
    needsVersion: false,
    example: "application/vnd.adobe.xdm+json",
  },
} as const satisfies Record<string, AcceptRule>;

/** What the caller wants to see. Throws the 100x error of the operation if the header is missing or wrong. */
export function acceptedView(
  request: PlatformRequest,
  operation: keyof typeof rules,
  errors: RegistryErrors,
): AcceptedView {
  const given = request.headers.accept ?? "";
  const rule: AcceptRule = rules[operation];
  const match =
    /^application\/vnd\.adobe\.(x[ed][dm][a-z0-9-]*)\+json(?:\s*;\s*version\s*=\s*(\d+)(?:\.[\dx]+)?)?\s*$/i.exec(
      given,
    );
  const view = match?.[1]?.toLowerCase() ?? "";
  if (!rule.views.has(view) || (rule.needsVersion && match?.[2] === undefined)) throw invalid(rule, given, errors);
  return { view, version: match?.[2] };
}

function invalid(rule: AcceptRule, given: string, errors: RegistryErrors): Refusal {
  return errors.error(
    rule.code,
    "Accept header invalid",
    `The supplied Accept header is not valid: ${given} - A valid Accept value should look like ${rule.example}`,
  );
}
