import type { FaultKind } from "../faults.ts";

/** What can go wrong on the platform's side; `place` of a rule is the path of the request, or the id of a dataset. */
export const platformFaultKinds: readonly FaultKind[] = [
  {
    name: "aep-schema-changed",
    side: "platform",
    sentence: "Somebody else adds a required field to the schema before a batch is ingested.",
  },
  {
    name: "aep-token-expired",
    side: "platform",
    sentence: "The access token ends in the middle: 401013 until a new one is asked for.",
  },
  { name: "aep-forbidden", side: "platform", sentence: "A permission has been withdrawn: 403." },
  { name: "aep-rate-limited", side: "platform", sentence: "429 with Retry-After of `milliseconds` (1000)." },
  {
    name: "aep-unavailable",
    side: "platform",
    sentence: "503 with Retry-After of `milliseconds` (1000); nothing is done.",
  },
  { name: "aep-server-error", side: "platform", sentence: "500; nothing is done." },
  {
    name: "aep-error-after-accepting",
    side: "platform",
    sentence: "The request is carried out and the answer is 503.",
  },
  { name: "aep-payload-too-large", side: "platform", sentence: "413 for an upload or a streamed message." },
  {
    name: "aep-dataset-not-found",
    side: "platform",
    sentence: "404 for a dataset that exists, when a batch is created.",
  },
  { name: "aep-already-ingested", side: "platform", sentence: "409: the externalId of a new batch is taken." },
  { name: "aep-accept-then-fail", side: "platform", sentence: "A completed batch fails as a whole." },
  {
    name: "aep-record-refused",
    side: "platform",
    sentence: "A good row is refused with a conversion error; a streamed one after it was acknowledged.",
  },
  { name: "aep-row-lost", side: "platform", sentence: "A good row is accepted, counted and not stored." },
  { name: "aep-row-doubled", side: "platform", sentence: "A good row is stored twice." },
  {
    name: "aep-large-row-lost",
    side: "platform",
    sentence: "A row of more than 10 KB is accepted, counted and not stored.",
  },
  {
    name: "aep-slow-finalisation",
    side: "platform",
    sentence: "A batch stays stalled for `milliseconds` (600000) before it ends.",
  },
  {
    name: "aep-message-refused",
    side: "platform",
    sentence: "A streamed message is refused: 400 alone, or in its place of a 207.",
  },
  { name: "aep-message-lost", side: "platform", sentence: "A streamed message is acknowledged and never arrives." },
];
