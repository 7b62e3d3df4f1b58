import type { FastifyInstance } from "fastify";
import { readFile, stat } from "node:fs/promises";
import { extname, join, normalize, sep } from "node:path";
import { nothingHere } from "../http/problem-details.ts";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".webmanifest": "application/manifest+json",
};

/** The built console at `/`; a path without a file is one of its pages. */
export function consoleRoutes(app: FastifyInstance, folder: string | undefined): void {
  if (folder === undefined) {
    app.get("/", async (_request, reply) =>
      reply.type("text/plain").send("stripe-aep is running. Its console has not been built.\n"),
    );
    return;
  }
  app.get("/*", async (request, reply) => {
    const path = request.url.split("?")[0] ?? "/";
    if (/^\/(?:v1|data|ims|webhooks)\//.test(path)) throw nothingHere("This path");
    const file = (await findFile(folder, path)) ?? join(folder, "index.html");
    const isHashed = path.startsWith("/assets/");
    void reply.header("cache-control", isHashed ? "public, max-age=31536000, immutable" : "no-cache");
    return reply.type(types[extname(file)] ?? "application/octet-stream").send(await readFile(file));
  });
}

/** Undefined for what is no file of the folder; a path cannot leave it. */
async function findFile(folder: string, path: string): Promise<string | undefined> {
  const decoded = safeDecode(path);
  if (decoded === undefined || decoded === "/") return undefined;
  const file = normalize(join(folder, decoded));
  if (!file.startsWith(normalize(folder) + sep)) return undefined;
  return (await stat(file).catch(() => undefined))?.isFile() === true ? file : undefined;
}

function safeDecode(path: string): string | undefined {
  try {
    const decoded = decodeURIComponent(path);
    return decoded.includes("\0") ? undefined : decoded;
  } catch {
    return undefined;
  }
}
