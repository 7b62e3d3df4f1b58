import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createEventParser } from "./event-parser.ts";

const text = 'id: 7\nevent: progress\ndata: {"read":100}\n\n: keep-alive\n\ndata: a\ndata: b\n\n';

describe("server-sent events", () => {
  it("are the same however the network cuts them", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(text.length)), (cuts) => {
        const parse = createEventParser();
        const borders = [0, ...cuts.toSorted((a, b) => a - b), text.length];
        const events = borders.slice(1).flatMap((end, index) => parse(text.slice(borders[index], end)));
        expect(events).toEqual([
          { id: "7", event: "progress", data: '{"read":100}' },
          { id: undefined, event: "message", data: "a\nb" },
        ]);
      }),
    );
  });

  it("end their lines as the sender likes", () => {
    expect(createEventParser()("event: done\r\ndata: {}\r\n\r\n")).toEqual([
      { id: undefined, event: "done", data: "{}" },
    ]);
  });
});
