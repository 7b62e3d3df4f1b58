import { banner, jsonArtefact } from "../artefact.ts";
import type { Artefact } from "../artefact.ts";
import type { Model } from "./model.ts";

/** Id of the Stripe source in Adobe's catalogue. */
const stripeConnectionSpecId = "cc2c31d6-7b8c-4581-b49f-5c8698aa3ab3";
const sourcesProviderId = "0ed90a81-07f4-4586-8190-b40eccef1c5a";
const draft = "http://json-schema.org/draft-07/schema#";

/** `connection-spec/stripe.json`: the Stripe source in the form of Self-Serve Sources, and what that form cannot say. */
export function emitConnectionSpec(model: Model): Artefact[] {
  return [
    jsonArtefact("connection-spec/stripe.json", connectionSpecOf(model)),
    { path: "connection-spec/README.md", text: readme(model) },
  ];
}

function connectionSpecOf(model: Model): object {
  return {
    id: stripeConnectionSpecId,
    name: "Stripe",
    description: "Ingest payments data from Stripe",
    type: "generic-rest",
    providerId: sourcesProviderId,
    version: "1.0",
    attributes: {
      category: "Payments",
      connectorName: "Stripe",
      isSource: true,
      uiAttributes: { apiFeatures: { explorePaginationSupported: false } },
    },
    authSpec: [authSpec()],
    sourceSpec: { attributes: sourceAttributes(model), spec: sourceParameters(model) },
    exploreSpec: exploreSpec(),
    permissionsInfo: { manage: [permission("write")], view: [permission("read")] },
  };
}

function authSpec(): object {
  return {
    name: "OAuth2 Refresh Code",
    type: "OAuth2RefreshCode",
    spec: {
      $schema: draft,
      type: "object",
      description: "Define auth params required for connecting to generic rest using oauth2 authorization code.",
      properties: {
        accessToken: { description: "Access token of Stripe account.", type: "string", format: "password" },
      },
      required: ["accessToken"],
    },
  };
}

function sourceAttributes(model: Model): object {
  return {
    uiAttributes: {
      isSource: true,
      isPreview: true,
      isBeta: true,
      documentationLink: "http://www.adobe.com/go/sources-stripe-en",
      category: { key: "payments" },
      icon: { key: "stripeIcon" },
      description: { key: "stripeDescription" },
      label: { key: "stripeLabel" },
    },
    urlParams: {
      host: "https://api.stripe.com",
      path: "/v1/${resourcePath}",
      method: "GET",
      queryParams: { limit: "100" },
    },
    headerParams: { "Stripe-Version": model.apiVersion.version },
    contentPath: { path: "$.data", skipAttributes: ["object", "has_more", "url"] },
    paginationParams: {
      type: "CONTINUATION_TOKEN",
      continuationTokenPath: "$.data[-1:].id",
      parameterType: "QUERYPARAM",
      parameterName: "starting_after",
      delayRequestMillis: "50",
    },
    scheduleParams: {
      scheduleStartParamName: "created[gte]",
      scheduleEndParamName: "created[lt]",
      scheduleStartParamFormat: "unix",
      scheduleEndParamFormat: "unix",
    },
  };
}

function sourceParameters(model: Model): object {
  return {
    $schema: draft,
    type: "object",
    description: "Define user input parameters to fetch resource values.",
    properties: {
      resourcePath: {
        type: "string",
        title: "Resource path",
        description: "Stripe resource to ingest.",
        enum: model.resources.map(({ resource }) => resource),
      },
    },
    required: ["resourcePath"],
  };
}

/** The fixed text that every source of this kind carries; the blank in the address is Adobe's. */
function exploreSpec(): object {
  const column = { type: "object", properties: { name: { type: "string" }, type: { type: "string" } } };
  return {
    name: "Resource",
    type: "Resource",
    requestSpec: { $schema: draft, type: "object" },
    responseSpec: {
      $schema: "http: //json-schema.org/draft-07/schema#",
      type: "object",
      properties: {
        format: { type: "string" },
        schema: { type: "object", properties: { columns: { type: "array", items: column } } },
        data: { type: "array", items: { type: "object" } },
      },
    },
  };
}

function permission(name: "read" | "write"): object {
  return { "@type": "lowLevel", name: "EnterpriseSource", permissions: [name] };
}

function readme(model: Model): string {
  return `<!-- ${banner} -->

# Connection spec

\`stripe.json\` is the Stripe source (\`${stripeConnectionSpecId}\`) in the form of Adobe's Self-Serve Sources (Batch SDK):
one object to POST or PUT to \`/connectionSpecs\`. Adobe does not publish the spec of its own Stripe source; the account type,
its single \`accessToken\`, the parameter \`resourcePath\` with its ${model.resources.length} values and the \`data\` wrapper are documented, the rest follows
from what Stripe's API needs.

## What the form can express

| need | how |
| --- | --- |
| bearer key | \`authSpec\` of type \`OAuth2RefreshCode\`: the engine sends \`Authorization: Bearer {accessToken}\`, with a restricted key as well |
| which resource | \`\${resourcePath}\` in \`urlParams.path\`, an enum of resources in \`spec\` |
| 100 records a page | \`queryParams.limit\` |
| the pinned API version | \`headerParams.Stripe-Version\` |
| records without the envelope | \`contentPath\` \`$.data\` with \`skipAttributes\` |
| a pause between requests | \`delayRequestMillis\` |

## What it cannot

| need | why not | what the spec says, and what happens |
| --- | --- | --- |
| Stripe's cursor: \`starting_after\` = id of the last record | the documented types are OFFSET, POINTER, CONTINUATION_TOKEN, PAGE and NONE; none takes a value from the last element of the data | \`CONTINUATION_TOKEN\` with the JSONPath \`$.data[-1:].id\`. Every documented token path is a plain member path; whether slices are evaluated is not documented. If they are not, a run ends after 100 records |
| the end of the list, \`has_more\` | \`endConditionName\` is documented for OFFSET only | the page after the last is empty and gives no token: one request too many |
| a path with \`$.data[99].id\` instead | it ends at the first page with fewer than 100 records, and Stripe may send one with \`has_more: true\` | not used: it loses records without a word |
| a window in Unix seconds | schedule formats are date patterns | \`unix\`, which is no documented format; the nearest documented way is an expression over \`pipeline().parameters.ingestionStart\` in \`queryParams\`, which has no end parameter |
| changes after creation, deletions | \`created\` finds neither | not expressible; the connector follows Stripe's events instead |
| canceled subscriptions, inactive prices | \`status=all\` and two passes by \`active\` are needed for one resource each, and \`queryParams\` are the same for all | not expressible in one spec |

A local server that presents this source accepts \`$.data[-1:].id\` and \`unix\` as extensions of the form.
`;
}
