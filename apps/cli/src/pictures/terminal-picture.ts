/** One piece of a line that looks the same throughout. */
interface Span {
  readonly text: string;
  readonly colour: string | undefined;
  readonly bold: boolean;
  readonly dim: boolean;
}

const CELL_WIDTH = 8.4;
const LINE_HEIGHT = 20;
const MARGIN = 20;
const BAR = 34;

/** Colours that keep 4.5:1 against the background. */
const colours: Readonly<Record<number, string>> = { 31: "#ff7b72", 32: "#56d364", 33: "#e3b341", 39: "" };

// eslint-disable-next-line no-control-regex -- the escape character is what is looked for
const escapes = /\u001b\[([0-9;]*)m/g;

/** What a command wrote, as an SVG: the same text gives the same picture on every machine. */
export function terminalPicture(title: string, output: string): string {
  const lines = output.replace(/\n+$/, "").split("\n").map(spansOf);
  const columns = Math.max(
    ...lines.map((line) => line.reduce((sum, { text }) => sum + Array.from(text).length, 0)),
    60,
  );
  const width = Math.ceil(columns * CELL_WIDTH + 2 * MARGIN);
  const height = BAR + lines.length * LINE_HEIGHT + MARGIN;
  const rows = lines.map((line, index) => renderLine(line, BAR + (index + 1) * LINE_HEIGHT)).join("\n");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escapeXml(title)}">
<title>${escapeXml(title)}</title>
<rect width="100%" height="100%" rx="10" fill="#0d1117"/>
<circle cx="20" cy="17" r="6" fill="#ff5f57"/><circle cx="40" cy="17" r="6" fill="#febc2e"/><circle cx="60" cy="17" r="6" fill="#28c840"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="#e6edf3">
${rows}
</g>
</svg>
`;
}

/** Words that one blank at most divides: wider gaps are left to the columns, because SVG collapses blanks. */
const pieces = /\S+(?: \S+)*/g;

/** Each piece begins at its own column, so that a font with other widths cannot push the columns apart. */
function renderLine(spans: readonly Span[], y: number): string {
  let column = 0;
  const parts = spans.flatMap((span) => {
    const fill = span.colour === undefined ? "" : ` fill="${span.colour}"`;
    const looks = `${fill}${span.bold ? ' font-weight="bold"' : ""}${span.dim ? ' opacity="0.65"' : ""}`;
    const begin = column;
    column += Array.from(span.text).length;
    return [...span.text.matchAll(pieces)].map((piece) => {
      const x = (MARGIN + (begin + Array.from(span.text.slice(0, piece.index)).length) * CELL_WIDTH).toFixed(1);
      const length = (Array.from(piece[0]).length * CELL_WIDTH).toFixed(1);
      return `<tspan x="${x}" textLength="${length}"${looks}>${escapeXml(piece[0])}</tspan>`;
    });
  });
  return `<text y="${y}">${parts.join("")}</text>`;
}

function spansOf(line: string): readonly Span[] {
  const spans: Span[] = [];
  let look: Omit<Span, "text"> = { colour: undefined, bold: false, dim: false };
  let from = 0;
  const take = (to: number): void => {
    if (to > from) spans.push({ text: line.slice(from, to), ...look });
  };
  for (const match of line.matchAll(escapes)) {
    take(match.index);
    from = match.index + match[0].length;
    for (const code of (match[1] ?? "0").split(";").map(Number)) look = changed(look, code);
  }
  take(line.length);
  return spans;
}

function changed(look: Omit<Span, "text">, code: number): Omit<Span, "text"> {
  if (code === 0) return { colour: undefined, bold: false, dim: false };
  if (code === 1) return { ...look, bold: true };
  if (code === 2) return { ...look, dim: true };
  if (code === 22) return { ...look, bold: false, dim: false };
  const colour = colours[code];
  return colour === undefined ? look : { ...look, colour: colour === "" ? undefined : colour };
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
