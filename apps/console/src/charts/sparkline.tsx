import type { ReactNode } from "react";
import { niceScale } from "./nice-scale.ts";
import { useWidth } from "./use-width.ts";

export interface SparklineProps {
  readonly label: string;
  readonly values: readonly number[];
  readonly height?: number;
  /** A line that the values should stay under: a limit. */
  readonly limit?: number | undefined;
}

/** A small line of recent values, oldest left. */
export function Sparkline({ label, values, height = 64, limit }: SparklineProps): ReactNode {
  const [frame, width] = useWidth<HTMLElement>();
  const top = niceScale(Math.max(limit ?? 0, ...values)).top;
  const y = (value: number): number => 3 + (height - 6) * (1 - value / top);
  const x = (index: number): number => (values.length < 2 ? width : (index * width) / (values.length - 1));
  const points = values.map((value, index) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`);
  return (
    <figure ref={frame} className="chart">
      {width > 0 && (
        <svg width={width} height={height} role="img" aria-label={label}>
          {limit !== undefined && <line className="limit" x1="0" x2={width} y1={y(limit)} y2={y(limit)} />}
          {points.length > 1 && (
            <>
              <polygon className="area" points={`0,${height} ${points.join(" ")} ${width},${height}`} />
              <polyline className="spark" points={points.join(" ")} />
            </>
          )}
        </svg>
      )}
    </figure>
  );
}
