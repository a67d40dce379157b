/**
 * @module Tokens, origins, principals, secrets, escaping: what stands between the network and a session.
 */
import { expect, test } from "vitest";
import { isDormouseError } from "../../src/errors/error.ts";
import { decodeBase64url, encodeBase64url } from "../../src/security/base64url.ts";
import { escapeHtml, escapeJson } from "../../src/security/escape.ts";
import { pageHeaders } from "../../src/security/headers.ts";
import { isSameOrigin } from "../../src/security/origin.ts";
import { principalOf } from "../../src/security/principal.ts";
import { secretOf } from "../../src/security/secret.ts";
import { SESSION_LIFETIME_MS } from "../../src/protocol/limits.ts";
import { signToken, TOKEN_LIFETIME_MS, verifyToken } from "../../src/security/token.ts";

const now = 1_790_000_000_000;
const signing = { secret: "a secret of the tests only", now };
const claims = {
  sid: "ab".repeat(32),
  principal: "cd".repeat(16),
  view: "Counter",
  url: "/counter?q=ö",
};

async function codeOf(token: string, as = signing): Promise<string> {
  try {
    await verifyToken(token, as);
    return "accepted";
  } catch (error) {
    return isDormouseError(error) ? error.code : String(error);
  }
}

test("a token says what was signed, and may stand in a subprotocol", async () => {
  const token = await signToken(claims, signing);
  expect(await verifyToken(token, signing)).toEqual(claims);
  expect(token).toMatch(/^[A-Za-z0-9_-]+$/);
});

test("a token with any bit changed is refused", async () => {
  const bytes = decodeBase64url(await signToken(claims, signing)) ?? new Uint8Array();
  expect(bytes.length).toBeGreaterThan(80);
  for (let at = 0; at < bytes.length; at++) {
    const changed = bytes.slice();
    changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
    expect(await codeOf(encodeBase64url(changed)), `byte ${at}`).toBe("token.invalid");
  }
});

test("two tokens cannot be mixed", async () => {
  const first = decodeBase64url(await signToken(claims, signing)) ?? new Uint8Array();
  const other = { ...claims, sid: "ef".repeat(32) };
  const second = decodeBase64url(await signToken(other, signing)) ?? new Uint8Array();
  const mixed = first.slice();
  mixed.set(second.subarray(2, 34), 2);
  expect(await codeOf(encodeBase64url(mixed))).toBe("token.invalid");
});

test.each([
  ["nothing", ""],
  ["no base64url", "a+b/=="],
  ["too short", "AQEB"],
  ["too long", "A".repeat(5000)],
])("what is no token is refused: %s", async (_, token) => {
  expect(await codeOf(token)).toBe("token.invalid");
});

test("a token of another secret, or of the future, or too old, is refused", async () => {
  const token = await signToken(claims, signing);
  expect(await codeOf(token, { ...signing, secret: "another secret of tests" })).toBe(
    "token.invalid",
  );
  expect(await codeOf(token, { ...signing, now: now - 120_000 })).toBe("token.invalid");
  expect(await codeOf(token, { ...signing, now: now + TOKEN_LIFETIME_MS - 1000 })).toBe("accepted");
  expect(await codeOf(token, { ...signing, now: now + TOKEN_LIFETIME_MS })).toBe("token.expired");
});

test("[R7] a token outlives a session, however long its page is open", async () => {
  const token = await signToken(claims, signing);
  const later = now + 30 * SESSION_LIFETIME_MS;
  expect(await codeOf(token, { ...signing, now: later })).toBe("accepted");
});

test("base64url has one spelling", () => {
  expect(decodeBase64url("AA")).toEqual(Uint8Array.of(0));
  for (const text of ["AB", "AA==", "A", "A A", "AA\n", "+/"]) {
    expect(decodeBase64url(text)).toBe(null);
  }
});

const SITE = "https://app.example.org/_do/connect?x=1";

test("only pages of this very origin may connect", () => {
  expect(isSameOrigin("https://app.example.org", SITE)).toBe(true);
  expect(isSameOrigin("http://localhost:8787", "http://localhost:8787/_do/connect")).toBe(true);
});

test.each([
  null,
  "null",
  "",
  "http://app.example.org",
  "https://app.example.org:8443",
  "https://app.example.org:443",
  "https://app.example.org/",
  "https://app.example.org.",
  "https://app.example.org.evil.com",
  "https://evil.com/app.example.org",
  "https://evilapp.example.org",
  "https://example.org",
  "https://sub.app.example.org",
  "https://APP.example.org",
  "https://app.example.org@evil.com",
  "https://user@app.example.org",
  "https://app.example.org, https://evil.com",
  "https://app.example.org https://evil.com",
  " https://app.example.org",
  "https://app.example.org#",
  "https://app.example.org?",
  "wss://app.example.org",
  "file://",
  "*",
  "app.example.org",
  "//app.example.org",
  "https://app.exаmple.org",
  "https://xn--app-example-org",
  "https://[::1]",
  "https://127.0.0.1",
  "chrome-extension://app.example.org",
  "https:app.example.org",
  "https://app.example.org\u0000",
  "undefined",
])("another origin is refused: %j", (origin) => {
  expect(isSameOrigin(origin, SITE)).toBe(false);
});

test("a principal is the user's id, else everything about the user, whatever the order of fields", async () => {
  const ada = await principalOf({ id: 7, name: "Ada" });
  expect(ada).toMatch(/^[0-9a-f]{32}$/);
  expect(await principalOf({ name: "Countess", id: 7 })).toBe(ada);
  expect(await principalOf({ id: 8, name: "Ada" })).not.toBe(ada);
  expect(await principalOf({ a: 1, b: 2 })).toBe(await principalOf({ b: 2, a: 1 }));
  expect(await principalOf({ a: 1, b: 2 })).not.toBe(await principalOf({ a: 1, b: 3 }));
  const nobody = await principalOf(null);
  expect(await principalOf(undefined)).toBe(nobody);
  expect(await principalOf("")).not.toBe(nobody);
  expect(await principalOf("7")).not.toBe(ada);
});

test("without a secret the error names the command", () => {
  for (const env of [{}, null, { DORMOUSE_SECRET: "" }, { DORMOUSE_SECRET: "short" }]) {
    expect(() => secretOf(env)).toThrow(
      expect.objectContaining({
        code: "token.secret-missing",
        detail: { hint: expect.stringContaining("wrangler secret put DORMOUSE_SECRET") as string },
      }) as Error,
    );
  }
});

test("nothing in an island can end its element", () => {
  const json = JSON.stringify({ html: "</script><!--<script>&\u2028" });
  expect(escapeJson(json)).not.toContain("<");
  expect(JSON.parse(escapeJson(json))).toEqual(JSON.parse(json));
  expect(escapeHtml(`<a b="c" d='e'>&`)).toBe("&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;");
});

test("pages carry a strict policy, and no-store only where there is a principal", () => {
  const headers = pageHeaders("anybody");
  const policy = headers.get("content-security-policy") ?? "";
  expect(policy).toContain("script-src 'self';");
  expect(policy).toContain("require-trusted-types-for 'script'; trusted-types dormouse");
  expect(policy).toContain("frame-ancestors 'self'");
  expect(policy.match(/unsafe-inline/g)).toHaveLength(1);
  expect(headers.get("cache-control")).toBe("private, no-cache, no-transform");
  expect(pageHeaders("principal").get("cache-control")).toContain("no-store");
});
