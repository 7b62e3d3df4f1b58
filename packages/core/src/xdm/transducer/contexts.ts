import type { PageContext } from "../page-mapper.ts";
import type { PlannedRow } from "../plan-rows.ts";
import { Refusal } from "../refusal.ts";
import type { SendValue } from "../send-value.ts";

/** Values that are the same for every record of a page. */
const ofPage = {
  account: ({ account }: PageContext) => account,
  livemode: ({ livemode }: PageContext) => livemode,
  api_version: ({ apiVersion }: PageContext) => apiVersion,
  // A record that says otherwise is left to JavaScript.
  deleted: () => false,
  version: ({ respondedAt }: PageContext) => respondedAt,
  fact_time: ({ respondedAt }: PageContext) => respondedAt,
} as const;

type PageValue = keyof typeof ofPage;

export function isPageValue(name: PlannedRow["context"]): name is PageValue {
  return name !== undefined && name in ofPage;
}

/** The texts of a page's own values, made once for all its records. */
export class PageTexts {
  readonly #rows: (readonly [PageValue, SendValue])[] = [];

  /** The number under which the value will stand. */
  add(name: PageValue, send: SendValue): number {
    return this.#rows.push([name, send]) - 1;
  }

  /** JSON of each, in the order of their numbers; undefined when one of them may not be sent. */
  of(page: PageContext): readonly string[] | undefined {
    const texts: string[] = [];
    for (const [name, send] of this.#rows) {
      const text = jsonOf(send, ofPage[name](page));
      if (text === undefined) return undefined;
      texts.push(text);
    }
    return texts;
  }
}

function jsonOf(send: SendValue, value: unknown): string | undefined {
  try {
    return JSON.stringify(send(value, 0));
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}
