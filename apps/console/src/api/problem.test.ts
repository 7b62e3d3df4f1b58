import { describe, expect, it } from "vitest";
import { asProblem, readProblem } from "./problem.ts";

describe("problems", () => {
  it("speak RFC 9457", () => {
    const problem = readProblem(
      409,
      { title: "Locked", detail: "Another run holds the feed.", code: "SAEP-1402", next: "Wait." },
      "req_1",
    );
    expect(problem).toMatchObject({
      status: 409,
      message: "Another run holds the feed.",
      code: "SAEP-1402",
      next: "Wait.",
      requestId: "req_1",
    });
  });

  it("speak Adobe's form", () => {
    expect(readProblem(400, { errorCode: "1360-400", errorMessage: "startTime is in the past." })).toMatchObject({
      code: "1360-400",
      message: "startTime is in the past.",
    });
  });

  it("never show nothing", () => {
    expect(readProblem(502, "<html>").message).toBe("The server answered 502.");
    expect(asProblem(new TypeError("Failed to fetch"))).toMatchObject({
      status: 0,
      message: "The server did not answer.",
    });
  });
});
