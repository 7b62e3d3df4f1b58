import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitLines } from "./split-lines.ts";

const textsOf = (text: string) => [...splitLines(Buffer.from(text))].map((line) => Buffer.from(line).toString());

describe("splitLines", () => {
  it("gives back the lines that were joined, with or without a newline behind the last", () => {
    const line = fc.string({ unit: "binary", minLength: 1 }).filter((text) => !text.includes("\n"));
    fc.assert(
      fc.property(fc.array(line), fc.boolean(), (lines, isEnded) => {
        expect(textsOf(lines.join("\n") + (isEnded ? "\n" : ""))).toEqual(
          lines.map((text) => Buffer.from(text).toString()),
        );
      }),
    );
  });

  it("passes over empty lines", () => {
    expect(textsOf("\na\n\n\nb\n\n")).toEqual(["a", "b"]);
  });
});
