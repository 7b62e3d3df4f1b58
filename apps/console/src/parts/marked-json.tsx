import { useEffect, useRef, type ReactNode } from "react";
import { jsonLines } from "./json-lines.ts";

/** A JSON value with one place in it marked and scrolled to. `path`: `payment_method_details.card.exp_month`, `items.data[0].id`. */
export function MarkedJson({ value, path }: { readonly value: unknown; readonly path: string }): ReactNode {
  const frame = useRef<HTMLPreElement>(null);
  const lines = jsonLines(value, path);
  useEffect(() => {
    const found = frame.current?.querySelector("mark");
    if (frame.current !== null && found instanceof HTMLElement) {
      frame.current.scrollTop = Math.max(0, found.offsetTop - frame.current.offsetTop - 120);
    }
  }, [path]);
  return (
    <pre className="code" ref={frame} tabIndex={0} role="region" aria-label="Record as JSON">
      {lines.map(({ text, marked }, index) => (
        <span key={index}>
          {marked ? (
            <mark>
              {text}
              <span className="visually-hidden"> (refused here)</span>
            </mark>
          ) : (
            text
          )}
          {"\n"}
        </span>
      ))}
    </pre>
  );
}
