import { chmodSync, chownSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { findTrustFile, readTrustFile } from "../../../../lib/verify/index.ts";
import { makeKey, trustFile, trusting } from "../../../support/sign.ts";
import { temporary } from "../../../support/temporary.ts";

afterEach(() => void vi.restoreAllMocks());

/** A person whose own trust file has these modes. */
const person = (fileMode: number, dirMode: number) => {
  const dir = join(temporary(), "config");
  const path = join(dir, "trust.json");
  mkdirSync(dir);
  writeFileSync(path, JSON.stringify(trustFile([trusting(makeKey(), "Ann")])));
  chmodSync(path, fileMode);
  chmodSync(dir, dirMode);
  const find = (named?: string) =>
    findTrustFile(named, { judged: [], cwd: temporary(), env: { KPROV_CONFIG_DIR: dir } });
  return { dir, path, find };
};

test.each([
  [0o600, 0o700],
  [0o644, 0o755],
])("a file of mode %o in a directory of mode %o is believed: others may read it", async (fileMode, dirMode) => {
  expect((await person(fileMode, dirMode).find())?.keys).toHaveLength(1);
});

test.each([
  ["the group may write to it", 0o620, 0o700, "trust.json"],
  ["others may write to it", 0o602, 0o700, "trust.json"],
  ["the group may exchange it", 0o600, 0o720, "config"],
  ["others may exchange it", 0o600, 0o702, "config"],
])("one's own file is not believed when %s; named it is", async (_, fileMode, dirMode, culprit) => {
  const { path, find } = person(fileMode, dirMode);
  await expect(find()).rejects.toMatchObject({
    code: "E_TRUST",
    hint: expect.stringMatching(new RegExp(`^chmod go-w /.*${culprit}$`)),
  });
  expect((await find(path))?.keys).toHaveLength(1);
});

test("behind a link, what it leads to counts, too", async () => {
  const { path } = person(0o622, 0o700);
  const config = join(temporary(), "config");
  mkdirSync(config, { mode: 0o700 });
  symlinkSync(path, join(config, "trust.json"));
  await expect(
    findTrustFile(undefined, { judged: [], cwd: temporary(), env: { KPROV_CONFIG_DIR: config } }),
  ).rejects.toMatchObject({ code: "E_TRUST", hint: `chmod go-w ${path}` });
  expect((await readTrustFile(path)).keys).toHaveLength(1);
});

test("another user's is not believed", async () => {
  const { path, find } = person(0o644, 0o755);
  // Only root can give a file away; everybody else is told that they are another one.
  if (process.getuid?.() === 0) chownSync(path, 65_534, 65_534);
  else vi.spyOn(process, "getuid").mockReturnValue(65_534);
  await expect(find()).rejects.toMatchObject({
    code: "E_TRUST",
    message: expect.stringContaining("belongs to another user"),
  });
});
