import type { GlobalComponent } from "./global-component.ts";

/** The field groups of the global library that fit payments. */
export const globalFieldGroups: readonly GlobalComponent[] = [
  {
    kind: "fieldgroups",
    id: "context/identitymap",
    title: "IdentityMap",
    extendsClasses: [],
    fields: `
      identityMap: map [] context/identityitem
    `,
  },
  {
    kind: "fieldgroups",
    id: "context/profile-person-details",
    title: "Demographic Details",
    extendsClasses: ["context/profile", "context/experienceevent"],
    fields: `
      person: context/person
    `,
  },
  {
    kind: "fieldgroups",
    id: "context/profile-personal-details",
    title: "Personal Contact Details",
    extendsClasses: ["context/profile", "context/experienceevent"],
    fields: `
      homeAddress: common/address
      personalEmail: context/emailaddress
      homePhone: context/phonenumber
      mobilePhone: context/phonenumber
      faxPhone: context/phonenumber
      shippingAddressPhone: context/phonenumber
      billingAddressPhone: context/phonenumber
      shippingAddress: common/address
      billingAddress: common/address
      mailingAddress: common/address
    `,
  },
  {
    kind: "fieldgroups",
    id: "context/profile-subscriptions",
    title: "Subscription Details",
    extendsClasses: ["context/profile"],
    fields: `
      subscriptions: [] context/subscription
    `,
  },
  {
    kind: "fieldgroups",
    id: "common/external-source-system-audit-details",
    title: "External Source System Audit Details",
    extendsClasses: [],
    fields: `
      extSourceSystemAudit: common/external-source-system-audit
    `,
  },
  {
    kind: "fieldgroups",
    id: "context/experienceevent-commerce",
    title: "Commerce Details",
    extendsClasses: ["context/experienceevent"],
    fields: `
      productListItems: [] content/productlistitem
      commerce: context/commerce
    `,
  },
  {
    kind: "fieldgroups",
    id: "context/experienceevent-order-details",
    title: "Order Details",
    extendsClasses: ["context/experienceevent"],
    fields: `
      productListItems: [] content/productlistitem
      order: datatypes/store-web-order
      store.storeID: string
      billing.address: common/address
      shipping: datatypes/shipping
    `,
  },
  {
    kind: "fieldgroups",
    id: "mixins/experienceevent-balance-transfers",
    title: "Balance Transfers",
    extendsClasses: ["context/experienceevent"],
    fields: `
      personalFinances.balanceTransfers.transaction: datatypes/transaction
      personalFinances.balanceTransfers.accountTo: datatypes/financial-account
      personalFinances.balanceTransfers.accountFrom: datatypes/financial-account
    `,
  },
  {
    kind: "fieldgroups",
    id: "mixins/experienceevent-service-payment-details",
    title: "Service Payment Details",
    extendsClasses: ["context/experienceevent"],
    fields: `
      servicePaymentDetails.servicePayment: datatypes/transaction
    `,
  },
];
