import type { Frame } from "./collapse-profile.ts";

const width = 1200;
const line = 17;
/** Narrower ones are left out: nobody could read or even see them. */
const narrowest = 0.9;
const deepest = 40;

/** Frames over those they called, each as wide as its share of the CPU; from the bottom up, as flame graphs are. */
export function drawFlame(root: Frame, title: string): string {
  const shapes: string[] = [];
  const scale = width / root.total;
  let depth = 0;
  const draw = (frame: Frame, left: number, level: number): void => {
    const wide = frame.total * scale;
    if (wide < narrowest || level > deepest) return;
    depth = Math.max(depth, level);
    shapes.push(shape(frame, { left, wide, level, share: frame.total / root.total }));
    let next = left;
    for (const call of [...frame.calls.values()].sort((one, other) => other.total - one.total)) {
      draw(call, next, level + 1);
      next += call.total * scale;
    }
  };
  draw(root, 0, 0);
  const height = (depth + 1) * line + 30;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="system-ui, sans-serif" font-size="11">
<title>${escapeText(title)}</title>
<rect width="${width}" height="${height}" fill="#fff"/>
<text x="6" y="17" font-size="13" fill="#222">${escapeText(title)}</text>
<g transform="translate(0 ${height - line - 2})">
${shapes.join("\n")}
</g>
</svg>
`;
}

interface Position {
  readonly left: number;
  readonly wide: number;
  readonly level: number;
  readonly share: number;
}

function shape(frame: Frame, { left, wide, level, share }: Position): string {
  const y = -level * line;
  const words = frame.place === "" ? frame.name : `${frame.name} (${frame.place})`;
  const room = Math.floor((wide - 6) / 6);
  const text = room < 4 ? "" : words.length > room ? `${words.slice(0, room - 1)}…` : words;
  const place = `x="${left.toFixed(1)}" y="${y}" width="${Math.max(wide - 0.5, 0.4).toFixed(1)}" height="${line - 1}"`;
  const label = text === "" ? "" : `<text x="${(left + 3).toFixed(1)}" y="${y + 12}">${escapeText(text)}</text>`;
  return `<g><title>${escapeText(words)}: ${(100 * share).toFixed(1)} %</title><rect ${place} rx="1" fill="${colour(frame.place)}"/>${label}</g>`;
}

/** Ours by layer, everything else by kind. */
const colours: readonly (readonly [RegExp, string])[] = [
  [/^core\/xdm/, "#7fc97f"],
  [/^core\/(?:pipeline|runs)/, "#8da0cb"],
  [/^core\/(?:stripe|platform|http|ports)/, "#fdc086"],
  [/^core\/state|^kysely/, "#beaed4"],
  [/^undici/, "#f6a15b"],
  [/^garbage/, "#d9534f"],
  [/^node|^V8/, "#cccccc"],
];

function colour(place: string): string {
  return colours.find(([of]) => of.test(place))?.[1] ?? "#e6d8a8";
}

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
