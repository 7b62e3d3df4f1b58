import type { ReactNode } from "react";

/** A sentence of the server's; what stands in backticks is a command or a name. */
export function Words({ children }: { readonly children: string }): ReactNode {
  return children.split("`").map((piece, index) => (index % 2 === 1 ? <code key={index}>{piece}</code> : piece));
}
