import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { withLock } from "../../../../lib/lock.ts";
import {
  baseConfig,
  baseFiles,
  check,
  configFile,
  configure,
  editRecord,
  governed,
  readRecord,
  recordFile,
  said,
  scopeFile,
  update,
} from "../../../support/governance.ts";
import { repo } from "../../../support/repo.ts";

describe("updateGovernance", () => {
  test("begins at 1.0.0, and takes the step that each change needs", async () => {
    using fixture = await governed();
    expect(readRecord(fixture.dir)).toMatchObject({
      version: "1.0.0",
      changes: [{ version: "1.0.0", step: "first", date: "2026-01-02", author: "Ann Lee", reason: "planted" }],
    });
    fixture.write({ [scopeFile]: "# Other\n" });
    expect(await update(fixture.dir, "words")).toMatchObject({
      changed: true,
      from: "1.0.0",
      version: "1.0.1",
      step: "patch",
    });
    configure(fixture, { artifacts: { ...baseConfig.artifacts, deny: ["runs/**", "out/**"] } });
    expect(await update(fixture.dir, "more")).toMatchObject({ version: "1.1.0", step: "minor" });
    configure(fixture, {});
    expect(await update(fixture.dir, "less")).toMatchObject({ version: "2.0.0", step: "major" });
    expect(readRecord(fixture.dir).changes.map(({ reason, loosened }) => [reason, loosened])).toEqual([
      ["planted", []],
      ["words", []],
      ["more", []],
      ["less", ['artifacts.deny no longer has "out/**"']],
    ]);
  });

  test("writes nothing when nothing has changed", async () => {
    using fixture = await governed();
    const before = readFileSync(join(fixture.dir, recordFile));
    expect(await update(fixture.dir)).toMatchObject({ changed: false, version: "1.0.0", step: null, changes: [] });
    expect(readFileSync(join(fixture.dir, recordFile))).toEqual(before);
  });

  test("two at once: one of them records, the other one finds it recorded, and no lock is left", async () => {
    using fixture = await governed();
    fixture.write({ [scopeFile]: "# Other\n" });
    const ended = await Promise.all([update(fixture.dir, "a"), update(fixture.dir, "b"), update(fixture.dir, "c")]);
    expect(ended.filter(({ changed }) => changed)).toHaveLength(1);
    expect(ended.every(({ version }) => version === "1.0.1")).toBe(true);
    expect(readRecord(fixture.dir).changes).toHaveLength(2);
    expect(readdirSync(join(fixture.dir, ".kprov")).sort()).toEqual(["governance", "governance.lock.json"]);
  });

  test("waits for another process that writes, and goes on from what that one wrote", async () => {
    using fixture = await governed();
    fixture.write({ [scopeFile]: "# Other\n" });
    const before = readFileSync(join(fixture.dir, recordFile));
    await update(fixture.dir, "theirs");
    const after = readFileSync(join(fixture.dir, recordFile));
    writeFileSync(join(fixture.dir, recordFile), before);
    let mine: Promise<unknown> = Promise.resolve();
    await withLock(join(fixture.dir, `${recordFile}.lock`), async () => {
      mine = update(fixture.dir, "mine");
      await sleep(1500);
      writeFileSync(join(fixture.dir, recordFile), after);
    });
    expect(await mine).toMatchObject({ changed: false, version: "1.0.1" });
    expect(readRecord(fixture.dir).changes.at(-1)).toMatchObject({ reason: "theirs" });
  });

  test("a refusal makes no directory", async () => {
    using fixture = repo({ [configFile]: JSON.stringify({ project: "p" }) });
    await expect(update(fixture.dir)).rejects.toMatchObject({ code: "E_GOVERNANCE" });
    expect(readdirSync(fixture.dir)).not.toContain(".kprov");
  });

  test("never takes a date before the last one", async () => {
    using fixture = await governed();
    editRecord(fixture.dir, ({ changes }) => void Object.assign(changes[0] ?? {}, { date: "2026-01-03" }));
    fixture.write({ [scopeFile]: "# Other\n" });
    await update(fixture.dir);
    expect(readRecord(fixture.dir).changes.map(({ date }) => date)).toEqual(["2026-01-03", "2026-01-03"]);
  });

  test("names files that a glob means and git does not track: they are not recorded", async () => {
    using fixture = await governed();
    fixture.write({ ".kprov/governance/new.md": "# New\n", "unrelated.md": "x" });
    expect(await update(fixture.dir)).toMatchObject({ changed: false, untracked: [".kprov/governance/new.md"] });
  });

  test.each(["", "  ", "a\nb", "a\u001b[2J", "x".repeat(1001)])("refuses %j as reason", async (reason) => {
    using fixture = await governed();
    await expect(update(fixture.dir, reason)).rejects.toMatchObject({ code: "E_USAGE" });
  });

  test("refuses without governance in the configuration", async () => {
    using fixture = repo({ [configFile]: JSON.stringify({ project: "p" }) });
    await expect(update(fixture.dir)).rejects.toMatchObject({ code: "E_GOVERNANCE" });
  });

  test.each<[string, (dir: string) => void]>([
    ["malformed", (dir) => writeFileSync(join(dir, recordFile), "{")],
    ["edited by hand", (dir) => editRecord(dir, (record) => void Object.assign(record, { version: "9.0.0" }))],
    [
      "a link",
      (dir) => {
        rmSync(join(dir, recordFile));
        symlinkSync("../kprov.config.json", join(dir, recordFile));
      },
    ],
    [
      "a directory",
      (dir) => {
        rmSync(join(dir, recordFile));
        mkdirSync(join(dir, recordFile));
      },
    ],
    ["deleted", (dir) => rmSync(join(dir, recordFile))],
  ])("goes on from no record that is %s, and touches nothing", async (_, spoil) => {
    using fixture = await governed();
    fixture.write({ [scopeFile]: "# Other\n" });
    spoil(fixture.dir);
    const status = fixture.git("status", "--porcelain");
    await expect(update(fixture.dir)).rejects.toMatchObject({
      code: "E_GOVERNANCE",
      hint: expect.stringContaining("git checkout HEAD"),
    });
    expect(fixture.git("status", "--porcelain")).toBe(status);
    expect(readFileSync(join(fixture.dir, configFile), "utf8")).toBe(JSON.stringify(baseConfig));
  });

  test("records nothing while something governed can't be read", async () => {
    using fixture = await governed();
    fixture.commit({ ".kprov/governance/link.md": { link: "/etc/hostname" } });
    await expect(update(fixture.dir)).rejects.toMatchObject({ code: "E_GOVERNANCE" });
  });

  test.skipIf(process.getuid?.() === 0)(
    "a directory that can't be written to is E_IO, and nothing is left",
    async () => {
      using fixture = repo(baseFiles);
      chmodSync(join(fixture.dir, ".kprov"), 0o500);
      try {
        await expect(update(fixture.dir)).rejects.toMatchObject({ code: "E_IO" });
      } finally {
        chmodSync(join(fixture.dir, ".kprov"), 0o700);
      }
      expect(fixture.git("status", "--porcelain")).toBe("");
    },
  );

  test("the record holds no forbidden token, and may stand where the display name may not", async () => {
    using fixture = await governed();
    expect(readFileSync(join(fixture.dir, recordFile), "utf8")).not.toContain("OldName");
    expect(said(await check(fixture.dir))).toEqual([]);
  });
});
