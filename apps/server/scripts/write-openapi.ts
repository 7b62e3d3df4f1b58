import { writeFileSync } from "node:fs";
import { format } from "prettier";
import { generateComponents } from "./generate-components.ts";

const target = new URL("../src/v1/openapi-components.json", import.meta.url);
writeFileSync(target, await format(JSON.stringify(generateComponents()), { parser: "json", printWidth: 120 }));

// Read only now: the document is made from what has just been written.
const { openApiDocument } = await import("../src/v1/openapi.ts");
const document = await format(JSON.stringify(openApiDocument("0.0.0")), { parser: "json", printWidth: 120 });
writeFileSync(new URL("../openapi.json", import.meta.url), document);
