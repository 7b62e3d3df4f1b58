/** One row for each error: `explain`, the documentation page and a test read this table. */
export interface ErrorEntry {
  readonly title: string;
  readonly meaning: string;
  readonly next: string;
}

/**
 * Ranges: 10xx settings and state, 11xx Stripe, 12xx Experience Platform, 13xx records (quarantine), 14xx runs and
 * delivery, 15xx provisioning, 16xx reconciliation, 17xx command line, 18xx server, 19xx our own defects. Codegen has 2xxx, the
 * simulator 3xxx.
 */
export const errorCodes = {
  "SAEP-1001": {
    title: "Settings are not valid",
    meaning: "One or more settings are missing, unknown, or of the wrong type. Every problem is listed.",
    next: "Correct the lines that the message names; `stripe-aep config list --verbose` shows where each value came from.",
  },
  "SAEP-1002": {
    title: "The state store is not ours",
    meaning:
      "The file or database that should hold the connector's state holds something else, or cannot be read as a database.",
    next: "Point the state setting at an empty place or at a store that stripe-aep made.",
  },
  "SAEP-1003": {
    title: "The state store is newer than this stripe-aep",
    meaning: "A newer release has migrated the store; an older one could destroy what it does not know.",
    next: "Use the stripe-aep that wrote it, or a newer one.",
  },
  "SAEP-1004": {
    title: "The state store cannot be written",
    meaning:
      "A write to the store or to the spool folder failed: the disk is full or failing, or the database is unreachable.",
    next: "Free or repair the disk (or the database) and run the same command again; it resumes where the last proven checkpoint stands.",
  },
  "SAEP-1005": {
    title: "A stored credential cannot be opened",
    meaning: "The encryption key is missing, or is not the one that the credential was sealed with.",
    next: "Set the encryption key of this state store, or authorize the Stripe connection again.",
  },
  "SAEP-1006": {
    title: "The exported state cannot be imported",
    meaning:
      "The file is not a whole export of stripe-aep's state, comes from another version of it, or the store that should take it is not empty. Nothing was imported.",
    next: "Export again with the same version, and import into an empty state folder or database.",
  },
  "SAEP-1010": {
    title: "A secret that the settings refer to cannot be read",
    meaning: "The settings name an environment variable, a file or a keychain entry that is not there or is empty.",
    next: "Put the secret where the settings point, or point the setting elsewhere; `stripe-aep auth status` lists the references.",
  },
  "SAEP-1101": {
    title: "Stripe refused the key",
    meaning: "Stripe answered 401: the API key is missing, wrong, expired or revoked.",
    next: "Make or reveal a restricted key in the Stripe dashboard and point the setting at it; then run `stripe-aep doctor stripe`.",
  },
  "SAEP-1401": {
    title: "Another process works on this account",
    meaning: "One process at a time reads a Stripe account in one mode; its lease is held or was taken over.",
    next: "Wait for the other run to end, or for its lease to expire (one minute after its process died).",
  },
  "SAEP-1402": {
    title: "A batch failed at the platform",
    meaning: "Experience Platform ended a batch without ingesting it, several times, and named no rows as the reason.",
    next: "Look at the batch in the dataset's activity; run the sync again when the cause is mended. Nothing was checkpointed.",
  },
  "SAEP-1403": {
    title: "A batch was not settled in time",
    meaning: "Experience Platform had not finished ingesting a batch when the run's patience ended.",
    next: "Run the sync again: it looks the batch up before sending anything.",
  },
  "SAEP-1404": {
    title: "A row was refused by the platform",
    meaning: "Experience Platform's error diagnostics name the row; it is in quarantine with their reason.",
    next: "`stripe-aep quarantine show` prints the reason; correct the schema or the policy, then `stripe-aep quarantine replay`.",
  },
  "SAEP-1405": {
    title: "The platform counts other rows than were sent",
    meaning: "A batch succeeded, but its record counts do not add up to the rows that were sent in it.",
    next: "Run `stripe-aep reconcile` to see which rows are missing, and `stripe-aep repair` to send them again.",
  },
  "SAEP-1406": {
    title: "The read budget is used up",
    meaning: "The requests that may be sent to Stripe in 30 days are spent.",
    next: "Raise the budget in the settings, poll less often, or wait until the oldest day leaves the window.",
  },
  "SAEP-1407": {
    title: "A dataset, or the streaming connection, is not provisioned",
    meaning:
      "The settings ask for a dataset that `apply` has not made yet, or streamed rows found no streaming connection; those go by batch until it is made.",
    next: "Run `stripe-aep plan` and `stripe-aep apply`.",
  },
  "SAEP-1102": {
    title: "The Stripe key lacks a permission",
    meaning:
      "Stripe answered 403: the restricted key may not read what was asked for. The message names the permission.",
    next: "Add the permission to the key in the Stripe dashboard, or take the resource out of the settings.",
  },
  "SAEP-1103": {
    title: "Stripe does not answer now",
    meaning: "Stripe answered 429 or 5xx, or no whole answer arrived, and repeating did not help.",
    next: "Run the same command again later: it goes on where it stopped. Lower `--share` if 429 was the reason.",
  },
  "SAEP-1104": {
    title: "Stripe refused the request",
    meaning: "Stripe answered 400 or another final status that repeating would not change.",
    next: "The message holds Stripe's own words and the Request-Id; check the pinned API version and the settings.",
  },
  "SAEP-1105": {
    title: "A list cursor is gone",
    meaning: "The object that a list was to go on after was deleted or left the filter, so Stripe no longer knows it.",
    next: "Nothing: the run goes on from the second of the last object it knows and drops what it has already read.",
  },
  "SAEP-1106": {
    title: "An answer of Stripe is not whole JSON",
    meaning: "The body was cut, or something between Stripe and here answered in its place.",
    next: "Run the same command again; if it stays, look for a proxy that alters answers.",
  },
  "SAEP-1107": {
    title: "Events are older than Stripe keeps them",
    meaning:
      "Stripe lists events for 30 days; the event cursor is older, so changes in between can no longer be listed.",
    next: "Run `stripe-aep backfill`: it lists everything again, so that nothing stays missing.",
  },
  "SAEP-1108": {
    title: "Stripe refused to renew the credential",
    meaning:
      "The refresh token was already used, has expired (after a year without use), or the installation was removed. Stripe replaces it with every renewal: when a process dies between Stripe's answer and the store, the new one is lost, and the message says when that was.",
    next: "Install the app again and put its new refresh token into the settings; it is taken when Stripe refuses the old one.",
  },
  "SAEP-1109": {
    title: "The answer to a credential renewal was lost",
    meaning:
      "Stripe may have replaced the refresh token, and the new one never arrived: trying the old one again proves which.",
    next: "Run the command again. If it then says SAEP-1108, install the app again.",
  },
  "SAEP-1110": {
    title: "A webhook is not from Stripe",
    meaning: "The Stripe-Signature header is missing, too old, or matches none of the endpoint's signing secrets.",
    next: "Compare the signing secret of the endpoint in the Stripe dashboard with the setting; check the server's clock.",
  },
  "SAEP-1501": {
    title: "The plan is stale",
    meaning:
      "What is in Experience Platform, the settings or the schemas changed after the plan was saved. Nothing was changed.",
    next: "Run `stripe-aep plan -o FILE` again and look at what changed.",
  },
  "SAEP-1502": {
    title: "The plan has blocked steps",
    meaning:
      "An object exists in a form that cannot be changed into the wanted one: another title, another type, a field that already holds data, or a schedule that would crowd Profile. Nothing was changed.",
    next: "Follow the proposal that `stripe-aep plan` prints beside each blocked step.",
  },
  "SAEP-1503": {
    title: "An object that another one refers to does not exist",
    meaning: "A generated body points to a schema, field group or dataset that was neither found nor made.",
    next: "Run `stripe-aep plan` again; if it stays, generate the schemas again with `stripe-aep schema generate`.",
  },
  "SAEP-1504": {
    title: "The plan file cannot be used",
    meaning: "The file is not JSON, is not a plan of stripe-aep, or was written by a newer version.",
    next: "Make a new one with `stripe-aep plan -o FILE`.",
  },
  "SAEP-1701": {
    title: "The command line is not valid",
    meaning: "A command, a flag or an argument is unknown or missing.",
    next: "Run `stripe-aep help`, or the command with `--help`.",
  },
  "SAEP-1702": {
    title: "Interrupted",
    meaning:
      "Ctrl-C, or `stripe-aep runs cancel`, asked the work to stop; it stopped at a safe place. What was proven until then is checkpointed.",
    next: "Run the same command again: it goes on from its checkpoint.",
  },
  "SAEP-1703": {
    title: "The machine refused a file",
    meaning:
      "A file or folder cannot be read or written: the disk is full, a right is missing, or the path names something else.",
    next: "Do what the message says about the path it names.",
  },
  "SAEP-1704": {
    title: "The act needs the typed name of the profile",
    meaning: "Destructive acts on a production profile go ahead only when its name is typed or given by --confirm.",
    next: "Repeat the command with `--confirm=<profile>` when you are sure.",
  },
  "SAEP-1705": {
    title: "The rehearsal refuses real accounts",
    meaning: "The simulated Stripe account and platform are for test keys and development profiles only.",
    next: "Leave out the live key and the production profile, or use the command against the real accounts.",
  },
  "SAEP-1707": {
    title: "Only a simulated account can be made to undergo something",
    meaning:
      "`trigger` makes something happen in a Stripe account. The settings lead to a real account, which is only ever read, or do not say where the simulated one is controlled.",
    next: "Use Stripe's own `stripe trigger` in test mode; or start `npm run simulator` and set `simulator.controlUrl` to the control address that it prints.",
  },
  "SAEP-1708": {
    title: "The simulated account did not do as it was told",
    meaning: "The simulator's control server does not answer, or refuses the operation.",
    next: "Do what the message says; start the simulator again if it has ended.",
  },
  "SAEP-1709": {
    title: "What was triggered has not arrived",
    meaning:
      "`trigger --through-aep` moved what had changed again and again, and the dataset still differs from the account.",
    next: "Run `stripe-aep reconcile run` to see what is missing and why.",
  },
  "SAEP-1706": {
    title: "The state folder cannot be used",
    meaning:
      "The folder holds files that are not ours, was written by a newer stripe-aep, or belongs to another simulated account.",
    next: "Name another folder with --state.",
  },
  "SAEP-1120": {
    title: "Stripe has no such object",
    meaning: "The id that was asked for does not exist in this account and mode, or the key may not see it.",
    next: "Check the id, and that the key is of the same account and mode.",
  },
  "SAEP-1201": {
    title: "Experience Platform refused the credential",
    meaning:
      "Adobe's identity service gave no token, or the platform did not accept it: client id, secret or API key is wrong.",
    next: "Compare the settings with the OAuth server-to-server credential in Adobe's Developer Console; run `stripe-aep doctor platform`.",
  },
  "SAEP-1202": {
    title: "The platform credential lacks a permission",
    meaning:
      "The platform answered 403: the credential is not in a product profile with this permission in this sandbox.",
    next: "Add the credential to a product profile with the permission that the message names.",
  },
  "SAEP-1203": {
    title: "The platform refused the request",
    meaning:
      "The platform found the request not valid, or in conflict with what is there. Repeating would not change it.",
    next: "The message holds the service's own code and words, and the request id that Adobe's support asks for.",
  },
  "SAEP-1204": {
    title: "The platform does not know it",
    meaning: "The platform answered 404: what was asked for does not exist in this organisation and sandbox.",
    next: "Check organisation and sandbox; run `stripe-aep plan` to see what is missing.",
  },
  "SAEP-1205": {
    title: "The platform does not answer now",
    meaning:
      "The platform answered 429 or 5xx, or no whole answer arrived, and repeating did not help or was not safe.",
    next: "Run the same command again later: it looks for the effect of the lost request before sending it again.",
  },
  "SAEP-1301": {
    title: "A field holds what it should not",
    meaning:
      "A value of a Stripe object has another type than its field in the schema, is out of range, or is missing though required.",
    next: "`stripe-aep quarantine show` names path and rule. If Stripe changed the field, generate the schemas for the newer API version.",
  },
  "SAEP-1302": {
    title: "A text holds what looks like a card number",
    meaning:
      "A free-text field (description, metadata, …) holds 13 to 19 digits that pass the check of card numbers; it is not sent.",
    next: "Remove the number at Stripe and replay the record, or drop the field by policy if its digits are something else.",
  },
  "SAEP-1303": {
    title: "Mapping and schema do not fit",
    meaning: "The generated mapping, the row schema and this release of stripe-aep do not agree.",
    next: "Generate the schemas again with this release: `pnpm codegen`.",
  },
  "SAEP-1304": {
    title: "The field policy cannot be applied",
    meaning:
      "The policy asks for something that the field cannot be, such as a hash of a number, or names a field that there is none of.",
    next: "Correct the policy of the field that the message names.",
  },
  "SAEP-1305": {
    title: "An object is not what was asked for",
    meaning: "Stripe returned an object of another kind or of the other mode (test or live) than the list should hold.",
    next: "`stripe-aep quarantine show` prints it; report it to Stripe with the request id.",
  },
  "SAEP-1306": {
    title: "The schemas folder cannot be used",
    meaning:
      "The folder has no manifest, or one of another format, or a file that the manifest names is missing or not JSON.",
    next: "Point the setting at a folder made by `pnpm codegen` of this release.",
  },
  "SAEP-1409": {
    title: "Streamed rows were not answered for",
    meaning:
      "Experience Platform did not say of some streamed rows whether it has taken them, however often they were sent. They wait, sealed, and nothing that depends on them is checkpointed.",
    next: "Run the sync again: it sends them with the same ids, so that a second copy says nothing new.",
  },
  "SAEP-1408": {
    title: "Stripe answers in another API version",
    meaning: "The answers' `Stripe-Version` header is not the version that every request of the connector names.",
    next: "Look for a proxy that alters requests; else pin a version that Stripe still serves.",
  },
  "SAEP-1801": {
    title: "The server's settings are not valid",
    meaning: "One or more environment variables of the server are missing or wrong. Every problem is listed.",
    next: "Correct the variables that the message names; apps/server/README.md lists all of them.",
  },
  "SAEP-1802": {
    title: "The request is not valid",
    meaning: "The body, a query parameter or a header is missing, unknown, or of the wrong type.",
    next: "Correct what the problem names; GET /openapi.json describes every request.",
  },
  "SAEP-1803": {
    title: "The run was taken over",
    meaning: "Another server holds this run now, or the run was deleted. The one that lost it has stopped.",
    next: "Nothing: the other server goes on from the last checkpoint.",
  },
  "SAEP-1804": {
    title: "The platform did not ingest a batch",
    meaning: "A batch of a dataflow ended without its rows. What the run had sent before was taken back.",
    next: "Look at the batch in the dataset's activity; retry the run when the cause is mended.",
  },
  "SAEP-1805": {
    title: "The access token is missing or not valid",
    meaning: "The request carries no bearer token, or one that is unknown, expired or revoked.",
    next: "Send `Authorization: Bearer` with a token of this server; an administrator makes one by POST /v1/tokens.",
  },
  "SAEP-1806": {
    title: "The access token does not allow it",
    meaning: "The token lacks the scope that the request needs.",
    next: "Use a token with the scope that the message names.",
  },
  "SAEP-1807": {
    title: "There is nothing here",
    meaning: "The path or the thing that it names does not exist, or belongs to another organisation or sandbox.",
    next: "Check the id; GET /openapi.json lists every path.",
  },
  "SAEP-1808": {
    title: "It conflicts with what is there",
    meaning: "The thing was changed meanwhile, is in use, or is in a state that does not allow the act.",
    next: "Read it again and repeat the act if it still makes sense.",
  },
  "SAEP-1809": {
    title: "Too many requests",
    meaning: "This token has sent more requests than the server takes from one token.",
    next: "Wait as long as `Retry-After` says.",
  },
  "SAEP-1810": {
    title: "The request is too large",
    meaning: "The body has more bytes than this path takes.",
    next: "Send less at once.",
  },
  "SAEP-1811": {
    title: "The server must not call this address",
    meaning:
      "The address is not https, names a user, or leads to this machine, a private network or a cloud's metadata service.",
    next: "Use a public https address, or allow private ones in the server's settings if you mean it.",
  },
  "SAEP-1812": {
    title: "The key was used for another request",
    meaning: "This `Idempotency-Key` came before with another body, or its first request is still being worked on.",
    next: "Use a new key for a new request; repeat the same request with the same key.",
  },
  "SAEP-1814": {
    title: "The server failed",
    meaning: "A defect of stripe-aep stopped this request. Nothing was half done.",
    next: "Report it with the request id that the problem names.",
  },
  "SAEP-1815": {
    title: "The operation was given up",
    meaning: "It was begun several times, and each time its server ended before it did. What it had done stays done.",
    next: "Look at the servers' logs for why they ended, then begin the operation again.",
  },
  "SAEP-1816": {
    title: "A mapping of one's own makes no row of a record",
    meaning: "A field that the dataset's schema requires got no value. The record waits in quarantine with its path.",
    next: "Map a source that is never empty to the field, or give it a default with coalesce; then replay the record.",
  },
  "SAEP-1817": {
    title: "A mapping set cannot run",
    meaning: "The mapping set of a dataflow is gone, or a row of it does not fit the dataset's schema any more.",
    next: "Correct the mapping set, or give the dataflow another one; then retry the run.",
  },
  "SAEP-1901": {
    title: "An invariant of the connector does not hold",
    meaning:
      "This is a defect of stripe-aep, not of your data or settings. Nothing was checkpointed beyond what is proven.",
    next: "Report it with the run id; run `stripe-aep reconcile` to see that nothing is missing.",
  },
} as const satisfies Readonly<Record<`SAEP-${number}`, ErrorEntry>>;

/** A code of `errorCodes`: stable from release to release. */
export type ErrorCode = keyof typeof errorCodes;
