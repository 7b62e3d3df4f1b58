import { useSyncExternalStore } from "react";

export type Theme = "light" | "dark";
const storageKey = "stripe-aep.theme";
const listeners = new Set<() => void>();
const preferred = window.matchMedia("(prefers-color-scheme: dark)");

let chosen = readChosen();

function readChosen(): Theme | undefined {
  const stored = localStorage.getItem(storageKey);
  return stored === "light" || stored === "dark" ? stored : undefined;
}

function current(): Theme {
  return chosen ?? (preferred.matches ? "dark" : "light");
}

function show(): void {
  // React Spectrum's page.css reads it; overlays and the page behind them then agree.
  document.documentElement.dataset.colorScheme = current();
  for (const listener of listeners) listener();
}

preferred.addEventListener("change", show);
show();

/** The reader's choice, kept in this browser; the system's until there is one. */
export function setTheme(theme: Theme): void {
  chosen = theme;
  localStorage.setItem(storageKey, theme);
  show();
}

export function useTheme(): Theme {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, current);
}
