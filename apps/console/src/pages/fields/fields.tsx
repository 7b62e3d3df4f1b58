import { SearchField } from "@react-spectrum/s2";
import { useDeferredValue, useEffect, useState, type ReactNode } from "react";
import { useFields } from "../../api/fields.ts";
import { useSession } from "../../api/session.ts";
import type { FieldRow } from "../../api/types.ts";
import { plural } from "../../format/number.ts";
import { Answered } from "../../parts/answered.tsx";
import { Blank } from "../../parts/blank.tsx";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { Chip, type Tone } from "../../parts/marks.tsx";
import { Page } from "../../parts/page.tsx";
import { ResourcePicker } from "../../parts/resource-picker.tsx";
import { resourceTitle } from "../../parts/resource-names.ts";
import { XdmPath } from "../../parts/xdm-path.tsx";
import { routeTo } from "../../router/route.ts";
import { go } from "../../router/use-route.ts";
import type { PageArguments } from "../pages.ts";

const treatments: Readonly<Record<string, readonly [Tone, string]>> = {
  keep: ["good", "sent"],
  hash: ["busy", "hashed"],
  drop: ["still", "left out"],
};

const columns: readonly Column<FieldRow>[] = [
  {
    name: "Stripe field",
    track: "minmax(0, 2fr)",
    cell: ({ path, documentation }) => <code title={documentation}>{path}</code>,
  },
  { name: "Resource", track: "172px", cell: ({ resource }) => resourceTitle(resource) },
  {
    name: "XDM path",
    track: "minmax(0, 2fr)",
    cell: ({ xdmPath, action, rule }) =>
      xdmPath === null ? (
        <span className="soft" title={rule}>
          {action}
        </span>
      ) : (
        <XdmPath path={xdmPath} />
      ),
    later: true,
  },
  { name: "Type", track: "104px", cell: ({ xdmType, type }) => xdmType ?? type, later: true },
  {
    name: "Conversion",
    track: "minmax(0, 1.2fr)",
    cell: ({ conversion, rule }) => <span title={rule}>{conversion}</span>,
    later: true,
  },
  { name: "Policy", track: "102px", cell: (field) => <Treatment of={field} /> },
  { name: "Labels", track: "76px", cell: ({ labels }) => labels.join(" ") },
];

/** What the server's own policy does; each preset on hover. */
function Treatment({ of: { decision, policy } }: { readonly of: FieldRow }): ReactNode {
  const [tone, word] = treatments[decision ?? ""] ?? ["still", "–"];
  const all = Object.entries(policy).map(([preset, act]) => `${preset}: ${act}`);
  return (
    <span title={all.join(", ")}>
      <Chip tone={tone}>{word}</Chip>
    </span>
  );
}

export function Fields({ query }: PageArguments): ReactNode {
  const { resource } = query;
  const [text, setText] = useState(query.search ?? "");
  const sought = useSettled(useDeferredValue(text.trim()));
  const fields = useFields({ resource, search: sought === "" ? undefined : sought });
  return (
    <Page
      title="Field table"
      lead="Where each of Stripe’s fields lives in XDM, how it is converted, what the policy does with it, and which data usage labels it carries."
      actions={
        <ResourcePicker
          chosen={resource}
          onChoose={(chosen) => go(routeTo(["fields"], { resource: chosen }), { replace: true })}
        />
      }
    >
      <OwnPolicy />
      <SearchField
        label="Search fields"
        description="By Stripe path, XDM path, documentation or label"
        value={text}
        onChange={setText}
      />
      <Answered of={fields} lines={12}>
        {({ items, total, more }) =>
          items.length === 0 ? (
            <section className="card">
              <Blank picture="search" title={`No field matches “${sought}”`} />
            </section>
          ) : (
            <DataTable
              label="Fields"
              columns={columns}
              rows={items}
              rowKey={({ resource: of, path, xdmPath }) => `${of} ${path} ${xdmPath ?? ""}`}
              total={total}
              more={more}
              onNeedMore={fields.loadMore}
            />
          )
        }
      </Answered>
    </Page>
  );
}

/** Which policy the column is about; it is a setting of the server. */
function OwnPolicy(): ReactNode {
  const policy = useSession().value?.policy;
  if (policy === undefined) return null;
  const own = Object.keys(policy.fields).length;
  const promoted = Object.values(policy.promotedKeys).reduce((sum, keys) => sum + Object.keys(keys).length, 0);
  const more = [
    ...(own === 0 ? [] : [`${plural(own, "field")} of its own`]),
    ...(promoted === 0 ? [] : [plural(promoted, "promoted metadata key")]),
  ];
  return (
    <p className="soft">
      This server’s policy is <code>{policy.preset}</code>
      {more.length === 0 ? "" : `, with ${more.join(" and ")}`}. It holds for all dataflows with the generated mapping.
    </p>
  );
}

const pauseBeforeAsking = 200;

/** The text once the reader has stopped typing. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), pauseBeforeAsking);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
