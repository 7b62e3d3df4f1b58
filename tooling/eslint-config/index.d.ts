import type { Linter } from "eslint";

export declare const configuration: Linter.Config[];
export declare const layersOnly: Linter.Config[];
export declare const coreLayers: Readonly<Record<string, readonly string[]>>;
