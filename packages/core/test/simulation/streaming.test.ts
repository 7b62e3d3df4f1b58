import type { FaultRule } from "@stripe-aep/simulator";
import { expect, test } from "vitest";
import { play } from "./play.ts";
import { reference, type Round, type Scenario } from "./scenario.ts";

/** A shop in which much happens at once before each run, announced by webhooks and streamed. */
function streamed(seed: number, faults: readonly FaultRule[], rounds: readonly Partial<Round>[] = [{}, {}]): Scenario {
  const busy = rounds.map((round) => ({ burst: 12, pause: 60_000, ...round }));
  return { ...reference(busy, "streaming"), seed, pageSize: 2, faults };
}

/** Each once found what its sentence says. */
const cases: readonly { readonly sentence: string; readonly scenario: Scenario }[] = [
  {
    sentence: "more rows are refused late than one page of the platform's failed batches names",
    scenario: streamed(5, [
      { name: "aep-record-refused", rate: 0.5 },
      { name: "aep-payload-too-large", rate: 0.6, place: "/collection" },
    ]),
  },
  {
    sentence: "an answer that came, and cannot be read, leaves in doubt whether its rows arrived",
    scenario: streamed(1, [{ name: "truncated-json", rate: 0.3, place: "/collection" }]),
  },
  {
    sentence: "a copy is refused, and the one before it had arrived",
    scenario: streamed(
      8,
      [{ name: "aep-message-refused", rate: 0.3, place: "/collection" }],
      [{}, { killAt: 30 }, { killAt: 30 }],
    ),
  },
];

test.each(cases)("$sentence", async ({ scenario }) => {
  expect((await play(scenario)).violations).toEqual([]);
});
