import { RealServer, type RealServerOptions } from "@stripe-aep/real-server";

/** The built server; its sources where the benchmarks themselves run from sources. */
export function startServer(options: Omit<RealServerOptions, "from">): Promise<RealServer> {
  const from = process.execArgv.includes("--conditions=@stripe-aep/source") ? "sources" : "build";
  return RealServer.start({ ...options, from });
}
