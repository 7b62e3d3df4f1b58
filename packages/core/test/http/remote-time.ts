/** What a parent with the world's clock and a child that lives by it tell each other. */
export interface ToChild {
  readonly now: number;
  readonly answer?: { readonly id: number; readonly status: number; readonly reason?: string };
}

export type ToParent =
  | { readonly kind: "request"; readonly id: number; readonly path: string }
  /** Nothing goes on in the child until `wakeAt` (null: never), or until it is told something; it has heard so many. */
  | { readonly kind: "quiet"; readonly wakeAt: number | null; readonly heard: number };
