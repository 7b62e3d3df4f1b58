/** What `init` asks for; secrets are never among it. */
export interface InitAnswers {
  readonly profile: string;
  readonly imsOrg: string;
  readonly sandbox: string;
  readonly clientId: string;
  readonly production: boolean;
  /** `acct_…`, where Stripe was asked; said in a comment only, because the key decides. */
  readonly account?: string | undefined;
}

/** A settings file with the answers, and comments that say where the secrets are looked for. */
export function settingsTemplate({ profile, imsOrg, sandbox, clientId, production, account }: InitAnswers): string {
  return `# Settings of stripe-aep; docs/settings.md lists them all. Secrets never stand here, only where they stand.
version: 1
profile: ${profile}
profiles:
  ${profile}:${production ? "\n    production: true" : ""}
    stripe:${account === undefined ? "" : `\n      # Account ${account}.`}
      # A restricted key with read permissions; \`stripe-aep doctor stripe\` names them.
      key: env:STRIPE_API_KEY
    aep:
      imsOrg: ${imsOrg}
      sandbox: ${sandbox}
      clientId: ${clientId}
      clientSecret: env:AEP_CLIENT_SECRET
    # minimal: ids, money and payment methods; marketing adds e-mail and country.
    policy:
      preset: minimal
`;
}
