/**
 * Where the reader is. Routes live in the fragment (`#/runs/run_1?status=failed`), as in Experience Cloud's own pages: one
 * static file then works behind any path prefix, and what a reader looks at never reaches a server's access log.
 */
export interface Route {
  /** Begins with `/`, decoded piece by piece. */
  readonly path: readonly string[];
  readonly query: Readonly<Record<string, string>>;
}

export function parseRoute(fragment: string): Route {
  const text = fragment.replace(/^#?\/?/, "");
  const [path = "", query = ""] = splitOnce(text, "?");
  return {
    path: path
      .split("/")
      .filter((piece) => piece !== "")
      .map(decode),
    query: Object.fromEntries(new URLSearchParams(query)),
  };
}

/** The fragment of a place: `#/runs/run_1?status=failed`. Undefined and empty query values are left out. */
export function routeTo(path: readonly string[], query: Readonly<Record<string, string | undefined>> = {}): string {
  const kept = Object.entries(query).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== "",
  );
  const search = new URLSearchParams(kept).toString();
  return `#/${path.map(encodeURIComponent).join("/")}${search === "" ? "" : `?${search}`}`;
}

function splitOnce(text: string, separator: string): readonly string[] {
  const at = text.indexOf(separator);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}

function decode(piece: string): string {
  try {
    return decodeURIComponent(piece);
  } catch {
    return piece;
  }
}
