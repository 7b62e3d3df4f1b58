import type { ReactNode } from "react";
import type { ErrorGroup } from "../../api/runs.ts";
import { plural } from "../../format/number.ts";
import { Chip, State } from "../../parts/marks.tsx";
import { resourceTitle } from "../../parts/resource-names.ts";
import { routeTo } from "../../router/route.ts";

export function ErrorGroups({ groups }: { readonly groups: readonly ErrorGroup[] }): ReactNode {
  if (groups.length === 0) return <State tone="good">None</State>;
  return (
    <ul className="stack">
      {groups.map((group) => (
        <li key={`${group.code} ${group.resource}`} className="error-group">
          <div className="row">
            <code className="strong">{group.code}</code>
            <span className="strong">{group.title}</span>
            <Chip tone="warn">{plural(group.count, "record")}</Chip>
            <span className="soft">{resourceTitle(group.resource)}</span>
          </div>
          <p>{group.next}</p>
          <p className="small">
            <a href={routeTo(["quarantine"], { code: group.code, resource: group.resource })}>See the records</a>
            {group.examples.length > 0 && <span className="soft"> · {group.examples.join(", ")}</span>}
          </p>
        </li>
      ))}
    </ul>
  );
}
