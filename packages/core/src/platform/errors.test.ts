import { describe, expect, it } from "vitest";
import { TransportError } from "../ports/ports.ts";
import { finalError, isNotFound, PlatformAccessError, readProblem, unavailableError } from "./errors.ts";

function response(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) {
  return { status, headers, body: Buffer.from(typeof body === "string" ? body : JSON.stringify(body)) };
}

describe("readProblem", () => {
  it.each([
    ["the gateway", { error_code: "403010", message: "Oauth token is missing." }, "403010", "Oauth token is missing."],
    [
      "the gateway, code as a number",
      { error_code: 401013, message: "Oauth token is not valid" },
      "401013",
      "Oauth token is not valid",
    ],
    ["Flow Service", { errorMessage: "flows not found with id = [1]" }, undefined, "flows not found with id = [1]"],
    [
      "the Schema Registry",
      {
        type: "http://ns.adobe.com/aep/errors/XDM-1521-400",
        title: "Title not unique",
        status: 400,
        report: { "detailed-message": "Object titles must be unique." },
        detail: "…",
      },
      "XDM-1521-400",
      "Object titles must be unique.",
    ],
    [
      "namespaces",
      {
        status: 409,
        title: "NAMESPACE_CODE_CONFLICT",
        report: { code: "INTEGRATION_CODE_EXISTS", description: "Namespace code already exists." },
      },
      "INTEGRATION_CODE_EXISTS",
      "Namespace code already exists.",
    ],
    [
      "data hygiene",
      { title: "Not found", "error-chain": [{ errorCode: "HYGN-3102-400" }] },
      "HYGN-3102-400",
      "Not found",
    ],
    [
      "streaming",
      { status: 400, title: "Invalid XDM Message Format", report: { message: "Message has unknown xdm format" } },
      undefined,
      "Message has unknown xdm format",
    ],
    [
      "IMS",
      { error: "invalid_client", error_description: "invalid client_secret parameter" },
      "invalid_client",
      "invalid client_secret parameter",
    ],
    ["something that is no JSON", "<html>502</html>", undefined, "no message"],
  ])("reads the shape of %s", (_, body, code, message) => {
    expect(readProblem(response(400, body))).toMatchObject({ code, message });
  });

  it("keeps the request id that support asks for, and no secret", () => {
    const answer = response(
      400,
      { message: "token eyJhbGciOi.eyJzdWIi.fakeSignature refused" },
      { "x-request-id": "abc" },
    );
    expect(readProblem(answer)).toMatchObject({ requestId: "abc", message: "token [secret] refused" });
  });
});

describe("platform errors", () => {
  it("are named by what happens next", () => {
    expect(finalError(response(401, {}), "GET /x")).toBeInstanceOf(PlatformAccessError);
    expect(finalError(response(403, { error_code: "403025" }), "GET /x")).toMatchObject({ code: "SAEP-1202" });
    expect(isNotFound(finalError(response(404, {}), "GET /x"))).toBe(true);
    expect(isNotFound(finalError(response(400, {}), "GET /x"))).toBe(false);
  });

  it("say whether a lost answer may have had its effect", () => {
    const lost = (outcome: Parameters<typeof unavailableError>[0], safe: boolean) =>
      unavailableError(outcome, "POST /x", { attempts: 1, safe }).mayHaveBeenCarriedOut;
    expect(lost(new TransportError("reset", "broken"), false)).toBe(true);
    expect(lost(new TransportError("connect", "refused"), false)).toBe(false);
    expect(lost(response(503, {}), false)).toBe(true);
    expect(lost(response(429, {}), false)).toBe(false);
    expect(lost(new TransportError("reset", "broken"), true)).toBe(false);
  });
});
