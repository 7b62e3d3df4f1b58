import { arrayNode, booleanNode, dateTimeNode, doubleNode, objectNode, stringNode } from "./xdm.ts";
import type { XdmNode } from "./xdm.ts";

/**
 * The fields of Adobe's XDM library that rows of ours use, with the constraints that ingestion applies to them; paths in
 * compatibility mode (as data is written). From adobe/xdm 1.31.4.
 */
export const libraryFields: Readonly<Record<string, XdmNode>> = {
  _id: { type: "string", minLength: 1 },
  timestamp: dateTimeNode(),
  eventType: stringNode(),
  "person.name.fullName": stringNode(),
  "personalEmail.address": { type: "string", format: "email" },
  "commerce.purchases.value": doubleNode(),
  "commerce.order.purchaseID": stringNode(),
  "commerce.order.purchaseOrderNumber": stringNode(),
  "commerce.order.priceTotal": doubleNode(),
  "commerce.order.refundTotal": doubleNode(),
  "commerce.order.currencyCode": currencyCode(),
  "commerce.order.payments[0].transactionID": stringNode(),
  "commerce.order.payments[0].paymentAmount": doubleNode(),
  "commerce.order.payments[0].paymentType": stringNode(),
  "commerce.order.payments[0].currencyCode": currencyCode(),
  "commerce.order.refunds[0].transactionID": stringNode(),
  "commerce.order.refunds[0].refundAmount": doubleNode(),
  "commerce.order.refunds[0].currencyCode": currencyCode(),
};

function currencyCode(): XdmNode {
  return { type: "string", pattern: "^[A-Z]{3}$" };
}

/** `identityMap`: by namespace code, the identities that a row names. */
export const identityMapNode: XdmNode = {
  type: "object",
  "meta:xdmType": "map",
  additionalProperties: arrayNode({
    ...objectNode({ id: { type: "string", minLength: 1 }, primary: booleanNode(), authenticatedState: stringNode() }),
    required: ["id"],
  }),
};

export const library = {
  experienceEvent: "https://ns.adobe.com/xdm/context/experienceevent",
  record: "https://ns.adobe.com/xdm/data/record",
  relational: "https://ns.adobe.com/xdm/data/adhoc-v2",
  identityMap: "https://ns.adobe.com/xdm/context/identitymap",
  commerce: "https://ns.adobe.com/xdm/context/experienceevent-commerce",
} as const;
