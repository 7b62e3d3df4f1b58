export { createPlatform, type Platform } from "./platform.ts";
export type { PlatformOptions } from "./settings.ts";
export { platformFaultKinds } from "./platform-faults.ts";
