import type { ReactNode } from "react";
import { useTenantPath } from "../api/session.ts";

/** Where a field lives in XDM, with the tenant's own id in it. */
export function XdmPath({ path }: { readonly path: string }): ReactNode {
  const own = useTenantPath()(path);
  return <code title={own}>{own}</code>;
}
