import type { GlobalComponent } from "./global-component.ts";

/** Data types about money, orders and lists. */
export const commerceDataTypes: readonly GlobalComponent[] = [
  {
    kind: "datatypes",
    id: "content/productlistitem",
    title: "Product list item",
    required: ["SKU"],
    fields: `
      SKU: string
      _id: string uri-reference
      product: string uri
      name: string
      productImageUrl: string
      productAddMethod: string
      currencyCode: string /^[A-Z]{3}$/
      quantity: integer
      priceTotal: number
      selectedOptions[].attribute: string
      selectedOptions[].value: string
      discountAmount: number
      refundAmount: number
      productCategories: [] datatypes/categorydata
      returnItem: datatypes/returnitem
      unitOfMeasureCode: string
    `,
  },
  {
    kind: "datatypes",
    id: "context/commerce",
    title: "Commerce",
    fields: `
      order: data/order
      promotionID: string
      cartAbandons: data/measure
      checkouts: data/measure
      productListAdds: data/measure
      productListOpens: data/measure
      productListRemovals: data/measure
      productListReopens: data/measure
      productListViews: data/measure
      productViews: data/measure
      purchases: data/measure
      saveForLaters: data/measure
      inStorePurchase: data/measure
      cart: datatypes/cart
      shipping: datatypes/shipping
      billing: datatypes/billing
      instantPurchase: data/measure
      requisitionListOpens: data/measure
      requisitionListDeletes: data/measure
      requisitionListAdds: data/measure
      requisitionListRemovals: data/measure
      requisitionList: datatypes/requisitionlist
      commerceScope: datatypes/commercescope
    `,
  },
  {
    kind: "datatypes",
    id: "data/measure",
    title: "Measure",
    required: ["value"],
    fields: `
      id: string
      value: number
    `,
  },
  {
    kind: "datatypes",
    id: "data/order",
    title: "Order",
    fields: `
      purchaseID: string
      purchaseOrderNumber: string
      payments: [] data/paymentitem
      refunds: [] data/refunditem
      returns: datatypes/return
      currencyCode: string /^[A-Z]{3}$/
      taxAmount: number
      discountAmount: number
      priceTotal: number
      orderType: string =checkout|instant_purchase
      lastUpdatedDate: date-time
      createdDate: date-time
      cancelDate: date-time
      refundTotal: number
    `,
  },
  {
    kind: "datatypes",
    id: "data/paymentitem",
    title: "Payment Item",
    fields: `
      transactionID: string
      paymentAmount: number
      paymentType: string ~cash|credit_card|debit_card|gift_card|check|paypal|wire_transfer|credit_card_reference|other
      currencyCode: string /^[A-Z]{3}$/
    `,
  },
  {
    kind: "datatypes",
    id: "data/refunditem",
    title: "Refund Item",
    fields: `
      transactionID: string
      refundAmount: number
      refundReason: string =return|price_adjustment
      refundPaymentType: string =cash|credit_card|debit_card|gift_card|check|paypal|wire_transfer|credit_card_reference|other
      currencyCode: string /^[A-Z]{3}$/
    `,
  },
  {
    kind: "datatypes",
    id: "datatypes/billing",
    title: "Billing",
    fields: `
      address: common/address
    `,
  },
  {
    kind: "datatypes",
    id: "datatypes/cart",
    title: "Cart",
    fields: `
      cartID: string
      cartSource: string
    `,
  },
  {
    kind: "datatypes",
    id: "datatypes/categorydata",
    title: "Category data",
    fields: `
      categoryID: string
      categoryName: string
      categoryPath: string
    `,
  },
  {
    kind: "datatypes",
    id: "datatypes/commercescope",
    title: "Commerce Scope",
    fields: `
      environmentID: string
      websiteCode: string
      storeCode: string
      storeViewCode: string
    `,
  },
  {
    kind: "datatypes",
    id: "datatypes/currency",
    title: "Currency",
    fields: `
      amount: number
      currencyCode: string /^[A-Z]{3}$/
      conversionDate: date-time
    `,
  },
  {
    kind: "datatypes",
    id: "datatypes/financial-account",
    title: "Financial Account",
    fields: `
      currentAccountBalance: datatypes/currency
      financialAccountID: string
      financialAccountName: string
      financialAccountType: string =checking|savings|retirement|investment
    `,
  },
  {
    kind: "datatypes",
    id: "datatypes/keyedlist",
    title: "Keyed List",
    fields: `
      list: [] datatypes/keyvalue
    `,
  },
  {
    kind: "datatypes",
    id: "datatypes/keyvalue",
    title: "Key Value Pair",
    fields: `
      key: string
      value: string
    `,
  },
  {
    kind: "datatypes",
    id: "datatypes/requisitionlist",
    title: "Requisition List",
    fields: `
      ID: string
      name: string
      description: string
    `,
  },
  {
    kind: "datatypes",
    id: "datatypes/return",
    title: "Return",
    fields: `
      returnID: string
      returnStatus: string
      purchaseID: string
    `,
  },
  {
    kind: "datatypes",
    id: "datatypes/returnitem",
    title: "Return Item",
    fields: `
      returnStatus: string
      returnReason: string
      returnItemCondition: string
      returnResolution: string
      returnQuantityRequested: integer
      returnQuantityAuthorized: integer
      returnQuanitityAuthorized: integer
      returnQuantityReceived: integer
      returnQuantityApproved: integer
    `,
  },
  {
    kind: "datatypes",
    id: "datatypes/shipping",
    title: "Shipping",
    fields: `
      shippingMethod: string
      shippingAmount: number
      currencyCode: string /^[A-Z]{3}$/
      shippingDestination: string =home|store
      shipDate: date-time
      address: common/address
      trackingNumber: number
      trackingURL: string
    `,
  },
  {
    kind: "datatypes",
    id: "datatypes/store-web-order",
    title: "Store and Web Order",
    fields: `
      orderID: string
      orderDate: date-time
      priceTotal: number
      payment.transactionID: string
      payment.paymentType: string =credit|debit|gift|cash
      payment.paymentAmount: number
      payment.currencyCode: string /^[A-Z]{3}$/
    `,
  },
  {
    kind: "datatypes",
    id: "datatypes/transaction",
    title: "Transaction",
    fields: `
      transactionAmount: datatypes/currency
      transactionID: string
      transactionDate: date-time
      transactionType: string
    `,
  },
];
