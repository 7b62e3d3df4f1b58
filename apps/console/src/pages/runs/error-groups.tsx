import type { ReactNode } from "react";
import type { RunErrorGroup } from "../../api/types.ts";
import { plural } from "../../format/number.ts";
import { Chip, State } from "../../parts/marks.tsx";
import { Words } from "../../parts/words.tsx";
import { routeTo } from "../../router/route.ts";

/** Errors by code, each with the fix and the records it concerns. */
export function ErrorGroups({
  groups,
  resource,
}: {
  readonly groups: readonly RunErrorGroup[];
  readonly resource: string;
}): ReactNode {
  if (groups.length === 0) return <State tone="good">None</State>;
  return (
    <ul className="stack">
      {groups.map((group) => (
        <li key={`${group.code} ${group.message}`} className="error-group">
          <div className="row">
            <code className="strong">{group.code}</code>
            <span className="strong">{group.title}</span>
            <Chip tone="warn">{plural(group.count, "record")}</Chip>
          </div>
          <p>
            <Words>{group.message}</Words>
          </p>
          {group.next !== null && (
            <p>
              <Words>{group.next}</Words>
            </p>
          )}
          {group.objectIds.length > 0 && (
            <p className="small">
              <a href={routeTo(["quarantine"], { code: group.code, resource })}>See the records with {group.code}</a>
              <span className="soft"> · {group.objectIds.slice(0, 3).join(", ")}</span>
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}
