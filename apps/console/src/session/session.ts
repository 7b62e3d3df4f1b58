import { useSyncExternalStore } from "react";

/** The one thing the console keeps in the browser: the bearer token of whoever signed in. */
const storageKey = "stripe-aep.token";

type Listener = () => void;
const listeners = new Set<Listener>();
let token = readToken();

function readToken(): string | undefined {
  return sessionStorage.getItem(storageKey) ?? localStorage.getItem(storageKey) ?? undefined;
}

export function currentToken(): string | undefined {
  return token;
}

/** `keep`: beyond this tab, until signed out. */
export function signIn(newToken: string, keep: boolean): void {
  token = newToken;
  sessionStorage.setItem(storageKey, newToken);
  if (keep) localStorage.setItem(storageKey, newToken);
  tell();
}

export function signOut(): void {
  token = undefined;
  sessionStorage.removeItem(storageKey);
  localStorage.removeItem(storageKey);
  tell();
}

/**
 * `npm run serve` prints an address with a token in its fragment (`#token=…`), which no server sees. It leaves the address, and
 * the browser's history, before anything is drawn.
 */
export function takeTokenFromAddress(): void {
  const [, given] = /^#token=(.+)$/.exec(window.location.hash) ?? [];
  if (given === undefined) return;
  history.replaceState(null, "", "#/");
  signIn(decodeURIComponent(given), false);
}

function tell(): void {
  for (const listener of listeners) listener();
}

// Signing out in one tab signs out the others.
window.addEventListener("storage", (event) => {
  if (event.key !== storageKey || event.newValue !== null) return;
  token = undefined;
  sessionStorage.removeItem(storageKey);
  tell();
});

export function useToken(): string | undefined {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, currentToken);
}
