import type { PageMapper } from "@stripe-aep/core";
import { parentPort } from "node:worker_threads";
import { mapAll, mapperOf } from "../mappers.ts";
import { type Pages, pagesOf, type Resource } from "../pages.ts";

export interface MappingTask {
  readonly resource: Resource;
  readonly milliseconds: number;
}

const prepared = new Map<Resource, { readonly pages: Pages; readonly mapper: PageMapper }>();

async function prepare(resource: Resource) {
  const known = prepared.get(resource);
  if (known !== undefined) return known;
  const made = {
    pages: await pagesOf(resource, { objects: 30_000, limit: 30 }),
    mapper: await mapperOf(resource, ["object"]),
  };
  prepared.set(resource, made);
  return made;
}

parentPort?.on("message", ({ resource, milliseconds }: MappingTask) => {
  void (async () => {
    const { pages, mapper } = await prepare(resource);
    let objects = 0;
    for (const until = performance.now() + milliseconds; performance.now() < until;) {
      mapAll(mapper, pages);
      objects += pages.objects;
    }
    parentPort?.postMessage(objects);
  })();
});
