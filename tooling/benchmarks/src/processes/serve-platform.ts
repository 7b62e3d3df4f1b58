import { AdjustableClock, createPlatform, listen } from "@stripe-aep/simulator";
import { countingPlatform } from "../accounts/counting-platform.ts";
import { answerQuestions } from "./child.ts";

export type PlatformQuestion =
  /** `counting`: batches are counted instead of being ingested. */
  | { readonly serve: { readonly counting: boolean; readonly rememberIds: boolean } }
  | { readonly count: true }
  | { readonly objectIds: true };

/** What a client needs to know of a platform. */
export interface PlatformAnswer {
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly apiKey: string;
  readonly imsOrg: string;
  readonly sandbox: string;
  /** Rows and bytes of completed batches since the last question. */
  readonly rows: number;
  readonly bytes: number;
  /** How often each object id came in completed batches; only when asked for. */
  readonly objectIds?: Readonly<Record<string, number>>;
}

const platform = createPlatform({ clock: new AdjustableClock(), seed: 9, delays: { ingestion: 0 } });
let counting = countingPlatform(platform.handle);
let url = "";

answerQuestions<PlatformQuestion, PlatformAnswer>(async (question) => {
  if ("serve" in question) {
    counting = countingPlatform(platform.handle, question.serve);
    ({ url } = await listen(counting.handle));
  }
  const { clientId, clientSecret, apiKey, imsOrg, sandbox } = platform;
  const objectIds = "objectIds" in question ? { objectIds: counting.objectIds() } : {};
  return { url, clientId, clientSecret, apiKey, imsOrg, sandbox, ...counting.take(), ...objectIds };
});
