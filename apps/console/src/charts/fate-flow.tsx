import type { LedgerFigures } from "@stripe-aep/core/service-api";
import type { ReactNode } from "react";
import { formatCount } from "../format/number.ts";
import { layOutFates, type FateBox, type Ribbon } from "./ribbons.ts";
import { useWidth } from "./use-width.ts";

const boxWidth = 10;

const meaning: Readonly<Record<string, string>> = {
  read: "rows owed to the dataset",
  sent: "went to the platform",
  unchanged: "the platform already has this version",
  filtered: "left out by the policy",
  quarantined: "refused, kept with the reason",
  accepted: "the platform has confirmed",
  rejected: "the platform refused",
  "in flight": "no verdict yet",
};

/** Rows from read to accepted, as a flow whose widths are counts. */
export function FateFlow({ figures }: { readonly figures: LedgerFigures }): ReactNode {
  const [frame, width] = useWidth<HTMLElement>();
  const narrow = width < 560;
  const { boxes, ribbons } = layOutFates(figures, narrow ? 240 : 280);
  const height = Math.max(...boxes.map((box) => box.top + Math.max(box.height, 38)));
  const labelRoom = narrow ? 92 : 210;
  const left = (column: number): number => (column * (width - labelRoom - boxWidth)) / 2;
  return (
    <figure ref={frame} className="chart fates">
      {width > 0 && (
        <svg width={width} height={height + 4} role="img" aria-label={describeFates(figures)}>
          {ribbons.map((ribbon) => (
            <path
              key={`${ribbon.from}-${ribbon.to}`}
              className={`ribbon fate-${ribbon.to.replace(" ", "-")}`}
              d={ribbonPath(ribbon, left(columnOf(boxes, ribbon.from)) + boxWidth, left(columnOf(boxes, ribbon.to)))}
            />
          ))}
          {boxes.map((box) => (
            <FateLabel key={box.name} box={box} x={left(box.column)} narrow={narrow} />
          ))}
        </svg>
      )}
    </figure>
  );
}

function FateLabel({
  box,
  x,
  narrow,
}: {
  readonly box: FateBox;
  readonly x: number;
  readonly narrow: boolean;
}): ReactNode {
  return (
    <g>
      <rect
        className={`fate-${box.name.replace(" ", "-")}`}
        x={x}
        y={box.top}
        width={boxWidth}
        height={box.height}
        rx="2"
      />
      <text x={x + boxWidth + 8} y={box.top + 13}>
        <tspan className="name">{box.name}</tspan>
        <tspan className="count" x={x + boxWidth + 8} dy="16">
          {formatCount(box.count)}
        </tspan>
        {!narrow && (
          <tspan className="meaning" dx="6">
            {box.column === 2 ? meaning[box.name] : ""}
          </tspan>
        )}
      </text>
    </g>
  );
}

function columnOf(boxes: readonly FateBox[], name: string): number {
  return boxes.find((box) => box.name === name)?.column ?? 0;
}

function ribbonPath({ leaves, arrives, height }: Ribbon, from: number, to: number): string {
  const middle = (from + to) / 2;
  const curve = (y1: number, y2: number) => `C${middle},${y1} ${middle},${y2} ${to},${y2}`;
  const back = `C${middle},${arrives + height} ${middle},${leaves + height} ${from},${leaves + height}`;
  return `M${from},${leaves} ${curve(leaves, arrives)} L${to},${arrives + height} ${back} Z`;
}

function describeFates(figures: LedgerFigures): string {
  const { read, sent, unchanged, filtered, quarantined, accepted, rejected } = figures;
  const count = formatCount;
  return (
    `${count(read)} rows read: ${count(sent)} sent, ${count(unchanged)} unchanged, ${count(filtered)} filtered, ` +
    `${count(quarantined)} quarantined. Of those sent, ${count(accepted)} accepted and ${count(rejected)} rejected.`
  );
}
