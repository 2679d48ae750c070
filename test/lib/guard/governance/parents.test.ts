import { createHash } from "node:crypto";
import { chmodSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { check, configure, editRecord, governed, recordFile, said, update } from "../../../support/governance.ts";
import type { TestRepo } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";

/** Loosen, and commit it with too small a step. */
const cheat = async (fixture: TestRepo) => {
  configure(fixture, { artifacts: {} });
  await update(fixture.dir);
  editRecord(fixture.dir, (record) => {
    record.version = "1.0.1";
    Object.assign(record.changes.at(-1) ?? {}, { version: "1.0.1", step: "patch", loosened: [], tightened: [] });
  });
  fixture.commit();
};

const head = (fixture: TestRepo) => fixture.git("rev-parse", "HEAD");

/** A commit graph in which no commit has a parent: gitformat-commit-graph(5). */
const forgeGraph = (fixture: TestRepo) => {
  fixture.git("commit-graph", "write", "--reachable");
  const file = join(fixture.dir, ".git/objects/info/commit-graph");
  const bytes = readFileSync(file);
  const table = Array.from({ length: bytes.readUInt8(6) + 1 }, (_, index) => 8 + index * 12);
  const at = (entry: number | undefined) => Number(bytes.readBigUInt64BE((entry ?? 0) + 4));
  const data = table.findIndex((entry) => bytes.toString("latin1", entry, entry + 4) === "CDAT");
  for (let commit = at(table[data]); commit < at(table[data + 1]); commit += 36) {
    bytes.writeUInt32BE(0x70000000, commit + 20);
    bytes.writeUInt32BE(0x70000000, commit + 24);
  }
  createHash("sha1")
    .update(bytes.subarray(0, -20))
    .digest()
    .copy(bytes, bytes.length - 20);
  chmodSync(file, 0o644);
  writeFileSync(file, bytes);
};

describe("which commit was before is what the commits say", () => {
  test.each<[string, (fixture: TestRepo) => void]>([
    ["a graft", (fixture) => writeFileSync(join(fixture.dir, ".git/info/grafts"), `${head(fixture)}\n`)],
    ["a replacement", (fixture) => fixture.git("replace", "--graft", "HEAD")],
    ["a commit graph", forgeGraph],
  ])("%s hides no record, with a base or without, and leaves no proof behind", async (_, hide) => {
    using fixture = await governed();
    fixture.git("tag", "base");
    await cheat(fixture);
    const cacheDir = temporary();
    const base = { name: "base", commit: fixture.git("rev-parse", "base") };
    const expected = said(await check(fixture.dir));
    expect(expected).toContain(`GOVERNANCE_STEP ${recordFile}`);
    hide(fixture);
    expect(fixture.git("rev-list", "--count", "HEAD")).toBe("1");
    expect(said(await check(fixture.dir, { cacheDir }))).toEqual(expected);
    expect(said(await check(fixture.dir, { cacheDir, base }))).toEqual(expected);
    expect(said(await check(fixture.dir, { cacheDir }))).toEqual(expected);
  });

  test("what is honest stays proved, whatever a graft says", async () => {
    using fixture = await governed();
    configure(fixture, { artifacts: {} });
    await update(fixture.dir);
    fixture.commit();
    writeFileSync(join(fixture.dir, ".git/info/grafts"), `${head(fixture)}\n`);
    expect((await check(fixture.dir, { cacheDir: temporary() })).verdict).toBe("proved");
  });
});

describe("a proof is kept for the history that it was made from", () => {
  test("not where the clone is cut meanwhile", async () => {
    using fixture = await governed();
    fixture.commit({ other: "1" });
    const cacheDir = temporary();
    expect((await check(fixture.dir, { cacheDir })).verdict).toBe("proved");
    const shallow = join(fixture.dir, ".git/shallow");
    writeFileSync(shallow, `${head(fixture)}\n`);
    expect((await check(fixture.dir, { cacheDir })).verdict).toBe("undecided");
    rmSync(shallow);
    expect((await check(fixture.dir, { cacheDir })).verdict).toBe("proved");
  });

  test("not where the merge under way is given up, and its record stays in the index", async () => {
    using fixture = await governed();
    fixture.git("checkout", "--quiet", "-b", "side");
    configure(fixture, { artifacts: {} });
    await update(fixture.dir, "the side's");
    fixture.commit();
    fixture.git("checkout", "--quiet", "main");
    fixture.write({ ".kprov/governance/scope.md": "# Main\n" });
    await update(fixture.dir, "main's");
    fixture.commit();
    fixture.git("merge", "--quiet", "--no-commit", "--strategy=ours", "side");
    fixture.git("checkout", "side", "--", ".");
    const cacheDir = temporary();
    const judged = () => check(fixture.dir, { cacheDir });
    expect((await judged()).verdict).toBe("proved");
    rmSync(join(fixture.dir, ".git/MERGE_HEAD"));
    expect(said(await judged())).toContain(`GOVERNANCE_REWRITTEN ${recordFile}`);
  });
});
