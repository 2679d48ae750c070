import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { loadConfig } from "../../../../lib/config/index.ts";
import { sha256 } from "../../../../lib/digest.ts";
import { committedConfig } from "../../../../lib/guard/surface/committed-config.ts";
import { takeSnapshot } from "../../../../lib/guard/surface/snapshot.ts";
import { repo } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";

const unix = '{\n  "project": "p"\n}\n';
const windows = unix.replaceAll("\n", "\r\n");
const other = unix.replace('"p"', '"q"');

/** A checkout with Windows' line ends, of which git says that nothing is changed. */
const checkout = (name = "kprov.config.json") => {
  const made = repo({ [name]: unix, "a.txt": "a\n" });
  onTestFinished(made.dispose);
  made.git("config", "core.autocrlf", "true");
  rmSync(join(made.dir, name));
  made.git("checkout", "--", name);
  return made;
};

const digestIn = async (dir: string, file?: string) => {
  const loaded = await loadConfig({ cwd: dir, allowCode: false, cacheDir: null, ...(file && { file }) });
  const found = await committedConfig(loaded, takeSnapshot(dir));
  expect(found?.effective).toBe(loaded.digest?.effective);
  expect(found?.path).toBe(loaded.digest?.path);
  return found?.sha256;
};

test("of a checkout with other line ends it is that of the bytes that git has", async () => {
  const made = checkout();
  expect(made.git("status", "--porcelain")).toBe("");
  expect(await digestIn(made.dir)).toBe(sha256(unix));
  const below = checkout("sub/kprov.config.json");
  expect(await digestIn(join(below.dir, "sub"))).toBe(sha256(unix));
});

test.each<[string, (dir: string) => void, string]>([
  ["a changed one", (dir) => writeFileSync(join(dir, "kprov.config.json"), other), other],
  ["one with the same bytes", (dir) => writeFileSync(join(dir, "kprov.config.json"), unix), unix],
])("of %s it is that of the bytes that lie here", async (_, change, text) => {
  const made = checkout();
  change(made.dir);
  expect(await digestIn(made.dir)).toBe(sha256(text));
});

test("of one that a filter of somebody's own makes the same, too", async () => {
  const made = repo({ "kprov.config.json": unix, ".gitattributes": "*.json filter=own\n" });
  onTestFinished(made.dispose);
  made.git("config", "filter.own.clean", "sed s/q/p/");
  writeFileSync(join(made.dir, "kprov.config.json"), other);
  expect(made.git("status", "--porcelain")).toBe("");
  expect(await digestIn(made.dir)).toBe(sha256(other));
});

test("of one that git does not track, that nobody has committed once, or that lies elsewhere, too", async () => {
  const made = checkout();
  made.git("rm", "--quiet", "--cached", "kprov.config.json");
  expect(await digestIn(made.dir)).toBe(sha256(windows));
  const elsewhere = join(temporary({ "kprov.config.json": windows }), "kprov.config.json");
  expect(await digestIn(made.dir, elsewhere)).toBe(sha256(windows));
});

test("of one with a merge conflict, too", async () => {
  const made = checkout();
  made.git("checkout", "--quiet", "-b", "next");
  made.commit({ "kprov.config.json": other });
  made.git("checkout", "--quiet", "main");
  made.commit({ "kprov.config.json": unix.replace('"p"', '"r"') });
  expect(() => made.git("merge", "next")).toThrow();
  writeFileSync(join(made.dir, "kprov.config.json"), windows);
  expect(await digestIn(made.dir)).toBe(sha256(windows));
});

test("of one that a sparse checkout leaves out it is that of what was evaluated", async () => {
  const made = checkout();
  const loaded = await loadConfig({ cwd: made.dir, allowCode: false, cacheDir: null });
  made.git("sparse-checkout", "set", "--no-cone", "/a.txt");
  expect(await committedConfig(loaded, takeSnapshot(made.dir))).toEqual(loaded.digest);
});

test("without one there is none", async () => {
  const made = repo({ a: "" });
  onTestFinished(made.dispose);
  expect(await digestIn(made.dir)).toBe(undefined);
});
