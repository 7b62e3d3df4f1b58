import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

import { isMap, parseDocument } from "yaml";

/** Writes one setting into a file and keeps everything else as it stands, comments too; gives the profile it went into. */
export async function writeSetting(
  file: string,
  profile: string | undefined,
  path: string,
  value: unknown,
): Promise<string> {
  const text = await readFile(file, "utf8").catch(() => "version: 1\n");
  const document = parseDocument(text);
  const profiles = document.get("profiles");
  const [first] = isMap(profiles) ? profiles.items.map(({ key }) => String(key)) : [];
  const named = document.get("profile");
  const chosen = profile ?? (typeof named === "string" ? named : undefined) ?? first ?? "default";
  document.setIn(["profiles", chosen, ...path.split(".")], value);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, document.toString({ lineWidth: 120 }), { mode: 0o600 });
  return chosen;
}
