/** Which values are shown without being asked for: by their names, and never what looks like a secret. */
import { assertEquals } from "@std/assert";
import { REDACTED, shownSpan, shownValue } from "../../src/extract/label_policy.ts";

const SECRET = "hunter2";

Deno.test("values whose names identify a piece of work are shown", () => {
  const names = [
    ..."id requestId request_id REQUEST-ID traceId jobID userid username hostname tenant user path route".split(" "),
    ..."method task job attempt orderIdStorage tenantAls userCtx x_correlation_id step queue region".split(" "),
  ];
  for (const name of names) assertEquals([name, shownValue([name], "v-1")], [name, "v-1"]);
  for (const path of [["user", "id"], ["req", "method"], ["request", "path"], ["tenant", "name"]]) {
    assertEquals([path, shownValue(path, "v-1")], [path, "v-1"]);
  }
});

Deno.test("values whose names tell nothing are not shown", () => {
  const names = "value data body email phone amount store als context count flag x state.y password token".split(" ");
  for (const name of names) assertEquals([name, shownValue([name], SECRET)], [name, undefined]);
  for (const path of [["logger", "name"], ["db", "path"], ["user", "email"], ["req", "body"]]) {
    assertEquals([path, shownValue(path, SECRET)], [path, undefined]);
  }
});

Deno.test("of a secret with a telling name only the name is shown", () => {
  const names =
    "sessionId tokenId authUser api_key_name cookieName secretPath passwordResetId CSRFTokenId privateKeyId";
  for (const name of names.split(" ")) assertEquals([name, shownValue([name], SECRET)], [name, REDACTED]);
  assertEquals(shownValue(["user", "sessionId"], SECRET), REDACTED);
  const values = [
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln",
    "Bearer abcdef",
    "Basic dXNlcjpwYXNz",
    "sk_live_abcdefgh",
    "ghp_abcdefghijklmnopqrstuvwxyz0123456789",
    "xoxb-1-2-abc",
    "AKIAIOSFODNN7EXAMPLE",
    "-----BEGIN PRIVATE KEY-----",
  ];
  for (const value of values) assertEquals([value, shownValue(["requestId"], value)], [value, REDACTED]);
});

Deno.test("of an address neither user nor query are shown, and long values are cut", () => {
  assertEquals(shownValue(["url"], `https://ada:${SECRET}@example.com/a?token=${SECRET}#x`), "https://example.com/a");
  assertEquals(shownValue(["req", "url"], `/a/b?key=${SECRET}`), "/a/b");
  assertEquals(shownValue(["path"], `/reset#${SECRET}`), "/reset");
  assertEquals(shownSpan(`GET /reset?token=${SECRET} now`), "GET /reset now");
  assertEquals(shownSpan("eyJhbGciOiJIUzI1NiJ9.eyJzdWIi"), REDACTED);
  assertEquals(shownValue(["id"], "x".repeat(500)), "x".repeat(100) + "...");
});
