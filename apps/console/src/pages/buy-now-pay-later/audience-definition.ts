/**
 * The body to POST to `/data/core/ups/segment/definitions` (Segmentation Service): profiles with a succeeded charge of the
 * family `bnpl` in the last 90 days. The event dataset of charges must be enabled for Profile. `{TENANT}` stands for the tenant
 * id, which the sandbox knows and this page does not.
 */
export function audienceDefinition(): Readonly<Record<string, unknown>> {
  return {
    name: "Paid later in the last 90 days (Stripe)",
    description: "Customers with a succeeded buy now, pay later charge: Klarna, Afterpay, Affirm or Zip.",
    profileInstanceId: "ups",
    schema: { name: "_xdm.context.profile" },
    expression: {
      type: "PQL",
      format: "pql/text",
      value:
        'select _Event1 from xEvent where _Event1.eventType.equals("stripe.charge.succeeded", false) and ' +
        '_Event1._{TENANT}.stripe_event.payment_family.equals("bnpl", false) and ' +
        "_Event1.timestamp occurs <= 90 days before now",
    },
    evaluationInfo: { batch: { enabled: true }, continuous: { enabled: false }, synchronous: { enabled: false } },
  };
}
