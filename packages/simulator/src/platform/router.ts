import type { SimulatedResponse } from "../request.ts";
import type { PlatformRequest } from "./exchange.ts";
import type { Sandbox } from "./sandboxes.ts";

/** What a route knows of the call: the request, the path's variables and the sandbox that the header names. */
export interface Call {
  readonly request: PlatformRequest;
  readonly parameters: Readonly<Record<string, string>>;
  readonly sandbox: Sandbox;
  /** The client id of the caller, as `createdClient` records it. */
  readonly client: string;
}

export interface Route {
  readonly method: string;
  /** Segments divided by `/`; `{name}` takes one segment, `{name*}` the rest. */
  readonly path: string;
  /** What the caller must have been granted, in Adobe's words; absent: nothing. */
  readonly permission?: string;
  answer(call: Call): SimulatedResponse | Promise<SimulatedResponse>;
}

export interface RouteMatch {
  readonly route: Route;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Finds the route of a request; `other methods` tells a 405 from a 404. */
export function matchRoute(
  routes: readonly CompiledRoute[],
  request: PlatformRequest,
): RouteMatch | "other methods" | undefined {
  let pathExists = false;
  for (const { route, pattern } of routes) {
    const parameters = matchSegments(pattern, request.segments);
    if (parameters === undefined) continue;
    if (route.method === request.method) return { route, parameters };
    pathExists = true;
  }
  return pathExists ? "other methods" : undefined;
}

export interface CompiledRoute {
  readonly route: Route;
  readonly pattern: readonly string[];
}

export function compileRoutes(routes: readonly Route[]): CompiledRoute[] {
  return routes.map((route) => ({ route, pattern: route.path.split("/").filter((segment) => segment !== "") }));
}

function matchSegments(pattern: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const given = segments[index];
    if (given === undefined) return undefined;
    if (expected.endsWith("*}")) {
      parameters[expected.slice(1, -2)] = segments.slice(index).join("/");
      return parameters;
    }
    if (expected.startsWith("{")) parameters[expected.slice(1, -1)] = given;
    else if (expected !== given) return undefined;
  }
  return pattern.length === segments.length ? parameters : undefined;
}
