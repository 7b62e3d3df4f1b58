import { environmentName, settingRows, type SettingRow } from "../settings/setting-rows.ts";
import { banner } from "./markdown.ts";

/** `docs/settings.md`: every setting with its environment variable and default. */
export function settingsPage(): string {
  return `${banner}
# Settings

Settings stand in \`stripe-aep.yaml\`, found in the working folder or above it; \`stripe-aep init\` writes one. Values come from,
strongest first: flags, environment variables, \`stripe-aep.yaml\`, your own \`$XDG_CONFIG_HOME/stripe-aep/config.yaml\` (of the
same form), defaults. \`stripe-aep config list --verbose\` shows where each came from. Editors check the file with
[settings.schema.json](settings.schema.json): put \`# yaml-language-server: $schema=…/docs/settings.schema.json\` at its top.

A profile is a Stripe account and mode together with an organisation and a sandbox. Secrets never stand in the file, only
where they stand: \`env:NAME\`, \`file:/path\`, \`keychain:service/name\`, \`-\` for standard input, and in your own file only
\`exec:command\`.

\`\`\`yaml
version: 1
profile: dev
profiles:
  dev:
    stripe:
      key: env:STRIPE_API_KEY
    aep:
      imsOrg: 0123456789ABCDEF01234567@AdobeOrg
      sandbox: dev
      clientId: 0123456789abcdef0123456789abcdef
      clientSecret: env:AEP_CLIENT_SECRET
\`\`\`

${settingRows.map(section).join("\n")}`;
}

function section(row: SettingRow): string {
  const byDefault =
    row.byDefault === undefined
      ? row.required === true
        ? "Required."
        : "No default."
      : `Default: \`${JSON.stringify(row.byDefault)}\`.`;
  return `## \`${row.path}\`\n\n${row.description}\n\nTakes ${row.type.words}. ${byDefault} Environment: \`${environmentName(row.path)}\`.\n`;
}
