import type { ReactNode } from "react";
import type { ConnectionCheck } from "../api/types.ts";
import { State } from "./marks.tsx";
import { Note } from "./note.tsx";
import { resourceTitle } from "./resource-names.ts";

/** What a key opens, and each permission that is missing by the name that Stripe gives it. */
export function KeyCheckResult({ check }: { readonly check: ConnectionCheck }): ReactNode {
  const missing = check.permissions.filter(({ granted }) => !granted);
  return (
    <div className="stack">
      {check.valid && missing.length === 0 ? (
        <Note tone="good" title="The key opens everything that is needed." live>
          <p>
            Account <code>{check.account}</code>, {check.livemode === true ? "live" : "test"} mode.
          </p>
        </Note>
      ) : (
        <Note
          tone="bad"
          live
          title={
            check.message ?? `The key lacks ${[...new Set(missing.map(({ permission }) => permission))].join(", ")}.`
          }
        >
          {[...new Set(missing.map(({ next }) => next))].map((next) => next !== null && <p key={next}>{next}</p>)}
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
