import type { ReactNode } from "react";
import type { Operation } from "../api/types.ts";
import { formatCount } from "../format/number.ts";
import { Note } from "./note.tsx";

/** Work that goes on: what is being done now, and how far it is. */
export function OperationNote({
  title,
  operation,
}: {
  readonly title: string;
  readonly operation: Operation;
}): ReactNode {
  const { steps, progress } = operation;
  return (
    <Note tone="busy" title={title} live>
      <p>{steps.at(-1)?.message ?? "Beginning"}</p>
      {typeof progress?.of === "number" && (
        <p className="soft small">
          {formatCount(progress.done)} of {formatCount(progress.of)}
        </p>
      )}
    </Note>
  );
}
