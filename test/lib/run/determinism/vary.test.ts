import { expect, test } from "vitest";
import { localeOf, otherLocale, varyEnvironment } from "../../../../lib/run/determinism/vary.ts";

const installed = ["C", "C.utf8", "POSIX", "en_US.utf8", "de_DE.utf8", "ja_JP.utf8", "fr_FR@euro"];

test.each<[NodeJS.ProcessEnv, readonly string[], string | undefined]>([
  [{}, installed, "de_DE.utf8"],
  [{ LANG: "de_DE.UTF-8" }, installed, "en_US.utf8"],
  [{ LANG: "de_DE.UTF-8", LC_ALL: "C" }, installed, "de_DE.utf8"],
  [{ LC_ALL: "C.UTF-8" }, ["C", "C.utf8", "POSIX"], "C"],
  [{}, ["C", "C.utf8", "POSIX"], "C.utf8"],
  [{ LC_ALL: "C" }, ["C", "POSIX"], undefined],
  [{}, [], undefined],
])("beside %j, of %j, the other locale is %s", (env, names, expected) => {
  expect(otherLocale(env, names)).toBe(expected);
});

test("another zone and another umask, whatever they are", () => {
  for (const zone of [undefined, "UTC", "Pacific/Chatham", "FAR-13:45"]) {
    const { env, umask } = varyEnvironment({ A: "a", ...(zone !== undefined && { TZ: zone }) }, 0o022, []);
    expect(env["TZ"]).not.toBe(zone);
    expect(env).toMatchObject({ A: "a" });
    expect(umask).toBe(0o077);
  }
  expect(varyEnvironment({}, 0o077, []).umask).toBe(0o022);
  expect(varyEnvironment({}, 0o022, installed).env).toMatchObject({ LC_ALL: "de_DE.utf8", LANG: "de_DE.utf8" });
});

test("the locale is LC_ALL before LANG, and empty is none", () => {
  expect(localeOf({ LC_ALL: "a", LANG: "b" })).toBe("a");
  expect(localeOf({ LC_ALL: "", LANG: "b" })).toBe("b");
  expect(localeOf({})).toBeNull();
});
