import { describe, expect, it } from "vitest";

import { terminalPicture } from "./terminal-picture.ts";

describe("a picture of the terminal", () => {
  it("is the same for the same text", () => {
    expect(terminalPicture("t", "a\u001b[32mb\u001b[39mc")).toBe(terminalPicture("t", "a\u001b[32mb\u001b[39mc"));
  });

  it("puts each piece at its own column, with its colour", () => {
    const picture = terminalPicture("t", "ab\u001b[32m✓ ok\u001b[39m");
    expect(picture).toContain('<tspan x="36.8" textLength="33.6" fill="#56d364">✓ ok</tspan>');
    expect(picture).not.toContain("\u001b");
  });

  it("keeps columns apart however wide their gap is", () => {
    expect(terminalPicture("t", "a    b c")).toContain(
      '<tspan x="20.0" textLength="8.4">a</tspan><tspan x="62.0" textLength="25.2">b c</tspan>',
    );
  });

  it("escapes what XML would take for markup", () => {
    expect(terminalPicture("<t>", "a < b & c")).toContain("a &lt; b &amp; c");
  });
});
