import { ActionButton, Button, SearchField, Switch, Text } from "@react-spectrum/s2";
import Add from "@react-spectrum/s2/icons/Add";
import Delete from "@react-spectrum/s2/icons/Delete";
import { useEffect, useState, type ReactNode } from "react";
import { useDataSets } from "../../api/flows.ts";
import type { DataSet, Mapping, MappingInputRow, ResourcePreview } from "../../api/types.ts";
import { plural } from "../../format/number.ts";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { Mark, State } from "../../parts/marks.tsx";
import { ProblemNote } from "../../parts/note.tsx";
import { Card } from "../../parts/page.tsx";
import { resourceTitle } from "../../parts/resource-names.ts";
import type { StepProps } from "./connect.tsx";
import { describeRows, matchingRows, startingRows, withSource, type EditedRow } from "./mapping-rows.ts";
import { cellText } from "./preview-shape.ts";
import { useJudgement } from "./use-judgement.ts";
import type { Draft } from "./wizard-state.ts";

export interface OwnMappingProps extends StepProps {
  readonly generated: Mapping;
  readonly records: ResourcePreview["records"];
}

/** The generated mapping, open to changes: every row judged as it is typed and tried on a real record. */
export function OwnMapping({ draft, change, generated, records }: OwnMappingProps): ReactNode {
  const rows = draft.rows ?? startingRows(generated);
  const schemaId = schemaOf(draft, useDataSets().value ?? []);
  const { judgement, problem } = useJudgement(
    { resource: generated.resource, ...(schemaId && { schemaId }), ...(records[0] && { record: records[0] }) },
    rows,
    (mappingErrors) => change({ mappingErrors }),
  );
  useEffect(() => {
    if (draft.rows === undefined) change({ rows });
  });
  const edited = describeRows(rows, judgement, generated);
  const edit: Edit = {
    replace: (place, row) => change({ rows: rows.with(place, row) }),
    remove: (place) => change({ rows: rows.toSpliced(place, 1) }),
  };
  return (
    <Card
      title="My mapping"
      note={`${plural(rows.length, "row")}: a Stripe field, or a Data Prep expression such as dformat(created * 1000, …)`}
      actions={
        <>
          <Button variant="secondary" onPress={() => change({ rows: [{ source: "", destination: "" }, ...rows] })}>
            <Add />
            <Text>Add a row</Text>
          </Button>
          <Button
            variant="secondary"
            fillStyle="outline"
            onPress={() => change({ rows: startingRows(generated), mappingErrors: 0 })}
          >
            Begin again
          </Button>
        </>
      }
    >
      <div className="stack">
        {problem !== undefined && <ProblemNote problem={problem} />}
        <Verdict rows={edited} judged={judgement !== undefined} />
        <Rows rows={edited} edit={edit} />
      </div>
    </Card>
  );
}

/** What the destinations must fit: the chosen dataset's schema, or the generated one if it has been made already. */
function schemaOf(draft: Draft, dataSets: readonly DataSet[]): string | undefined {
  const generated = `stripe ${resourceTitle(draft.resource ?? "").toLowerCase()}`;
  const found = dataSets.find(({ id, name }) =>
    draft.way === "existing" ? id === draft.dataSetId : name.toLowerCase() === generated,
  );
  return found?.schemaId ?? undefined;
}

function Verdict({ rows, judged }: { readonly rows: readonly EditedRow[]; readonly judged: boolean }): ReactNode {
  const wrong = rows.filter(({ problem }) => problem?.severity === "error").length;
  const odd = rows.filter(({ problem }) => problem?.severity === "warning").length;
  return (
    <p role="status">
      {!judged ? (
        <State tone="busy">Trying the rows on a real record</State>
      ) : wrong > 0 ? (
        <State tone="bad">{plural(wrong, "row")} to mend</State>
      ) : odd > 0 ? (
        <State tone="warn">{plural(odd, "row")} to look at</State>
      ) : (
        <State tone="good">Every row fits</State>
      )}
    </p>
  );
}

