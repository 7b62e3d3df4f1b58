import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

import { AccessError, Secret } from "@stripe-aep/core";

import type { Terminal } from "../terminal.ts";

const run = promisify(execFile);

type Read = (target: string, terminal: Terminal) => Promise<string | undefined>;

/** How each kind of reference is read; a reference is `kind:target`, or `-` for standard input. */
const readers: Readonly<Record<string, Read>> = {
  env: (name, terminal) => Promise.resolve(terminal.environment[name]),
  file: (path) => readFile(path, "utf8"),
  keychain: readKeychain,
  exec: async (command) => (await run("/bin/sh", ["-c", command])).stdout,
};

/** The secret that a setting refers to. Throws `AccessError` that names the reference, never what stands there. */
export async function readSecret(reference: string, setting: string, terminal: Terminal): Promise<Secret> {
  const value = await readReference(reference, setting, terminal);
  const secret = value?.trim() ?? "";
  if (secret === "") throw unreadable(reference, setting, "nothing stands there");
  return new Secret(secret);
}

async function readReference(reference: string, setting: string, terminal: Terminal): Promise<string | undefined> {
  if (reference === "-") return terminal.readInput();
  const [kind = "", ...rest] = reference.split(":");
  const read = readers[kind];
  if (read === undefined) throw unreadable(reference, setting, "it is not a reference");
  try {
    return await read(rest.join(":"), terminal);
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : "it failed";
    throw unreadable(reference, setting, reason);
  }
}

/** macOS keeps secrets in the keychain, most Linux desktops behind `secret-tool`; servers have neither. */
async function readKeychain(target: string): Promise<string> {
  const [service = "", name = ""] = target.split("/");
  if (process.platform === "darwin") {
    return (await run("security", ["find-generic-password", "-s", service, "-a", name, "-w"])).stdout;
  }
  return (await run("secret-tool", ["lookup", "service", service, "account", name])).stdout;
}

function unreadable(reference: string, setting: string, reason: string): AccessError {
  return new AccessError({
    code: "SAEP-1002",
    message: `The secret of ${setting} cannot be read from ${reference}: ${reason}.`,
    where: setting,
    next: wayOut(reference),
  });
}

function wayOut(reference: string): string {
  if (reference.startsWith("env:"))
    return `Set the environment variable ${reference.slice(4)}, or point the setting to a file: or keychain: reference.`;
  if (reference.startsWith("file:"))
    return `Put the secret into ${reference.slice(5)} (readable by you only), or point the setting elsewhere.`;
  return "Point the setting to env:NAME or file:/path.";
}
