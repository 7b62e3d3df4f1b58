import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { textOf, type Value } from "../values.ts";
import { inCategory, row } from "./data-prep-function.ts";

/** The bytes of a text in one of the character sets that the functions know. */
function encode(text: string, charset: Value | undefined): Buffer {
  switch ((textOf(charset ?? null) ?? "UTF-8").toUpperCase()) {
    case "UTF-16":
      // Java writes big-endian with a mark of the byte order.
      return Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(text, "utf16le").swap16()]);
    case "ISO-8859-1":
      return Buffer.from(text.replace(/[\u0100-\uffff]/g, "?"), "latin1");
    case "US-ASCII":
      return Buffer.from(text.replace(/[\u0080-\uffff]/g, "?"), "latin1");
    default:
      return Buffer.from(text, "utf8");
  }
}

function digest(algorithm: string): (values: readonly Value[]) => Value {
  return ([input = null, charset]) => {
    const text = textOf(input);
    return text === null ? null : createHash(algorithm).update(encode(text, charset)).digest("hex");
  };
}

const hashes = ["sha1", "sha256", "sha512", "md5"].map((name) =>
  row(
    name,
    `String ${name}(String, String)`,
    `The ${name.toUpperCase()} of a text in hexadecimal.`,
    [1, 2],
    digest(name),
  ),
);

export const hashFunctions = inCategory("Hashing", [
  ...hashes,
  row(
    "crc32",
    "String crc32(String, String)",
    "The 32-bit cyclic code of a text in hexadecimal.",
    [1, 2],
    ([input = null, charset]) => {
      const text = textOf(input);
      if (text === null) return null;
      // The four bytes stand in the order of memory, the lowest first.
      const code = Buffer.alloc(4);
      code.writeUInt32LE(crc32(encode(text, charset)));
      return code.toString("hex");
    },
  ),
]);

const defaultPorts: Readonly<Record<string, number>> = { http: 80, https: 443, ftp: 21, sftp: 22, ssh: 22 };

interface UrlParts {
  readonly protocol: string;
  readonly host: string;
  readonly port: number | undefined;
  readonly path: string;
  readonly query: string;
  readonly anchor: string;
}

/** Parts of a URL of any scheme; undefined if it is none. */
function urlParts(value: Value | undefined): UrlParts | undefined {
  const match = /^([A-Za-z][\w+.-]*):\/\/(?:[^@/?#]*@)?([^:/?#]+)(?::(\d+))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/.exec(
    textOf(value ?? null) ?? "",
  );
  if (match === null) return undefined;
  const [, protocol = "", host = "", port, path = "", query = "", anchor = ""] = match;
  return { protocol, host, port: port === undefined ? undefined : Number(port), path, query, anchor };
}

function queryOf({ query, anchor }: UrlParts, mode: string | null): Record<string, Value> {
  const pairs = query.split("&").filter((pair) => pair !== "");
  const entries = pairs.map((pair): [string, string] => [
    decodeURIComponent(pair.split("=")[0] ?? ""),
    decodeURIComponent(pair.split("=").slice(1).join("=")),
  ]);
  const last = entries.at(-1);
  if (mode === "retain" && last !== undefined && anchor !== "") last[1] = `${last[1]}#${anchor}`;
  if (mode === "append" && anchor !== "") entries.push(["_anchor_", anchor]);
  return Object.fromEntries(entries);
}

export const urlFunctions = inCategory("URL", [
  row(
    "get_url_protocol",
    "String get_url_protocol(String)",
    "The protocol of a URL.",
    [1, 1],
    ([url]) => urlParts(url)?.protocol ?? null,
  ),
  row(
    "get_url_host",
    "String get_url_host(String)",
    "The host of a URL.",
    [1, 1],
    ([url]) => urlParts(url)?.host ?? null,
  ),
  row(
    "get_url_port",
    "Integer get_url_port(String)",
    "The port of a URL, or that of its protocol.",
    [1, 1],
    ([url]) => {
      const parts = urlParts(url);
      return parts === undefined ? null : (parts.port ?? defaultPorts[parts.protocol.toLowerCase()] ?? -1);
    },
  ),
  row(
    "get_url_path",
    "String get_url_path(String, Boolean)",
    "The path of a URL, or with false its last step.",
    [1, 2],
    ([url, full = true]) => {
      const path = urlParts(url)?.path;
      return path === undefined ? null : full === false ? (path.split("/").at(-1) ?? "") : path;
    },
  ),
  row(
    "get_url_query_str",
    "Map get_url_query_str(String, String)",
    "The parameters of a URL; the anchor is retained, removed or appended.",
    [2, 2],
    ([url, mode = null]) => {
      const parts = urlParts(url);
      return parts === undefined ? null : queryOf(parts, textOf(mode));
    },
  ),
]);
