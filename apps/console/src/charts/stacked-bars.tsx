import { useId, useState, type ReactNode } from "react";
import { niceScale } from "./nice-scale.ts";
import { useWidth } from "./use-width.ts";

export interface Series {
  readonly name: string;
  /** One of the six colours of charts.css. */
  readonly color: 1 | 2 | 3 | 4 | 5 | 6;
}

export interface Stack {
  readonly label: string;
  /** One for each series, in their order. */
  readonly values: readonly number[];
}

export interface StackedBarsProps {
  readonly label: string;
  readonly series: readonly Series[];
  readonly stacks: readonly Stack[];
  readonly format: (value: number) => string;
}

const height = 260;
const foot = 26;
const head = 12;
const side = 56;

/** Stacked columns over time with a legend, the figures of the column under the pointer, and the same data as a table. */
export function StackedBars({ label, series, stacks, format }: StackedBarsProps): ReactNode {
  const [frame, width] = useWidth<HTMLDivElement>();
  const [pointed, setPointed] = useState<number>();
  const caption = useId();
  const scale = niceScale(Math.max(0, ...stacks.map(({ values }) => sum(values))));
  const step = stacks.length === 0 ? 0 : (width - side) / stacks.length;
  const y = (value: number): number => (height - foot - head) * (1 - value / scale.top) + head;
  const every = Math.max(1, Math.ceil(64 / Math.max(1, step)));
  const shown = pointed === undefined ? undefined : stacks[pointed];
  return (
    <figure className="chart" aria-labelledby={caption}>
      <figcaption id={caption} className="visually-hidden">
        {label}
      </figcaption>
      <Legend series={series} shown={shown} format={format} />
      <div ref={frame}>
        {width > 0 && (
          <svg
            width={width}
            height={height + 8}
            role="img"
            aria-label={label}
            onPointerLeave={() => setPointed(undefined)}
          >
            {scale.ticks.map((tick) => (
              <g key={tick} className="tick">
                <line x1={side} x2={width} y1={y(tick)} y2={y(tick)} />
                <text x={side - 8} y={y(tick) + 4} textAnchor="end">
                  {format(tick)}
                </text>
              </g>
            ))}
            {stacks.map((stack, index) => (
              <g key={stack.label} onPointerEnter={() => setPointed(index)}>
                <rect
                  className={pointed === index ? "touch pointed" : "touch"}
                  x={side + index * step}
                  y="0"
                  width={step}
                  height={height}
                />
                <Column stack={stack} series={series} x={side + index * step + step * 0.15} width={step * 0.7} y={y} />
                {index % every === 0 && (
                  <text className="axis" x={side + index * step + step * 0.15} y={height}>
                    {stack.label}
                  </text>
                )}
              </g>
            ))}
          </svg>
        )}
      </div>
      <AsTable label={label} series={series} stacks={stacks} format={format} />
    </figure>
  );
}

function Column(props: {
  readonly stack: Stack;
  readonly series: readonly Series[];
  readonly x: number;
  readonly width: number;
  readonly y: (value: number) => number;
}): ReactNode {
  let below = 0;
  return props.stack.values.map((value, index) => {
    const bottom = props.y(below);
    below += value;
    const top = props.y(below);
    const { name, color } = props.series[index] ?? { name: String(index), color: 1 as const };
    return value > 0 ? (
      <rect
        key={name}
        className={`series-${color}`}
        x={props.x}
        width={Math.max(1, props.width)}
        y={top}
        height={Math.max(1, bottom - top - 1)}
      />
    ) : null;
  });
}

function Legend(props: {
  readonly series: readonly Series[];
  readonly shown: Stack | undefined;
  readonly format: (value: number) => string;
}): ReactNode {
  return (
    <ul className="legend">
      {props.series.map(({ name, color }, index) => (
        <li key={name}>
          <i className={`dot series-${color}`} />
          {name}
          {props.shown !== undefined && <strong>{props.format(props.shown.values[index] ?? 0)}</strong>}
        </li>
      ))}
      <li className="soft">{props.shown?.label}</li>
    </ul>
  );
}

function AsTable({ label, series, stacks, format }: StackedBarsProps): ReactNode {
  return (
    <details>
      <summary>Show the figures</summary>
      <div className="scroll-x" tabIndex={0} role="region" aria-label={`${label}: figures`}>
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">Period</th>
              {series.map(({ name }) => (
                <th key={name} scope="col" className="end">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {stacks.map((stack) => (
              <tr key={stack.label}>
                <th scope="row">{stack.label}</th>
                {stack.values.map((value, index) => (
                  <td key={series[index]?.name} className="end">
                    {format(value)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
