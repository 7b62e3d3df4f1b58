import type { GlobalComponent } from "./global-component.ts";

/** The behaviours and classes of the global library that payment schemas build on. */
export const behaviorsAndClasses: readonly GlobalComponent[] = [
  {
    kind: "behaviors",
    id: "data/record",
    title: "Record Schema",
    fields: `
      _id: string uri-reference
    `,
  },
  {
    kind: "behaviors",
    id: "data/time-series",
    title: "Time-series Schema",
    fields: `
      _id: string uri-reference
      timestamp: date-time
      eventType: string ~advertising.impressions|advertising.clicks|web.webpagedetails.pageViews|web.webinteraction.linkClicks|commerce.checkouts|commerce.productListAdds|commerce.productListOpens|commerce.productListRemovals|commerce.productListReopens|commerce.productListViews|commerce.productViews|commerce.purchases|commerce.saveForLaters|commerce.backofficeOrderPlaced|commerce.backofficeOrderCancelled|commerce.backofficeOrderItemsShipped|commerce.backofficeCreditMemoIssued|commerce.backofficeShipmentCompleted
    `,
  },
  {
    kind: "behaviors",
    id: "data/adhoc",
    title: "Ad Hoc Schema",
    fields: ``,
  },
  {
    kind: "behaviors",
    id: "data/adhoc-v2",
    title: "Relational Schema",
    fields: ``,
  },
  {
    kind: "classes",
    id: "context/profile",
    title: "XDM Individual Profile",
    includes: ["common/auditable", "data/record"],
    fields: `
      personID: string
    `,
  },
  {
    kind: "classes",
    id: "context/experienceevent",
    title: "XDM ExperienceEvent",
    includes: ["context/identitymap", "data/time-series"],
    required: ["_id", "timestamp"],
    fields: `
      eventMergeId: string
      producedBy: string ~self|system|salesRef|customerRep
    `,
  },
  {
    kind: "classes",
    id: "classes/product",
    title: "Product",
    includes: ["data/record"],
    fields: `
      productID: string
      productName: string
      productDescription: string
      productRating: number
      productListPrice: datatypes/currency
      productManufacturedDate: date-time
      productLastModifiedDate: date-time
    `,
  },
];
