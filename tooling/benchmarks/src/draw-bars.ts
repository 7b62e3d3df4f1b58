import type { Result } from "./benchmark.ts";

const line = 26;
const labels = 260;
const width = 760;
/** Where the bound stands: so far a figure that just keeps it reaches. */
const boundAt = 200;

/** A bar for each bounded figure, as long as the figure is in units of its bound; longer than the picture is cut. */
export function drawBars(name: string, { figures, bars }: Pick<Result, "figures" | "bars">): string {
  const entries = Object.entries(bars);
  const height = line * entries.length + 40;
  const drawn = entries.map(([figure, { atLeast, atMost, held }], index) => {
    const value = figures[figure] ?? 0;
    const bound = atLeast ?? atMost ?? 1;
    // A bound of nothing is kept by nothing: no bar at all.
    const share = bound === 0 ? (value === 0 ? 0 : 3) : value / bound;
    const length = Math.min(share * boundAt, width - labels - 90);
    const y = 24 + index * line;
    const sign = atLeast === undefined ? "≤" : "≥";
    return [
      `<text x="${labels - 8}" y="${y + 13}" text-anchor="end">${escapeText(figure)}</text>`,
      `<rect x="${labels}" y="${y}" width="${length.toFixed(1)}" height="18" fill="${held ? "#2d7d46" : "#b3362b"}"/>`,
      `<text x="${(labels + length + 6).toFixed(1)}" y="${y + 13}">${shortNumber(value)} (${sign} ${bound})</text>`,
    ].join("\n");
  });
  const boundX = labels + boundAt;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="system-ui, sans-serif" font-size="12" fill="#222">
<title>${escapeText(name)}: figures in units of their bounds</title>
<rect width="${width}" height="${height}" fill="#fff"/>
${drawn.join("\n")}
<line x1="${boundX}" y1="14" x2="${boundX}" y2="${height - 12}" stroke="#222" stroke-dasharray="3 3"/>
<text x="${boundX}" y="11" text-anchor="middle">bound</text>
</svg>
`;
}

function shortNumber(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toPrecision(3);
}

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
