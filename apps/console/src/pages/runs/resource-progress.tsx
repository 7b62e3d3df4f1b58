import type { ReactNode } from "react";
import type { LiveProgress, ResourceName, RunReport } from "../../api/runs.ts";
import { formatCount } from "../../format/number.ts";
import { formatDuration } from "../../format/time.ts";
import { State, type Tone } from "../../parts/marks.tsx";
import { resourceTitle } from "../../parts/resource-names.ts";

const phases: Readonly<Record<string, readonly [Tone, string]>> = {
  reading: ["busy", "Reading"],
  delivering: ["busy", "Delivering"],
  done: ["good", "Done"],
  failed: ["bad", "Failed"],
  waiting: ["still", "Waiting"],
};

const figures = ["read", "sent", "unchanged", "filtered", "quarantined", "accepted", "rejected"] as const;

/** Each resource of a run: how far it is while it goes on, every row's fate once it is through. */
export function ResourceProgress({ run, progress }: { readonly run: RunReport; readonly progress: LiveProgress }): ReactNode {
  const names = [...new Set([...Object.keys(run.resources), ...Object.keys(progress)])] as readonly ResourceName[];
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label="Resources of this run">
      <table className="plain wide">
        <thead>
          <tr>
            <th scope="col">Resource</th>
            <th scope="col">State</th>
            {figures.map((figure) => (
              <th key={figure} scope="col" className="end">
                {figure[0]?.toUpperCase()}
                {figure.slice(1)}
              </th>
            ))}
            <th scope="col" className="end">
              Took
            </th>
          </tr>
        </thead>
        <tbody>
          {names.map((name) => (
            <Line key={name} name={name} run={run} progress={progress} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Line(props: { readonly name: ResourceName; readonly run: RunReport; readonly progress: LiveProgress }): ReactNode {
  const report = props.run.resources[props.name];
  const live = props.progress[props.name];
  const phase = live?.phase ?? (report?.failure !== undefined ? "failed" : props.run.status === "running" ? "waiting" : "done");
  const [tone, word] = phases[phase] ?? ["still", phase];
  return (
    <tr>
      <th scope="row">{resourceTitle(props.name)}</th>
      <td data-label="State">
        <State tone={tone}>{word}</State>
      </td>
      {figures.map((figure) => (
        <td key={figure} data-label={figure} className="end">
          {formatCount(figure === "read" ? Math.max(report?.read ?? 0, live?.read ?? 0) : (report?.[figure] ?? 0))}
        </td>
      ))}
      <td data-label="Took" className="end">{report === undefined || report.seconds === 0 ? "–" : formatDuration(report.seconds)}</td>
    </tr>
  );
}
