import type { ReactNode } from "react";
import type { KeyCheck } from "../api/connections.ts";
import { State } from "./marks.tsx";
import { Note } from "./note.tsx";
import { resourceTitle } from "./resource-names.ts";

/** What a key opens, and each permission that is missing by the name that Stripe gives it. */
export function KeyCheckResult({ check }: { readonly check: KeyCheck }): ReactNode {
  const missing = check.permissions.filter(({ granted }) => !granted);
  return (
    <div className="stack">
      {check.ok ? (
        <Note tone="good" title="The key opens everything that is needed." live>
          <p>
            Account <code>{check.account}</code>, {check.livemode === true ? "live" : "test"} mode.
          </p>
        </Note>
      ) : (
        <Note tone="bad" live title={check.reason ?? `The key lacks ${missing.map(({ permission }) => permission).join(", ")}.`}>
          {missing.length > 0 && (
            <p>
              In the Stripe dashboard under Developers, API keys, edit the restricted key and give it read access to{" "}
              {missing.map(({ resource }) => resourceTitle(resource)).join(", ")}. Then check again.
            </p>
          )}
        </Note>
      )}
      {check.permissions.length > 0 && (
        <ul className="grid permissions" aria-label="Permissions">
          {check.permissions.map(({ resource, permission, granted }) => (
            <li key={resource}>
              <State tone={granted ? "good" : "bad"}>{resourceTitle(resource)}</State>{" "}
              <code className="soft">{permission}</code>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
