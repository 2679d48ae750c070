import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { cacheRoot, readCache, writeCache } from "../../lib/cache.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "kprov-cache-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const entry = (overrides: object = {}) => ({ dir: join(dir, "cache"), kind: "config", key: "abc", ...overrides });

describe("cacheRoot", () => {
  test("takes KPROV_CACHE_DIR, then XDG_CACHE_HOME, then the home directory", () => {
    const env = { KPROV_CACHE_DIR: "/a", XDG_CACHE_HOME: "/b", HOME: "/" };
    expect(cacheRoot(env)).toBe("/a");
    expect(cacheRoot({ ...env, KPROV_CACHE_DIR: "" })).toBe("/b/kprovengine");
    expect(cacheRoot({ HOME: "/" })).toBe("/.cache/kprovengine");
    expect(cacheRoot({ ...env, CI: "" })).toBe("/a");
    for (const CI of ["true", "1", "false"]) expect(cacheRoot({ ...env, CI })).toBeNull();
  });

  test("ignores relative paths, which could lead into the work tree", () => {
    expect(cacheRoot({ KPROV_CACHE_DIR: "cache", XDG_CACHE_HOME: "./x", HOME: "/" })).toBe("/.cache/kprovengine");
    expect(cacheRoot({ HOME: "relative" })).toBeNull();
    expect(cacheRoot({ HOME: "/no/such/home" })).toBeNull();
  });

  test("refuses a place inside a work tree, also through a link, whatever lies there yet", () => {
    mkdirSync(join(dir, "checkout/.git"), { recursive: true });
    mkdirSync(join(dir, "elsewhere"));
    symlinkSync(join(dir, "checkout"), join(dir, "elsewhere/link"));
    for (const place of ["checkout", "checkout/a/b", "elsewhere/link/cache"])
      expect(cacheRoot({ KPROV_CACHE_DIR: join(dir, place), HOME: "/" })).toBeNull();
    expect(cacheRoot({ XDG_CACHE_HOME: join(dir, "checkout") })).toBeNull();
    expect(cacheRoot({ KPROV_CACHE_DIR: join(dir, "elsewhere/a") })).toBe(join(dir, "elsewhere/a"));
  });
});

describe("writeCache and readCache", () => {
  test("keep bytes, in private directories and files, and leave no temporary file", () => {
    expect(readCache(entry())).toBeUndefined();
    expect(writeCache(entry(), "one")).toBe(true);
    expect(writeCache(entry(), "two")).toBe(true);
    expect(readCache(entry())?.toString()).toBe("two");
    expect(statSync(join(dir, "cache", "config")).mode & 0o777).toBe(0o700);
    expect(statSync(join(dir, "cache", "config", "abc")).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(dir, "cache", "config"))).toEqual(["abc"]);
  });

  test("do nothing without a directory, with a relative one, or with a name that leads elsewhere", () => {
    for (const bad of [{ dir: null }, { dir: "cache" }, { key: "../x" }, { kind: "a/b" }, { key: "" }, { key: "." }]) {
      expect(writeCache(entry(bad), "x")).toBe(false);
      expect(readCache(entry(bad))).toBeUndefined();
    }
    expect(readdirSync(dir)).toEqual([]);
  });

  test("readCache does not follow a symbolic link in an entry's place", () => {
    writeCache(entry({ key: "other" }), "mine");
    writeFileSync(join(dir, "elsewhere"), "planted", { mode: 0o600 });
    symlinkSync(join(dir, "elsewhere"), join(dir, "cache", "config", "abc"));
    expect(readCache(entry())).toBeUndefined();
  });

  test("writeCache replaces a symbolic link and leaves its target alone", () => {
    writeCache(entry({ key: "other" }), "mine");
    writeFileSync(join(dir, "elsewhere"), "untouched");
    symlinkSync(join(dir, "elsewhere"), join(dir, "cache", "config", "abc"));
    expect(writeCache(entry(), "mine")).toBe(true);
    expect(readCache(entry())?.toString()).toBe("mine");
    expect(execFileSync("cat", [join(dir, "elsewhere")]).toString()).toBe("untouched");
  });

  test("readCache refuses what others may write to, what is too large, and what is no file", () => {
    const file = join(dir, "cache", "config", "abc");
    writeCache(entry(), "12345");
    expect(readCache(entry(), 5)?.length).toBe(5);
    expect(readCache(entry(), 4)).toBeUndefined();
    chmodSync(file, 0o666);
    expect(readCache(entry())).toBeUndefined();
    chmodSync(file, 0o600);
    chmodSync(join(dir, "cache", "config"), 0o777);
    expect(readCache(entry())).toBeUndefined();
    expect(writeCache(entry(), "x")).toBe(false);
    chmodSync(join(dir, "cache", "config"), 0o700);
    rmSync(file);
    mkdirSync(file);
    expect(readCache(entry())).toBeUndefined();
    expect(writeCache(entry(), "x")).toBe(false);
    expect(readdirSync(join(dir, "cache", "config"))).toEqual(["abc"]);
  });

  test("readCache does not wait for the writer of a FIFO", () => {
    writeCache(entry({ key: "other" }), "x");
    execFileSync("mkfifo", ["-m", "600", join(dir, "cache", "config", "abc")]);
    expect(readCache(entry())).toBeUndefined();
  });

  test("writeCache says false where no directory can be made", () => {
    writeFileSync(join(dir, "cache"), "a file in the way");
    expect(writeCache(entry(), "x")).toBe(false);
    expect(readCache(entry())).toBeUndefined();
  });

  test("writeCache comes back from a place where directories can't be made at all", () => {
    expect(writeCache(entry({ dir: "/proc/nowhere/deep" }), "x")).toBe(false);
  });
});
