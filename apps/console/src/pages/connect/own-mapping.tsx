import { ActionButton, Button, Text, TextField } from "@react-spectrum/s2";
import Add from "@react-spectrum/s2/icons/Add";
import Delete from "@react-spectrum/s2/icons/Delete";
import { useEffect, useState, type ReactNode } from "react";
import { judgeMapping, useDataSets } from "../../api/flows.ts";
import { asProblem, type Problem } from "../../api/problem.ts";
import type { Mapping, MappingInputRow, MappingJudgement, MappingProblem, ResourcePreview } from "../../api/types.ts";
import { Mark } from "../../parts/marks.tsx";
import { ProblemNote } from "../../parts/note.tsx";
import { Card } from "../../parts/page.tsx";
import type { StepProps } from "./connect.tsx";
import { cellText } from "./preview-shape.ts";

export interface OwnMappingProps extends StepProps {
  readonly generated: Mapping;
  readonly records: ResourcePreview["records"];
}

/** A mapping of the operator's own: attributes and expressions, judged as he types and tried on a real record. */
export function OwnMapping({ draft, change, generated, records }: OwnMappingProps): ReactNode {
  const rows = draft.rows ?? startingRows(generated);
  const dataSets = useDataSets();
  const schemaId = dataSets.value?.find(({ id }) => id === draft.dataSetId)?.schemaId ?? undefined;
  const { judgement, problem } = useJudgement(draft, rows, schemaId, records[0], (mappingErrors) =>
    change({ rows, mappingErrors }),
  );
  const replace = (index: number, row: MappingInputRow) => change({ rows: rows.with(index, row) });
  return (
    <Card title="My mapping" note="Attributes (amount) and Data Prep expressions (dformat(created * 1000, …))">
      <div className="stack">
        {problem !== undefined && <ProblemNote problem={problem} />}
        <ul className="mapping-rows">
          {rows.map((row, index) => (
            <Row
              key={index}
              row={row}
              number={index + 1}
              value={judgement?.values[index]}
              problems={judgement?.problems.filter((each) => each.row === index) ?? []}
              onChange={(changed) => replace(index, changed)}
              onRemove={() => change({ rows: rows.toSpliced(index, 1) })}
            />
          ))}
        </ul>
        <div>
          <Button variant="secondary" onPress={() => change({ rows: [...rows, { source: "", destination: "" }] })}>
            <Add />
            <Text>Add a row</Text>
          </Button>
        </div>
      </div>
    </Card>
  );
}

const mostStartingRows = 12;

/** The first rows of the generated mapping that are plain fields: enough to begin with. */
function startingRows({ rows }: Mapping): readonly MappingInputRow[] {
  return rows
    .filter(({ source, conversion }) => !source.startsWith("$") && !source.includes("[*]") && conversion !== "identity")
    .slice(0, mostStartingRows)
    .map(({ source, destination }) => ({ sourceType: "ATTRIBUTE", source, destination }));
}

interface RowProps {
  readonly row: MappingInputRow;
  readonly number: number;
  readonly value: unknown;
  readonly problems: readonly MappingProblem[];
  readonly onChange: (row: MappingInputRow) => void;
  readonly onRemove: () => void;
}

function Row({ row, number, value, problems, onChange, onRemove }: RowProps): ReactNode {
  return (
    <li>
      <div className="mapping-row">
        <TextField
          aria-label={`Row ${number}: source`}
          placeholder="Stripe field or expression"
          value={row.source}
          isInvalid={problems.some(({ severity }) => severity === "error")}
          onChange={(source) =>
            onChange({ ...row, source, sourceType: /^[\w.[\]*]+$/.test(source) ? "ATTRIBUTE" : "EXPRESSION" })
          }
        />
        <TextField
          aria-label={`Row ${number}: XDM path`}
          placeholder="XDM path"
          value={row.destination}
          onChange={(destination) => onChange({ ...row, destination })}
        />
        <span className="soft small sample" title={cellText(value)}>
          {cellText(value)}
        </span>
        <ActionButton isQuiet aria-label={`Remove row ${number}`} onPress={onRemove}>
          <Delete />
        </ActionButton>
      </div>
      {problems.map(({ severity, message, proposal }) => (
        <p key={message} className={`row-problem tone-${severity === "error" ? "bad" : "warn"}`} role="status">
          <Mark tone={severity === "error" ? "bad" : "warn"} /> {message}{" "}
          {proposal !== null && (
            <ActionButton size="S" onPress={() => onChange({ ...row, source: proposal, sourceType: "EXPRESSION" })}>
              {`Use ${proposal}`}
            </ActionButton>
          )}
        </p>
      ))}
    </li>
  );
}

const pauseBeforeJudging = 250;

/** Asks the server once the operator pauses; an older answer never overtakes a newer one. */
function useJudgement(
  draft: StepProps["draft"],
  rows: readonly MappingInputRow[],
  schemaId: string | undefined,
  record: ResourcePreview["records"][number] | undefined,
  onJudged: (errors: number) => void,
): { readonly judgement: MappingJudgement | undefined; readonly problem: Problem | undefined } {
  const [state, setState] = useState<{ readonly judgement?: MappingJudgement; readonly problem?: Problem }>({});
  const written = JSON.stringify(rows);
  useEffect(() => {
    if (draft.resource === undefined) return undefined;
    const superseded = new AbortController();
    const input = {
      resource: draft.resource,
      rows: JSON.parse(written) as readonly MappingInputRow[],
      ...(schemaId && { schemaId }),
      ...(record && { record }),
    };
    const timer = setTimeout(() => {
      judgeMapping(input, superseded.signal).then(
        (judgement) => {
          setState({ judgement });
          onJudged(judgement.problems.filter(({ severity }) => severity === "error").length);
        },
        (error: unknown) => {
          if (!superseded.signal.aborted) setState({ problem: asProblem(error) });
        },
      );
    }, pauseBeforeJudging);
    return () => {
      clearTimeout(timer);
      superseded.abort();
    };
    // The callback is new with every drawing; what is judged are the rows.
  }, [written, draft.resource, schemaId, record]);
  return { judgement: state.judgement, problem: state.problem };
}
