import { useEffect, useRef, useState, useSyncExternalStore, type CSSProperties, type ReactNode } from "react";
import { formatCount } from "../format/number.ts";
import { visibleRows } from "./visible-rows.ts";

export interface Column<Row> {
  readonly name: string;
  /** A CSS grid track: `minmax(160px, 2fr)`. */
  readonly track: string;
  readonly cell: (row: Row) => ReactNode;
  readonly end?: boolean;
  /** Not shown where the table folds, on a narrow screen. */
  readonly later?: boolean;
  /** What a figure counts, in a word: said beside it where the table folds, because the heads are gone there. */
  readonly unit?: string;
}

export interface DataTableProps<Row> {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  /** How many there are on the server, when it says. */
  readonly total?: number | undefined;
  readonly more?: boolean;
  readonly onNeedMore?: (() => void) | undefined;
  /** Pixels, where a row has more than one line; `folded` on a narrow screen. */
  readonly rowHeights?: { readonly wide: number; readonly folded: number };
}

const oneLine = { wide: 42, folded: 68 };
const narrow = window.matchMedia("(max-width: 640px)");

function useNarrow(): boolean {
  return useSyncExternalStore(
    (listener) => {
      narrow.addEventListener("change", listener);
      return () => narrow.removeEventListener("change", listener);
    },
    () => narrow.matches,
  );
}

/** A table of any length: only the rows in sight are in the document, further pages are asked for as the reader nears them. */
export function DataTable<Row>(props: DataTableProps<Row>): ReactNode {
  const { label, columns, rows, rowKey, total, more = false, onNeedMore, rowHeights = oneLine } = props;
  const frame = useRef<HTMLDivElement>(null);
  const [scrolled, setScrolled] = useState(0);
  const height = useNarrow() ? rowHeights.folded : rowHeights.wide;
  const shown = visibleRows({
    scrolled,
    viewport: frame.current?.clientHeight ?? 760,
    rowHeight: height,
    count: rows.length,
  });

  const near = shown.end >= rows.length - 20;
  useEffect(() => {
    if (near && more) onNeedMore?.();
  }, [near, more, onNeedMore, rows.length]);

  const tracks = { "--columns": columns.map(({ track }) => track).join(" ") } as CSSProperties;
  return (
    <div>
      <div
        className="table-frame scrolls"
        ref={frame}
        role="region"
        aria-label={label}
        tabIndex={0}
        onScroll={(event) => setScrolled(event.currentTarget.scrollTop)}
      >
        <div
          className="table folds"
          role="table"
          aria-label={label}
          aria-rowcount={(total ?? rows.length) + 1}
          style={tracks}
        >
          <div role="rowgroup" className="head">
            <div role="row" aria-rowindex={1} className="line">
              {columns.map(({ name, end = false }) => (
                <div key={name} role="columnheader" className={`cell ${end ? "end" : ""}`}>
                  {name}
                </div>
              ))}
            </div>
          </div>
          <div
            role="rowgroup"
            className="body"
            style={{ paddingBlock: `${shown.start * height}px ${(rows.length - shown.end) * height}px` }}
          >
            {rows.slice(shown.start, shown.end).map((row, index) => (
              <div
                key={rowKey(row)}
                role="row"
                aria-rowindex={shown.start + index + 2}
                className="line"
                style={{ blockSize: `${height}px` }}
              >
                {columns.map(({ name, cell, end = false, later = false, unit }) => (
                  <div key={name} role="cell" className={`cell ${end ? "end" : ""} ${later ? "later" : ""}`}>
                    {cell(row)}
                    {unit !== undefined && <span className="unit"> {unit}</span>}
                  </div>
                ))}
              </div>
            ))}
          </div>
        </div>
      </div>
      <p className="table-foot" role="status">
        {footOf(rows.length, total, more)}
      </p>
    </div>
  );
}

function footOf(loaded: number, total: number | undefined, more: boolean): string {
  if (total !== undefined && total > loaded)
    return `${formatCount(loaded)} of ${formatCount(total)} loaded; scroll for more`;
  return more ? `${formatCount(loaded)} loaded; scroll for more` : `${formatCount(loaded)} in all`;
}