interface Edit {
  readonly replace: (place: number, row: MappingInputRow) => void;
  readonly remove: (place: number) => void;
}

function Rows({ rows, edit }: { readonly rows: readonly EditedRow[]; readonly edit: Edit }): ReactNode {
  const [search, setSearch] = useState("");
  const [onlyProblems, setOnlyProblems] = useState(false);
  return (
    <>
      <div className="row" role="search" aria-label="Rows">
        <SearchField aria-label="Find rows" placeholder="Find rows" value={search} onChange={setSearch} />
        <Switch isSelected={onlyProblems} onChange={setOnlyProblems}>
          Only rows with a problem
        </Switch>
      </div>
      <DataTable
        label="Mapping rows"
        columns={columnsFor(edit)}
        rows={matchingRows(rows, search, onlyProblems)}
        rowKey={({ place }) => String(place)}
        rowHeights={{ wide: 82, folded: 190 }}
      />
    </>
  );
}

function columnsFor(edit: Edit): readonly Column<EditedRow>[] {
  return [
    { name: "Stripe field or expression", track: "minmax(0, 2fr)", cell: (row) => <Source of={row} edit={edit} /> },
    { name: "XDM path", track: "minmax(0, 2.2fr)", cell: (row) => <Destination of={row} edit={edit} /> },
    {
      name: "Sample value",
      track: "minmax(0, 1.2fr)",
      cell: ({ value }) => <span title={cellText(value)}>{value === null ? "" : cellText(value)}</span>,
    },
    {
      name: "Label",
      track: "72px",
      cell: ({ generated }) => (generated?.labels ?? []).join(" "),
      later: true,
    },
    {
      name: "Remove",
      track: "84px",
      cell: ({ place }) => (
        <ActionButton isQuiet aria-label={`Remove row ${place + 1}`} onPress={() => edit.remove(place)}>
          <Delete />
        </ActionButton>
      ),
      end: true,
    },
  ];
}

function Source({ of: { place, row, problem }, edit }: { readonly of: EditedRow; readonly edit: Edit }): ReactNode {
  const problemId = `row-problem-${place}`;
  return (
    <span className="cell-edit">
      <input
        aria-label={`Row ${place + 1}: source`}
        aria-invalid={problem?.severity === "error"}
        aria-describedby={problem === undefined ? undefined : problemId}
        spellCheck={false}
        value={row.source}
        onChange={(event) => edit.replace(place, withSource(row, event.target.value))}
      />
      <span className="below small">
        {problem === undefined ? (
          <span className="soft">{(row.sourceType ?? "ATTRIBUTE").toLowerCase()}</span>
        ) : (
          <Problem of={problem} id={problemId} onUse={(source) => edit.replace(place, withSource(row, source))} />
        )}
      </span>
    </span>
  );
}

function Problem(props: {
  readonly of: NonNullable<EditedRow["problem"]>;
  readonly id: string;
  readonly onUse: (source: string) => void;
}): ReactNode {
  const { severity, message, proposal } = props.of;
  const tone = severity === "error" ? "bad" : "warn";
  return (
    <>
      {proposal !== null && (
        <ActionButton size="XS" onPress={() => props.onUse(proposal)}>{`Use ${proposal}`}</ActionButton>
      )}
      <span id={props.id} title={message} className={`row-problem tone-${tone}`}>
        <Mark tone={tone} /> {message}
      </span>
    </>
  );
}

function Destination({
  of: { place, row, generated },
  edit,
}: {
  readonly of: EditedRow;
  readonly edit: Edit;
}): ReactNode {
  return (
    <span className="cell-edit">
      <input
        aria-label={`Row ${place + 1}: XDM path`}
        spellCheck={false}
        value={row.destination}
        onChange={(event) => edit.replace(place, { ...row, destination: event.target.value })}
      />
      <span className="below small soft" title={generated?.rule}>
        {generated === undefined ? "a row of my own" : generated.rule || generated.conversion}
      </span>
    </span>
  );
}
