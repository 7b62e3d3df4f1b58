import { Button } from "@react-spectrum/s2";
import type { ReactNode } from "react";
import { usePreview } from "../../api/connections.ts";
import { useMapping } from "../../api/flows.ts";
import type { Mapping, MappingRow, ResourceName } from "../../api/types.ts";
import { plural } from "../../format/number.ts";
import { Answered } from "../../parts/answered.tsx";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { Chip } from "../../parts/marks.tsx";
import { Card } from "../../parts/page.tsx";
import { XdmPath } from "../../parts/xdm-path.tsx";
import type { StepProps } from "./connect.tsx";
import { OwnMapping } from "./own-mapping.tsx";
import { cellText, valueAt } from "./preview-shape.ts";
import { withOwnMapping } from "./wizard-state.ts";

export function MappingStep({ draft, change }: StepProps): ReactNode {
  const { resource, connectionId } = draft;
  if (resource === undefined || connectionId === undefined) return null;
  return <Loaded draft={draft} change={change} resource={resource} connectionId={connectionId} />;
}

function Loaded(props: StepProps & { readonly resource: ResourceName; readonly connectionId: string }): ReactNode {
  const { draft, change, resource, connectionId } = props;
  const mapping = useMapping(resource, connectionId);
  const preview = usePreview(connectionId, resource);
  return (
    <Answered of={mapping} lines={10}>
      {(value) =>
        draft.way === "generated" ? (
          <Generated mapping={value} record={preview.value?.records[0]} onEdit={() => change(withOwnMapping(draft))} />
        ) : (
          <OwnMapping draft={draft} change={change} generated={value} records={preview.value?.records ?? []} />
        )
      }
    </Answered>
  );
}

const words: Readonly<Record<string, string>> = { keep: "sent", hash: "hashed", drop: "left out" };

function columnsFor(record: unknown): readonly Column<MappingRow>[] {
  const sample = (source: string) => (source.startsWith("$") ? "" : cellText(valueAt(record, source)));
  return [
    {
      name: "Stripe field",
      track: "minmax(0, 1.7fr)",
      cell: ({ source, documentation }) => <code title={documentation}>{source}</code>,
    },
    {
      name: "Sample",
      track: "minmax(0, 1.1fr)",
      cell: ({ source }) => <span title={sample(source)}>{sample(source)}</span>,
      later: true,
    },
    {
      name: "XDM path",
      track: "minmax(0, 2.2fr)",
      cell: ({ destination }) => <XdmPath path={destination} />,
    },
    {
      name: "Rule",
      track: "minmax(0, 1.2fr)",
      cell: ({ conversion, rule }) => <span title={rule}>{conversion}</span>,
      later: true,
    },
    {
      name: "Policy",
      track: "minmax(0, .8fr)",
      cell: ({ policy }) => <Chip tone={policy === "keep" ? "good" : "still"}>{words[policy] ?? policy}</Chip>,
    },
    { name: "Labels", track: "minmax(0, .6fr)", cell: ({ labels }) => labels.join(" "), later: true },
  ];
}

function Generated({
  mapping,
  record,
  onEdit,
}: {
  readonly mapping: Mapping;
  readonly record: unknown;
  readonly onEdit: () => void;
}): ReactNode {
  return (
    <Card
      title="Generated mapping"
      note={`${plural(mapping.rows.length, "row")}, made from Stripe’s own declarations`}
      actions={
        <Button variant="secondary" onPress={onEdit}>
          Edit the rows
        </Button>
      }
    >
      <DataTable
        label="Mapping rows"
        columns={columnsFor(record)}
        rows={mapping.rows}
        rowKey={({ source, destination }) => `${source} ${destination}`}
      />
    </Card>
  );
}
