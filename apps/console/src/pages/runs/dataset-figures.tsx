import type { ReactNode } from "react";
import type { Run } from "../../api/types.ts";
import { formatCount } from "../../format/number.ts";

const figures = ["read", "sent", "unchanged", "filtered", "quarantined", "accepted", "rejected"] as const;

/** The ledger of each dataset that the run feeds. */
export function DatasetFigures({ datasets }: Pick<Run, "datasets">): ReactNode {
  if (datasets.length === 0) return <p className="soft">Nothing has been proven for any dataset yet.</p>;
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label="Datasets, table">
      <table className="plain wide">
        <thead>
          <tr>
            <th scope="col">Dataset</th>
            {figures.map((figure) => (
              <th key={figure} scope="col" className="end">
                {figure}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {datasets.map((dataset) => (
            <tr key={`${dataset.kind} ${dataset.dataSetId}`}>
              <th scope="row">
                {dataset.kind} <code className="soft">{dataset.dataSetId}</code>
              </th>
              {figures.map((figure) => (
                <td key={figure} data-label={figure} className="end">
                  {formatCount(dataset.figures[figure])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
