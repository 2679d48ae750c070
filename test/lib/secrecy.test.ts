import { afterEach, expect, test } from "vitest";
import { cutShort, keepSecrets, keepSecretsAtHand, keyedDigest, withoutSecrets } from "../../lib/secrecy.ts";

afterEach(() => keepSecrets(() => (text) => text));

test("words pass through what was given last, loaded once and only when something is said", async () => {
  let loads = 0;
  keepSecrets(() => {
    loads += 1;
    return (text) => text.replaceAll("hush", "…");
  });
  expect(loads).toBe(0);
  expect(await withoutSecrets("hush, hush")).toBe("…, …");
  expect(await withoutSecrets("a hush")).toBe("a …");
  expect(loads).toBe(1);
  keepSecrets(async () => (text) => text.toUpperCase());
  expect(await withoutSecrets("hush")).toBe("HUSH");
});

test("nothing is said when it can't be looked through", async () => {
  keepSecrets(() => {
    throw new Error("broken");
  });
  expect(await withoutSecrets("hush")).not.toContain("hush");
  keepSecrets(() => Promise.reject(new Error("broken")));
  expect(await withoutSecrets("hush")).not.toContain("hush");
});

test.each<[string, string, string]>([
  ["x".repeat(20), "x".repeat(20), "short enough"],
  [`${"x".repeat(20)}y`, `${"x".repeat(19)}…`, "too long"],
  [`${"x".repeat(16)} hush and more`, `${"x".repeat(16)} *a…`, "cut behind it"],
  [`${"x".repeat(13)} hush`, `${"x".repeat(13)} hush`, "as long as it may be"],
  [`${"x".repeat(16)} hush`, `${"x".repeat(16)} *a*`, "short enough without it"],
  [`${"x".repeat(18)}😀xx`, `${"x".repeat(18)}…`, "never half a character"],
])("a text is cut without what is secret: %s", (text, expected) => {
  keepSecretsAtHand(() => (said) => said.replaceAll("hush", "*a*"));
  expect(cutShort(text, 20)).toBe(expected);
});

test("a keyed digest names what has a secret in it, as long as that is kept", () => {
  keepSecretsAtHand(
    () => (said) => said.replaceAll("hush", "*"),
    (text) => `keyed ${text}`,
  );
  expect([keyedDigest("[1]", "a hush"), keyedDigest("[1]", "a")]).toEqual(["keyed [1]", undefined]);
  keepSecretsAtHand(() => () => "never");
  expect(keyedDigest("[1]", "a hush")).toBeUndefined();
});

test("what is not at hand is not waited for, and what can't be looked through is not shown", () => {
  const text = "x".repeat(30);
  keepSecrets(() => () => "never");
  expect(cutShort(text, 10)).toBe(`${"x".repeat(9)}…`);
  keepSecretsAtHand(() => {
    throw new Error("broken");
  });
  expect(cutShort(text, 100)).toBe(text);
  expect(cutShort(text, 10)).toBe("(not show…");
});
