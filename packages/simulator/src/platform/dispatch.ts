import type { SimulatedRequest, SimulatedResponse } from "../request.ts";
import { checkPermission } from "./access-control.ts";
import { json, problem, readRequest, Refusal, type PlatformRequest } from "./exchange.ts";
import { gatewayRefusal, passGateway } from "./gateway.ts";
import { answerTokenRequest } from "./ims-token.ts";
import { refuseByFault } from "./request-faults.ts";
import { compileRoutes, matchRoute, type CompiledRoute, type Route } from "./router.ts";
import { sandboxOf, type Sandbox } from "./sandboxes.ts";
import type { Services } from "./services.ts";
import { answerCollection, createCollectionMeter, type CollectionMeter } from "./streaming-ingestion/collection.ts";

/** Answers a request as the service that its path names would; never throws. */
export type Dispatch = (request: SimulatedRequest) => Promise<SimulatedResponse>;

interface Dispatching {
  readonly services: Services;
  readonly sandboxes: ReadonlyMap<string, Sandbox>;
  readonly routes: readonly CompiledRoute[];
  readonly meter: CollectionMeter;
}

export function createDispatch(
  services: Services,
  sandboxes: ReadonlyMap<string, Sandbox>,
  routes: readonly Route[],
): Dispatch {
  const dispatching: Dispatching = {
    services,
    sandboxes,
    routes: compileRoutes(routes),
    meter: createCollectionMeter(services.settings),
  };
  return async (simulated) => {
    try {
      await services.jobs.runDue();
      const response = await dispatch(readRequest(simulated), dispatching);
      // Work that is due at once is done before anybody can ask for it.
      await services.jobs.runDue();
      return response;
    } catch (error) {
      if (error instanceof Refusal) return error.answer();
      const detail = `a defect of the simulator: ${error instanceof Error ? error.message : String(error)}`;
      return json(500, { type: "/placeholder/type/uri", status: 500, title: "InternalServerError", detail });
    }
  };
}

async function dispatch(request: PlatformRequest, dispatching: Dispatching): Promise<SimulatedResponse> {
  const { services, sandboxes, routes, meter } = dispatching;
  const [first, second] = request.segments;
  if (first === "ims" && second === "token") return answerTokenRequest(request, services.settings, services.tokens);
  const struckAfter = refuseByFault(request, services);
  if (first === "collection") {
    const answer = answerCollection(request, services, sandboxes, meter);
    return struckAfter ?? answer;
  }

  passGateway(request, services.settings, services.tokens);
  const match = matchRoute(routes, request);
  if (match === undefined) throw gatewayRefusal("404000", "Resource not found");
  if (match === "other methods") {
    throw problem(405, "MethodNotAllowedError", `The method ${request.method} is not allowed here.`);
  }
  const sandbox = sandboxOf(request, sandboxes);
  checkPermission(match.route, services.grants);
  const client = request.headers["x-api-key"] ?? "";
  const response = await match.route.answer({ request, parameters: match.parameters, sandbox, client });
  return struckAfter ?? response;
}
