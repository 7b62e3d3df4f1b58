/** A piece of a long list; `next` asks for the following piece. */
export interface PageOf<Item> {
  readonly items: readonly Item[];
  readonly next?: string | undefined;
  /** How many match in all, when the server counts them. */
  readonly total?: number | undefined;
}
