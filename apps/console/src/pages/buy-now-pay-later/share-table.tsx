import type { ReactNode } from "react";
import type { MoneySum } from "../../api/types.ts";
import { formatCount, formatShare } from "../../format/number.ts";
import { Sums } from "./sums.tsx";

export interface ShareRow {
  readonly name: string;
  readonly payments: number;
  readonly payingLater: number;
  /** What was paid later, in each currency by itself. */
  readonly sums?: readonly MoneySum[];
}

export function ShareTable({ first, rows }: { readonly first: string; readonly rows: readonly ShareRow[] }): ReactNode {
  return (
    <table className="plain shares">
      <thead>
        <tr>
          <th scope="col">{first}</th>
          <th scope="col" className="end">
            Later
          </th>
          <th scope="col" className="end">
            All
          </th>
          <th scope="col">Share</th>
          {rows.some(({ sums }) => sums !== undefined) && (
            <th scope="col" className="end">
              Paid later
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <ShareLine key={row.name} of={row} />
        ))}
      </tbody>
    </table>
  );
}

function ShareLine({ of: { name, payments, payingLater, sums } }: { readonly of: ShareRow }): ReactNode {
  const share = payments === 0 ? 0 : payingLater / payments;
  return (
    <tr>
      <th scope="row">{name}</th>
      <td className="end">{formatCount(payingLater)}</td>
      <td className="end">{formatCount(payments)}</td>
      <td>
        <span className="share">
          <span className="track" aria-hidden="true">
            <i className="bar series-1" style={{ inlineSize: `${share * 100}%` }} />
          </span>
          {formatShare(share)}
        </span>
      </td>
      {sums !== undefined && (
        <td className="end">
          <Sums of={sums} />
        </td>
      )}
    </tr>
  );
}
