/** The tables of what is driven through an API: Flow Service's entities, access tokens, the audit log. */
export interface ServerTables {
  readonly flow_entity: FlowEntityRow;
  readonly api_token: ApiTokenRow;
  readonly audit_entry: AuditEntryRow;
  readonly idempotent_answer: IdempotentAnswerRow;
}

export interface FlowEntityRow {
  entity_id: string;
  /** `connections`, `sourceConnections`, `targetConnections`, `flows`, `runs`, … */
  collection: string;
  ims_org: string;
  sandbox: string;
  /** The flow of a run; empty for all else. */
  parent_id: string;
  etag: string;
  created_at: number;
  /** 1 for a run that has not ended. */
  is_open: number;
  /** Of a run its status, of all else `state`: what lists are narrowed by. */
  state: string;
  /** JSON of what the API shows. */
  document: string;
  /** JSON of what it never shows: sealed credentials, how far a schedule has got. */
  hidden: string;
}

export interface ApiTokenRow {
  token_id: string;
  /** SHA-256 of the token, hex: the token itself is shown once and never stored. */
  token_hash: string;
  name: string;
  ims_org: string;
  sandbox: string;
  /** JSON list: `sources.view`, `sources.manage`, `admin`. */
  scopes: string;
  created_at: number;
  expires_at: number | null;
  revoked_at: number | null;
}

/** Append-only: each entry's hash covers the one before, so a changed or missing entry is found. */
export interface AuditEntryRow {
  sequence: number;
  at: number;
  ims_org: string;
  sandbox: string;
  actor: string;
  action: string;
  subject: string;
  /** JSON. */
  details: string;
  previous_hash: string;
  hash: string;
}

/** The answer to a POST that came with an `Idempotency-Key`, given again when it is repeated. */
export interface IdempotentAnswerRow {
  /** Hash of tenant, caller, path and key. */
  key_hash: string;
  /** Hash of the request's body: the same key with another body is refused. */
  body_hash: string;
  /** 0 while the first request is being worked on. */
  status: number;
  body: string;
  created_at: number;
}
