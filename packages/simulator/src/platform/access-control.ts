import { Refusal } from "./exchange.ts";
import type { Route } from "./router.ts";

/** Every permission that a route of this platform can ask for, in Adobe's words. */
const permissions = [
  "View Schemas",
  "Manage Schemas",
  "View Identity Namespaces",
  "Manage Identity Namespaces",
  "View Datasets",
  "Manage Datasets",
  "View Sources",
  "Manage Sources",
  "Manage Queries",
] as const;

/** What the caller has been granted. *Manage* includes the *View* of the same thing. */
export interface Grants {
  granted(): readonly string[];
  set(names: readonly string[]): void;
  allows(permission: string): boolean;
}

export function createGrants(initial: readonly string[] = permissions): Grants {
  let granted = new Set<string>(initial);
  return {
    granted: () => [...granted],
    set: (names) => {
      granted = new Set(names);
    },
    allows: (permission) => granted.has(permission) || granted.has(permission.replace(/^View /, "Manage ")),
  };
}

/** Throws 403 if the route asks for something the caller has not been granted (flow-service.md 8.2). */
export function checkPermission(route: Route, grants: Grants): void {
  if (route.permission === undefined || grants.allows(route.permission)) return;
  const [action = "View", ...resource] = route.permission.split(" ");
  const text = `The permission ${action.toLowerCase()} is denied on resource ${resource.join(" ")}. Please contact your administrator to resolve permissions and try again.`;
  if (route.path.includes("/flowservice/")) {
    const sources = text.replace("resource Sources", "resource Enterprise Source");
    throw new Refusal(403, { errorMessage: sources, errorDetails: sources, errorCode: "2121-403" });
  }
  throw new Refusal(403, { type: "/placeholder/type/uri", title: "ForbiddenError", status: 403, detail: text });
}
