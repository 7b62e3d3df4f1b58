import { afterAll, beforeAll, expect, it } from "vitest";
import { rules } from "./conformance/rules.ts";
import { type Answer, runScenario } from "./conformance/scenario.ts";
import { ServerUnderTest } from "./running-server.ts";

let server: ServerUnderTest;
let answers: readonly Answer[] = [];

beforeAll(async () => {
  server = await ServerUnderTest.start({ STRIPE_AEP_SIMULATED_OBJECTS: "100" });
  answers = await runScenario(server.running.reach);
});
afterAll(() => server.stop());

it("every path and verb of Flow Service is asked, and none fails", () => {
  expect(answers.length).toBeGreaterThan(100);
  expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
});

for (const { sentence, holds } of rules) it(sentence, () => expect(holds(answers)).toBe(true));

it("a rule about an answer that was never given does not hold", () => {
  const about = rules.filter(({ holds }) => {
    try {
      return holds([]);
    } catch {
      return false;
    }
  });
  expect(about).toEqual([]);
});
