export { beginSlowly, compare, fillQuarantine, type FirstRun, furnish, settled, setUpAll } from "./furnish.ts";
export { multiplyRecords } from "./multiply-records.ts";
export { RealServer, type RealServerOptions } from "./real-server.ts";
