import type { BuyNowPayLater } from "../../api/types.ts";

/** The body to POST to `/data/core/ups/segment/definitions` (Segmentation Service). The event dataset must be in Profile. */
export function audienceDefinition(audience: BuyNowPayLater["audience"]): Readonly<Record<string, unknown>> {
  return {
    name: audience.name,
    description: audience.description,
    profileInstanceId: "ups",
    schema: { name: "_xdm.context.profile" },
    expression: { type: "PQL", format: "pql/text", value: audience.expression },
    evaluationInfo: { batch: { enabled: true }, continuous: { enabled: false }, synchronous: { enabled: false } },
  };
}
