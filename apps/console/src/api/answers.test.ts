import { afterEach, describe, expect, it } from "vitest";
import { answerTo, ask, forgetAnswers, listen } from "./answers.ts";

afterEach(forgetAnswers);

describe("answers", () => {
  it("keep the last value when asking again fails, and say so", async () => {
    const heard: unknown[] = [];
    const stop = listen("lag", () => heard.push(answerTo("lag").value));
    await ask(
      "lag",
      async () => 41,
      () => 1000,
    );
    await ask("lag", async () => Promise.reject(new TypeError("Failed to fetch")));
    expect(answerTo("lag")).toMatchObject({ value: 41, readAt: 1000, loading: false, problem: { status: 0 } });
    expect(heard).toContain(41);
    stop();
  });

  it("ask the same question once at a time", async () => {
    let asked = 0;
    const load = async () => {
      asked += 1;
      return asked;
    };
    const stop = listen("runs", () => undefined);
    await Promise.all([ask("runs", load), ask("runs", load)]);
    expect(asked).toBe(1);
    stop();
  });

  it("drop an answer that nobody waits for", async () => {
    let aborted = false;
    const stop = listen("slow", () => undefined);
    const asking = ask("slow", async (signal) => {
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      aborted = signal.aborted;
      return "late";
    });
    stop();
    await asking;
    expect(aborted).toBe(true);
    expect(answerTo("slow").value).toBeUndefined();
  });
});
