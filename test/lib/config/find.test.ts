import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, symlinkSync, truncateSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { findConfig, readConfigFile } from "../../../lib/config/find.ts";
import { KprovError } from "../../../lib/errors.ts";
import { repo } from "../../support/repo.ts";
import { temporary } from "../../support/temporary.ts";

const home = process.env["HOME"];
afterEach(() => {
  process.env["HOME"] = home ?? homedir();
});

const refusal = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof KprovError && error.code === "E_CONFIG") return error.message;
    throw error;
  }
  throw new Error("expected E_CONFIG, nothing was thrown");
};

describe("findConfig", () => {
  test.each(["ts", "mts", "mjs", "json"])("finds kprov.config.%s", (extension) => {
    const dir = temporary({ [`kprov.config.${extension}`]: "{}" });
    const name = `kprov.config.${extension}`;
    expect(findConfig(dir)).toEqual({ path: join(dir, name), root: dir, name });
  });

  test("takes the nearest one above", () => {
    const dir = temporary({ "kprov.config.json": "{}", "a/kprov.config.ts": "", "a/b/c/file": "" });
    expect(findConfig(join(dir, "a/b/c"))?.root).toBe(join(dir, "a"));
  });

  test("looks in the directory that holds .git and not above it", () => {
    using inside = repo({ "kprov.config.json": "{}", "a/b/file": "" });
    expect(findConfig(join(inside.dir, "a/b"))?.root).toBe(inside.dir);
    const dir = temporary({ "kprov.config.json": "{}", "worktree/.git": "gitdir: elsewhere", "worktree/a/file": "" });
    expect(findConfig(join(dir, "worktree/a"))).toBeUndefined();
  });

  test("looks in the home directory and not above it", () => {
    const dir = temporary({ "kprov.config.json": "{}", "home/project/file": "" });
    process.env["HOME"] = join(dir, "home");
    expect(findConfig(join(dir, "home/project"))).toBeUndefined();
    process.env["HOME"] = dir;
    expect(findConfig(join(dir, "home/project"))?.root).toBe(dir);
  });

  test("refuses two in one directory and names both", () => {
    const dir = temporary({ "kprov.config.json": "{}", "kprov.config.ts": "" });
    expect(refusal(() => findConfig(dir))).toContain('"kprov.config.ts" and "kprov.config.json"');
  });

  test.each(["kprov.config.js", "kprov.config.cjs", "kprov.config.yaml", "kprov.config.toml"])(
    "does not pass over %s, here or above",
    (name) => {
      const dir = temporary({ [name]: "{}", "a/file": "" });
      for (const place of [dir, join(dir, "a")]) expect(refusal(() => findConfig(place))).toContain(`"${name}"`);
    },
  );

  test("leaves files alone that are no configuration, and those beside one", () => {
    const dir = temporary({ "kprov.config.test.ts": "", "my-kprov.config.js": "", ".git": "gitdir: elsewhere" });
    expect(findConfig(dir)).toBeUndefined();
    const other = temporary({ "kprov.config.json": "{}", "kprov.config.js": "" });
    expect(findConfig(other)?.name).toBe("kprov.config.json");
  });

  test("does not take a dangling link for no configuration", () => {
    const dir = temporary();
    symlinkSync("nowhere", join(dir, "kprov.config.json"));
    const found = findConfig(dir);
    expect(found?.name).toBe("kprov.config.json");
    expect(refusal(() => found && readConfigFile(found))).toContain("ENOENT");
  });

  test("refuses one in a directory above, outside any repository, that everybody can write to", () => {
    const dir = temporary({ "kprov.config.json": "{}", "project/file": "" });
    chmodSync(dir, 0o1777);
    expect(refusal(() => findConfig(join(dir, "project")))).toContain("everybody can write");
    expect(findConfig(dir)?.root).toBe(dir);
    mkdirSync(join(dir, ".git"));
    expect(findConfig(join(dir, "project"))?.root).toBe(dir);
  });

  test("takes a file by name; its root is its directory when that is cwd or above, else cwd", () => {
    const dir = temporary({ "other.json": "{}", "a/file": "", "elsewhere/strict.json": "{}" });
    expect(findConfig(join(dir, "a"), "../other.json")).toEqual({
      path: join(dir, "other.json"),
      root: dir,
      name: "other.json",
    });
    expect(findConfig(join(dir, "a"), join(dir, "elsewhere/strict.json"))).toEqual({
      path: join(dir, "elsewhere/strict.json"),
      root: join(dir, "a"),
      name: "../elsewhere/strict.json",
    });
  });

  test("refuses a named file that is missing or of another kind", () => {
    const dir = temporary({ "kprov.config.json": "{}", "config.yaml": "" });
    expect(refusal(() => findConfig(dir, "missing.json"))).toContain("no such file");
    expect(refusal(() => findConfig(dir, "config.yaml"))).toContain("ends in .ts, .mts, .mjs, .json");
  });
});

describe("readConfigFile", () => {
  const file = (path: string) => ({ path, root: "/", name: "kprov.config.json" });

  test("refuses a directory, a FIFO and a huge file without waiting or reading", () => {
    const dir = temporary({ "huge.json": "" });
    execFileSync("mkfifo", [join(dir, "fifo.json")]);
    truncateSync(join(dir, "huge.json"), 2 ** 40);
    expect(refusal(() => readConfigFile(file(dir)))).toContain("expected a regular file");
    expect(refusal(() => readConfigFile(file(join(dir, "fifo.json"))))).toContain("expected a regular file");
    expect(refusal(() => readConfigFile(file(join(dir, "huge.json"))))).toContain("at most 1048576 bytes");
  });
});
