import { useSyncExternalStore } from "react";
import { parseRoute, type Route } from "./route.ts";

let current: { readonly fragment: string; readonly route: Route } | undefined;

function read(): Route {
  const fragment = window.location.hash;
  if (current?.fragment !== fragment) current = { fragment, route: parseRoute(fragment) };
  return current.route;
}

function subscribe(changed: () => void): () => void {
  window.addEventListener("hashchange", changed);
  return () => window.removeEventListener("hashchange", changed);
}

/** Where the reader is now. */
export function useRoute(): Route {
  return useSyncExternalStore(subscribe, read);
}

/** Goes to a place made by `routeTo`; `replace` leaves no entry behind the back button. */
export function go(place: string, options: { readonly replace?: boolean } = {}): void {
  if (options.replace === true) window.location.replace(place);
  else window.location.hash = place;
}
