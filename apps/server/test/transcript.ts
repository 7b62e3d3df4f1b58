/** One call as it went over the wire. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
  readonly status: number;
  readonly answer: string;
}

/** Adobe's constants stand as they are; every other id gets a number in the order of its appearance. */
const constants = [
  "cc2c31d6-7b8c-4581-b49f-5c8698aa3ab3",
  "c604ff05-7f1a-43c0-8e18-33bf874cb11c",
  "6499120c-0b15-42dc-936e-847ea3c24d72",
  "4f008a00-3a04-11eb-adc1-0242ac120002",
  "37b34f84-1ada-11eb-adc1-0242ac120002",
];

const ID =
  /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9a-f]{24,64}\b|\b01[0-9A-HJKMNP-TV-Z]{24}\b|\btok_[0-9a-f]+/g;

/** The literal start time of the tutorial, which is past. */
const PAST = "1710267858";

/** Lines of a body that are shown. */
const MOST_LINES = 60;

/** What was asked and answered, as a page that is the same for every run: ids are numbered, times and sizes named. */
export class Transcript {
  readonly #lines: string[] = [];
  readonly #ids = new Map<string, string>();
  readonly #secrets: readonly string[];

  constructor(secrets: readonly string[]) {
    this.#secrets = secrets;
  }

  chapter(title: string): void {
    this.#lines.push(`## ${title}`, "");
  }

  add({ method, path, body, headers, status, answer }: Call): void {
    const request = [`${method} ${path}`];
    if (headers["if-match"] !== undefined) request.push(`If-Match: ${headers["if-match"]}`);
    if (body !== undefined) request.push("", pretty(body));
    const answered = [`HTTP ${status}`];
    if (answer !== "") answered.push("", pretty(JSON.parse(answer)));
    this.#block([...request, "", ...answered].join("\n"));
  }

  note(text: string): void {
    this.#lines.push(text, "");
  }

  text(head: string): string {
    return `${[head, "", ...this.#lines].join("\n").trimEnd()}\n`;
  }

  #block(text: string): void {
    this.#lines.push("```http", this.#stable(text), "```", "");
  }

  #stable(text: string): string {
    let stable = text;
    for (const secret of this.#secrets) stable = stable.replaceAll(secret, "{ACCESS_TOKEN}");
    return stable
      .replaceAll(/https?:\/\/127\.0\.0\.1:\d+/g, "{PLATFORM}")
      .replaceAll(ID, (id) => (constants.includes(id) ? id : this.#numbered(id)))
      .replaceAll(/\b1[5-9]\d{11}\b/g, "{milliseconds}")
      .replaceAll(/\b1[5-9]\d{8}\b/g, (seconds) => (seconds === PAST ? seconds : "{seconds}"))
      .replaceAll(/("(?:input|output)Bytes": |"size": ")\d+/g, "$1{bytes}");
  }

  #numbered(id: string): string {
    const known = this.#ids.get(id) ?? `{id-${this.#ids.size + 1}}`;
    this.#ids.set(id, known);
    return known;
  }
}

function pretty(value: unknown): string {
  const lines = JSON.stringify(value, undefined, 2).split("\n");
  if (lines.length <= MOST_LINES) return lines.join("\n");
  return [...lines.slice(0, MOST_LINES), `… ${lines.length - MOST_LINES} more lines`].join("\n");
}
