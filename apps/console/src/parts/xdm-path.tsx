import type { ReactNode } from "react";
import { useTenantPath } from "../api/session.ts";

/** What every path of an object dataset begins with, and a reader need not read each time: `_acme.charges_data.` */
const common = /^_[^.]+\.[a-z_]+_data\./;

/** Where a field lives in XDM, with the tenant's own id in it; the end tells paths apart, so the beginning is what is cut. */
export function XdmPath({ path }: { readonly path: string }): ReactNode {
  const own = useTenantPath()(path);
  const [beginning = ""] = common.exec(own) ?? [];
  return (
    <code title={own}>
      {beginning !== "" && (
        <>
          <span className="visually-hidden">{beginning}</span>
          <span className="soft" aria-hidden="true">
            …
          </span>
        </>
      )}
      {own.slice(beginning.length)}
    </code>
  );
}
