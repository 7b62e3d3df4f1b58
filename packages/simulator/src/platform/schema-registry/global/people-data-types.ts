import type { GlobalComponent } from "./global-component.ts";

/** Data types about people, places, devices and provenance. */
export const peopleDataTypes: readonly GlobalComponent[] = [
  {
    kind: "datatypes",
    id: "http://schema.org/GeoCoordinates",
    title: "Geo Coordinates",
    fields: `
      _id: string uri-reference
      _schema.description: string
      _schema.latitude: number -90..90
      _schema.longitude: number -180..180
      _schema.elevation: number
    `,
  },
  {
    kind: "datatypes",
    id: "common/address",
    title: "Postal address",
    includes: ["http://schema.org/GeoCoordinates", "common/geo", "common/auditable"],
    fields: `
      primary: boolean
      label: string
      street1: string
      street2: string
      street3: string
      street4: string
      region: string
      postOfficeBox: string {,20}
      country: string
      state: string
      status: string ~active|incomplete|pending_verification|blacklisted|blocked
      statusReason: string
      lastVerifiedDate: date
    `,
  },
  {
    kind: "datatypes",
    id: "common/auditable",
    title: "Audit trail",
    fields: `
      repositoryCreatedBy: string
      repositoryLastModifiedBy: string
      createdByBatchID: string uri-reference
      modifiedByBatchID: string uri-reference
      _repo.createDate: date-time
      _repo.modifyDate: date-time
      _repo.discardDate: date-time
      _repo.expires: date-time
      _repo.lastPublishedTime: string
    `,
  },
  {
    kind: "datatypes",
    id: "common/external-source-system-audit",
    title: "External Source System Audit Attributes",
    fields: `
      createdBy: string
      createdDate: date-time
      lastUpdatedBy: string
      lastUpdatedDate: date-time
      lastActivityDate: date-time
      lastReferencedDate: date-time
      lastViewedDate: date-time
      externalID: string
      externalKey: datatypes/b2b-source
    `,
  },
  {
    kind: "datatypes",
    id: "common/geo",
    title: "Geo",
    includes: ["http://schema.org/GeoCoordinates"],
    fields: `
      countryCode: string /^[A-Z]{2}$/
      stateProvince: string /([A-Z]{2}-[A-Z0-9]{1,3}|)/
      city: string
      postalCode: string
      dmaID: integer
      msaID: integer
    `,
  },
  {
    kind: "datatypes",
    id: "context/emailaddress",
    title: "Email address",
    fields: `
      primary: boolean
      address: string email
      label: string
      type: string ~unknown|personal|work|education
      status: string ~active|incomplete|pending_verification|blacklisted|blocked
      statusReason: string
    `,
  },
  {
    kind: "datatypes",
    id: "context/identityitem",
    title: "Identity item",
    fields: `
      id: string
      authenticatedState: string =ambiguous|authenticated|loggedOut
      primary: boolean
    `,
  },
  {
    kind: "datatypes",
    id: "context/person",
    title: "Person",
    fields: `
      name: context/person-name
      birthDate: date
      birthDayAndMonth: string /[0-1][0-9]-[0-9][0-9]/
      birthYear: integer 1..32767
      gender: string =male|female|not_specified|non_specific
      maritalStatus: string =married|single|divorced|widowed|not_specified
      nationality: string /^[A-Z]{2}$/
      type: string
      taxId: string
    `,
  },
  {
    kind: "datatypes",
    id: "context/person-name",
    title: "Person name",
    fields: `
      firstName: string
      lastName: string
      middleName: string
      courtesyTitle: string
      suffix: string
      fullName: string
    `,
  },
  {
    kind: "datatypes",
    id: "context/phonenumber",
    title: "Phone number",
    fields: `
      primary: boolean
      countryCode: string /^[0-9]{1,3}?$/ {1,3}
      number: string
      extension: string
      status: string ~active|incomplete|blacklisted|blocked
      statusReason: string
      validity: string ~consistent|inconsistent|incomplete|successfullyUsed
    `,
  },
  {
    kind: "datatypes",
    id: "context/subscription",
    title: "Subscription",
    fields: `
      _id: string
      subscriber: context/person
      device: context/device
      environment: context/environment
      SKU: string
      planName: string
      type: string
      country: string
      startDate: date
      endDate: date
      term: integer
      termUnitOfTime: string
      renew: string
      topUp: string
      status: string
      contractID: string
      paymentMethod: string
      billingPeriod: string
      billingStartDate: date
      chargeMethod: string
      paymentStatus: string
      category: string
      subCategory: string
      revision: string
      reason: string
    `,
  },
  {
    kind: "datatypes",
    id: "context/device",
    title: "Device",
    fields: `
      typeID: string
      typeIDService: string uri ~https://ns.adobe.com/xdm/external/deviceatlas|https://ns.adobe.com/xdm/external/adobecampaign
      type: string ~mobile|tablet|desktop|ereader|gaming|television|settop|mediaplayer|computers
      manufacturer: string
      model: string
      modelNumber: string
      screenHeight: integer
      screenWidth: integer
      colorDepth: integer
      screenOrientation: string =portrait|landscape
      isBackgroundPushEnabled: boolean
      isLocationEnabled: boolean
      locationPermission: string =SYSTEM_LOCATION_DISABLED|NOT_ALLOWED|ALWAYS_ALLOWED|FOREGROUND_ALLOWED|UNPROMPTED
      isPushOptIn: boolean
    `,
  },
  {
    kind: "datatypes",
    id: "context/environment",
    title: "Environment",
    fields: `
      type: string =browser|application|iot|external|widget
      browserDetails: context/browserdetails
      operatingSystem: string
      operatingSystemVersion: string
      operatingSystemVendor: string
      colorDepth: integer 0..
      viewportHeight: integer 0..
      viewportWidth: integer 0..
      duration: integer 0..
      viewedScreen: string
      previousScreen: string
      connectionType: string =dialup|isdn|bisdn|dsl|cable|wireless_wifi|mobile|mobile_edge|mobile_gprs|mobile_2g|mobile_3g|mobile_lte|t1|t3|oc3|lan|modem
      proxyType: string =anonymous|consumer-privacy|corporate|edu|public|cloud|cloud-security|dns|vpn|transparent
      carrier: string
      domain: string
      ISP: string
      _dc.language: string
      ipV4: string ipv4
      ipV6: string ipv6
    `,
  },
  {
    kind: "datatypes",
    id: "context/browserdetails",
    title: "Browser details",
    fields: `
      name: string
      vendor: string
      version: string
      acceptLanguage: string
      cookiesEnabled: boolean
      javaScriptEnabled: boolean
      javaScriptVersion: string
      javaEnabled: boolean
      javaVersion: string
      quicktimeVersion: string
      thirdPartyCookiesEnabled: boolean
      viewportHeight: integer
      viewportWidth: integer
      userAgent: string
      userAgentClientHints.brands[].brand: string
      userAgentClientHints.brands[].version: string
      userAgentClientHints.mobile: boolean
      userAgentClientHints.architecture: string
      userAgentClientHints.bitness: string
      userAgentClientHints.model: string
      userAgentClientHints.platform: string
      userAgentClientHints.platformVersion: string
      userAgentClientHints.wow64: boolean
    `,
  },
  {
    kind: "datatypes",
    id: "datatypes/b2b-source",
    title: "B2B Source",
    fields: `
      sourceType: string
      sourceInstanceID: string
      sourceID: string
      sourceKey: string
    `,
  },
];
