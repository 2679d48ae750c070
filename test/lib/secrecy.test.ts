import { afterEach, expect, test } from "vitest";
import { keepSecrets, withoutSecrets } from "../../lib/secrecy.ts";

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
