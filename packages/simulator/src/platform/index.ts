export { permissions, type Permission } from "./access-control.ts";
export type { DatasetSummary, LoseRowRequest, LostRow, PlatformControl } from "./control.ts";
export { createPlatform, type Platform } from "./platform.ts";
export type { PlatformDelays, PlatformLimits, PlatformOptions, SandboxSettings } from "./settings.ts";
export { platformFaultKinds } from "./platform-faults.ts";
