import { Picker, PickerItem, SearchField } from "@react-spectrum/s2";
import { useDeferredValue, useMemo, useState, type ReactNode } from "react";
import { useFields, type FieldRow } from "../../api/fields.ts";
import { Answered } from "../../parts/answered.tsx";
import { Blank } from "../../parts/blank.tsx";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { Chip } from "../../parts/marks.tsx";
import { Page } from "../../parts/page.tsx";
import { resourceChoices, resourceTitle } from "../../parts/resource-names.ts";
import { routeTo } from "../../router/route.ts";
import { go } from "../../router/use-route.ts";
import type { PageArguments } from "../pages.ts";
import { searchFields } from "./search-fields.ts";

const tones = { keep: "good", hash: "busy", drop: "still" } as const;
const words = { keep: "sent", hash: "hashed", drop: "left out" } as const;

const columns: readonly Column<FieldRow>[] = [
  { name: "Stripe field", track: "minmax(0, 220fr)", cell: ({ source }) => <code title={source}>{source}</code> },
  { name: "XDM path", track: "minmax(0, 260fr)", cell: ({ destination }) => <code title={destination}>{destination}</code>, later: true },
  { name: "Conversion", track: "minmax(0, 150fr)", cell: ({ conversion }) => conversion, later: true },
  {
    name: "Policy",
    track: "minmax(0, 90fr)",
    cell: ({ treatment }) => <Chip tone={tones[treatment]}>{words[treatment]}</Chip>,
  },
  { name: "Labels", track: "minmax(0, 80fr)", cell: ({ labels }) => labels.join(" "), later: true },
  {
    name: "Resource",
    track: "minmax(0, 150fr)",
    cell: ({ resource, dataset }) => `${resourceTitle(resource)} · ${dataset}`,
  },
];

export function Fields({ query }: PageArguments): ReactNode {
  const fields = useFields();
  const resource = query["resource"];
  return (
    <Page
      title="Field table"
      lead="Where each of Stripe's fields lives in XDM, how it is converted, what the policy does with it, and which data usage labels it carries."
      actions={
        <Picker
          aria-label="Resource"
          selectedKey={resource ?? "every"}
          onSelectionChange={(key) => go(routeTo(["fields"], { resource: key === "every" ? undefined : String(key) }), { replace: true })}
        >
          {[
            <PickerItem key="every" id="every">
              All resources
            </PickerItem>,
            ...resourceChoices.map(([name, title]) => (
              <PickerItem key={name} id={name}>
                {title}
              </PickerItem>
            )),
          ]}
        </Picker>
      }
    >
      <Answered of={fields} lines={12}>
        {(rows) => <Searchable rows={rows} resource={resource} />}
      </Answered>
    </Page>
  );
}

function Searchable({ rows, resource }: { readonly rows: readonly FieldRow[]; readonly resource: string | undefined }): ReactNode {
  const [text, setText] = useState("");
  const sought = useDeferredValue(text);
  const found = useMemo(
    () => searchFields(resource === undefined ? rows : rows.filter((row) => row.resource === resource), sought),
    [rows, resource, sought],
  );
  return (
    <>
      <SearchField label="Search fields" description="By Stripe path, XDM path, title or label" value={text} onChange={setText} />
      {found.length === 0 ? (
        <section className="card">
          <Blank picture="search" title={`No field matches “${sought}”`} />
        </section>
      ) : (
        <DataTable
          label="Fields"
          columns={columns}
          rows={found}
          rowKey={({ resource: of, dataset, source, destination }) => `${of} ${dataset} ${source} ${destination}`}
        />
      )}
    </>
  );
}
