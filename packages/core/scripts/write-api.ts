/** Writes `api.md`: the public API as it stands in the sources. */
import { writeFileSync } from "node:fs";
import { renderApi } from "./render-api.ts";

writeFileSync(new URL("../api.md", import.meta.url), await renderApi());
