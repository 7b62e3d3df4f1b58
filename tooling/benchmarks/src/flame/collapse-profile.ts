import type { Profiler } from "node:inspector";

/** Calls of one function from one place, and what they took, what they called included. */
export interface Frame {
  readonly name: string;
  /** Where the function is: a module of ours (`core/xdm`), a package, a part of Node, or V8 itself. */
  readonly place: string;
  /** Microseconds. */
  total: number;
  readonly calls: Map<string, Frame>;
}

/** Samples in which nothing ran; those in which the profiler itself did are left out too. */
const idle = new Set(["(idle)", "(root)"]);

/** The calls of a V8 CPU profile as one tree; what the process did while it waited is left out. */
export function collapseProfile(profile: Profiler.Profile): Frame {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const parents = new Map(profile.nodes.flatMap((node) => (node.children ?? []).map((child) => [child, node.id])));
  const root: Frame = { name: "all", place: "", total: 0, calls: new Map() };
  const spent = new Map<number, number>();
  for (const [index, id] of (profile.samples ?? []).entries()) {
    spent.set(id, (spent.get(id) ?? 0) + (profile.timeDeltas?.[index] ?? 0));
  }
  for (const [id, time] of spent) {
    const stack: Profiler.ProfileNode[] = [];
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
      const node = nodes.get(at);
      if (node !== undefined) stack.unshift(node);
    }
    const isOurs = stack.some(({ callFrame }) => callFrame.url.endsWith("/profile-cpu.ts"));
    if (!isOurs && !idle.has(stack.at(-1)?.callFrame.functionName ?? "")) addStack(root, stack.slice(1), time);
  }
  return root;
}

function addStack(root: Frame, stack: readonly Profiler.ProfileNode[], time: number): void {
  root.total += time;
  let frame = root;
  for (const { callFrame } of stack) {
    // A module in WebAssembly has no address of its own: it is its caller's.
    const place = callFrame.url.startsWith("wasm:") ? frame.place : placeOf(callFrame);
    const name = callFrame.functionName === "" ? "anonymous" : callFrame.functionName;
    const key = `${place} ${name}`;
    const called = frame.calls.get(key) ?? { name, place, total: 0, calls: new Map<string, Frame>() };
    frame.calls.set(key, called);
    called.total += time;
    frame = called;
  }
}

function placeOf({ url, functionName }: Profiler.ProfileNode["callFrame"]): string {
  if (functionName === "(garbage collector)") return "garbage collector";
  if (url.startsWith("node:")) return "node";
  const installed = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1];
  if (installed !== undefined) return installed;
  const own = /\/(?:packages|apps|tooling)\/([^/]+)\/(?:src|dist)\/(?:([^/]+)\/)?/.exec(url);
  if (own !== null) return own[2] === undefined ? (own[1] ?? "") : `${own[1] ?? ""}/${own[2]}`;
  return url === "" ? "V8 and Node's C++" : "core/xdm (compiled)";
}

/** What runs for somebody else: its time is its caller's. */
const servants = new Set(["node", "V8 and Node's C++"]);

/** Microseconds by place, of a function's own time and of what Node does for it; most first. */
export function timeByPlace(root: Frame): readonly { readonly place: string; readonly time: number }[] {
  const times = new Map<string, number>();
  const visit = (frame: Frame, caller: string): void => {
    const place = servants.has(frame.place) && caller !== "" ? caller : frame.place;
    const inside = [...frame.calls.values()].reduce((sum, { total }) => sum + total, 0);
    times.set(place, (times.get(place) ?? 0) + frame.total - inside);
    for (const call of frame.calls.values()) visit(call, place);
  };
  visit(root, "");
  times.delete("");
  return [...times].map(([place, time]) => ({ place, time })).sort((left, right) => right.time - left.time);
}
