import type { Stream, Terminal } from "../terminal.ts";

/** The few ways in which text is set apart; without colour each gives its text unchanged. */
export interface Style {
  readonly strong: (text: string) => string;
  readonly quiet: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly warning: (text: string) => string;
  /** Columns that a person sees; undefined where lines may be as long as they are. */
  readonly width?: number;
}

const plain = (text: string): string => text;

const escape =
  (on: number, off: number) =>
  (text: string): string =>
    `\u001b[${on}m${text}\u001b[${off}m`;

const coloured: Style = {
  strong: escape(1, 22),
  quiet: escape(2, 22),
  good: escape(32, 39),
  bad: escape(31, 39),
  warning: escape(33, 39),
};

const uncoloured: Style = { strong: plain, quiet: plain, good: plain, bad: plain, warning: plain };

/** Colour only where a person looks, never against NO_COLOR; FORCE_COLOR asks for it in a pipe, COLUMNS for its width. */
export function styleFor({ environment }: Pick<Terminal, "environment">, stream: Stream): Style {
  const paint = isColoured(environment, stream) ? coloured : uncoloured;
  const width = stream.live ? stream.columns : Number(environment.COLUMNS);
  return width > 0 ? { ...paint, width } : paint;
}

function isColoured({ NO_COLOR: no, FORCE_COLOR: force }: Terminal["environment"], { live }: Stream): boolean {
  if (no !== undefined && no !== "") return false;
  return force !== undefined && force !== "" && force !== "0" ? true : live;
}

// eslint-disable-next-line no-control-regex -- the escape character is what is looked for
const escapes = /\u001b\[[0-9;]*m/g;

/** How many columns a text takes, its colours not counted. */
export function widthOf(text: string): number {
  return Array.from(text.replaceAll(escapes, "")).length;
}
