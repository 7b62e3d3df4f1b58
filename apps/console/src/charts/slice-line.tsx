import type { ReactNode } from "react";
import { formatCount, formatShare } from "../format/number.ts";
import { layOutSlices, type SliceWindow } from "./lay-out-slices.ts";
import { useWidth } from "./use-width.ts";

const height = 22;

const month = new Intl.DateTimeFormat(undefined, { year: "numeric", month: "short" });

/** The windows of a listing on one line of time: what has arrived, and what is still to be read. */
export function SliceLine({ slices }: { readonly slices: readonly SliceWindow[] }): ReactNode {
  const [frame, width] = useWidth<HTMLElement>();
  const line = layOutSlices(slices);
  if (line === undefined) return null;
  const open = slices.filter(({ done }) => !done).length;
  const said = `${formatCount(slices.length)} windows of history, ${formatCount(slices.length - open)} read to their end, about ${formatShare(line.provenShare)} of the time covered`;
  return (
    <figure ref={frame} className="chart slices">
      {width > 0 && (
        <svg width={width} height={height} role="img" aria-label={said}>
          {line.pieces.map(({ start, end, proven, done }) => (
            <g key={`${start} ${end}`}>
              <rect className="slice" x={start * width} width={gapped((end - start) * width)} height={height} rx="3" />
              <rect
                className={done ? "slice-done" : "slice-proven"}
                x={proven * width}
                width={gapped((end - proven) * width)}
                height={height}
                rx="3"
              />
            </g>
          ))}
        </svg>
      )}
      <figcaption className="row slices-ends soft small">
        <span>{month.format(line.oldest)}</span>
        <span>{said}</span>
        <span>{month.format(line.newest)}</span>
      </figcaption>
    </figure>
  );
}

/** Windows stand a pixel apart, so that each can be told from its neighbour. */
function gapped(width: number): number {
  return Math.max(0, width - 1);
}
