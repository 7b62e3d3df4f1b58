import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { NodeFiles } from "./node-files.ts";

let folder: string;
let files: NodeFiles;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "files-"));
  files = new NodeFiles(folder);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const text = async (path: string) => Buffer.from(await files.read(path)).toString();

describe("NodeFiles", () => {
  it("writes whole files into folders that it makes, relative to the state folder or absolute", async () => {
    await files.write("a/b/one.json", Buffer.from("1"));
    await files.write("a/b/one.json", Buffer.from("2"));
    await files.write(join(folder, "a/two.json"), Buffer.from("3"));
    expect([await text("a/b/one.json"), await text("a/two.json")]).toEqual(["2", "3"]);
    expect(await readdir(join(folder, "a/b"))).toEqual(["one.json"]);
  });

  it("leaves neither half a file nor a temporary one when a write fails", async () => {
    await files.write("taken/inside", Buffer.from("1"));
    await expect(files.write("taken", Buffer.from("2"))).rejects.toThrow();
    expect(await readdir(folder)).toEqual(["taken"]);
  });

  it("does not list what a crash left of a write", async () => {
    await files.write("spool/one", Buffer.from("1"));
    await writeFile(join(folder, "spool/two.123-1.tmp"), "half");
    expect(await files.list("spool")).toEqual(["one"]);
  });

  it("takes what is not there for empty, absent and removed", async () => {
    expect(await files.list("nowhere")).toEqual([]);
    expect(await files.exists("nowhere")).toBe(false);
    await files.remove("nowhere");
    await expect(files.read("nowhere")).rejects.toThrow();
  });
});
