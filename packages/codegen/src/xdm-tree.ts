import { arrayNode, described, objectNode } from "./xdm.ts";
import type { XdmNode } from "./xdm.ts";

/**
 * Puts a field at a destination path (`commerce.order.payments[0].transactionID`, `x[*].y`) of an object node, making the
 * objects and arrays on the way. `[0]` and `[*]` are the same place of a schema.
 */
export function placeNode(root: XdmNode, destination: string, node: XdmNode, titleFor: (name: string) => string): void {
  const names = destination.split(".");
  let level = root;
  for (const [index, written] of names.entries()) {
    const name = written.replace(/\[[*0]\]$/, "");
    const array = name !== written;
    level.properties ??= {};
    if (index === names.length - 1) {
      level.properties[name] = array && node.type !== "array" ? arrayNode(node) : node;
      return;
    }
    const holder = array ? arrayNode(objectNode({})) : objectNode({});
    const next = (level.properties[name] ??= described(holder, titleFor(name), `${titleFor(name)}.`));
    level = array ? (next.items ?? next) : next;
  }
}

/** The node at a destination path, or undefined. */
export function findNode(root: XdmNode, destination: string): XdmNode | undefined {
  let level: XdmNode | undefined = root;
  for (const written of destination.split(".")) {
    const name = written.replace(/\[[*0]\]$/, "");
    level = level?.properties?.[name];
    if (name !== written) level = level?.items;
  }
  return level;
}
