import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { loadConfig } from "../../../../lib/config/index.ts";
import { gates } from "../../../../lib/guard/gates/index.ts";
import { isGivenUp, updateGovernance } from "../../../../lib/guard/governance/index.ts";
import { withLock } from "../../../../lib/lock.ts";
import { asSomebodyElse, isRoot } from "../../../fail-open/machine.ts";
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
import { temporary } from "../../../support/temporary.ts";

/** `governance update` as git knows who it is, unless told. */
const updateAs = async (cwd: string, said: { reason?: string; author?: string }) => {
  const loaded = await loadConfig({ cwd, allowCode: false, cacheDir: null });
  return updateGovernance({ ...loaded, cwd, policyRoot: loaded.root, gates, reason: "planted", now: 0, ...said });
};

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

  test("a record says itself whether governance was to go", async () => {
    using fixture = await governed();
    const bytes = () => readFileSync(join(fixture.dir, recordFile));
    expect([isGivenUp(bytes()), isGivenUp(Buffer.from("{"))]).toEqual([false, false]);
    configure(fixture, { governance: undefined });
    expect(await update(fixture.dir)).toMatchObject({ step: "major" });
    expect(isGivenUp(bytes())).toBe(true);
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

  test("what a process that was killed has left beside the record is gone, also when nothing is recorded", async () => {
    using fixture = await governed();
    fixture.write({ [`${recordFile}.kprov-0123456789ab`]: "{" });
    expect(await update(fixture.dir)).toMatchObject({ changed: false });
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

  test.each(["", "  ", "a\nb", "a\u001b[2J", "a\ud800", "x".repeat(1001)])(
    "refuses %j as reason, and as author",
    async (text) => {
      using fixture = await governed();
      fixture.write({ [scopeFile]: "# Other\n" });
      const message = (flag: string) => `Cannot use ${flag}: expected one line of 1 to 1000 characters`;
      await expect(update(fixture.dir, text)).rejects.toMatchObject({ code: "E_USAGE", message: message("--reason") });
      await expect(updateAs(fixture.dir, { author: text })).rejects.toMatchObject({
        code: "E_USAGE",
        message: message("--author"),
      });
      expect(readRecord(fixture.dir).version).toBe("1.0.0");
    },
  );

  test.each([
    ["a direction", "ok \u202edesrever"],
    ["no width", "a\u200bb"],
    ["no width at the end", "a\u200b"],
    ["a line's end", "a\u2028b"],
    ["a tag", "a\u{e0041}"],
    ["a filler", "a\u3164b"],
  ])("refuses %s that nobody sees in the reason, in the author, and in git's name for the author", async (_, text) => {
    using fixture = await governed();
    fixture.write({ [scopeFile]: "# Other\n" });
    const refused = (flag: string) => ({
      ...{ code: "E_USAGE", message: `Cannot use ${flag}: it has an invisible character or a line break in it` },
    });
    await expect(update(fixture.dir, text)).rejects.toMatchObject(refused("--reason"));
    await expect(updateAs(fixture.dir, { author: text })).rejects.toMatchObject(refused("--author"));
    fixture.git("config", "user.name", text);
    fixture.git("config", "user.email", "bo@example.com");
    await expect(updateAs(fixture.dir, {})).rejects.toMatchObject(refused("--author"));
    expect(readRecord(fixture.dir).version).toBe("1.0.0");
  });

  test("takes a reason and an author of one line, without the white space around them", async () => {
    using fixture = await governed();
    fixture.write({ [scopeFile]: "# Other\n" });
    await updateAs(fixture.dir, { reason: ` ${"x".repeat(1000)}\n`, author: " Zoë " });
    expect(readRecord(fixture.dir).changes.at(-1)).toMatchObject({ reason: "x".repeat(1000), author: "Zoë" });
  });

  test("the author is git's, and nobody need be known where nothing is recorded", async () => {
    using fixture = await governed();
    fixture.git("config", "user.name", "");
    expect(await updateAs(fixture.dir, {})).toMatchObject({ changed: false });
    fixture.write({ [scopeFile]: "# Other\n" });
    await expect(updateAs(fixture.dir, {})).rejects.toMatchObject({
      ...{ code: "E_USAGE", message: "Nobody is known as author here" },
      hint: "give --author 'Ann Lee', or set user.name",
    });
    fixture.git("config", "user.name", "Bo Li");
    fixture.git("config", "user.email", "bo@example.com");
    await updateAs(fixture.dir, {});
    expect(readRecord(fixture.dir).changes.at(-1)).toMatchObject({ author: "Bo Li <bo@example.com>" });
    // As git itself goes by the environment first.
    vi.stubEnv("GIT_AUTHOR_NAME", "Mara Lind");
    vi.stubEnv("GIT_AUTHOR_EMAIL", "mara@example.com");
    onTestFinished(() => void vi.unstubAllEnvs());
    fixture.write({ [scopeFile]: "# Third\n" });
    await updateAs(fixture.dir, {});
    expect(readRecord(fixture.dir).changes.at(-1)).toMatchObject({ author: "Mara Lind <mara@example.com>" });
  });

  test("begins where HEAD has commits and none of a record, and where there is no commit", async () => {
    for (const fixture of [repo(baseFiles), repo()]) {
      fixture.write(baseFiles);
      fixture.git("add", "--all", "--force");
      expect(await update(fixture.dir)).toEqual({
        ...{ schema: "kprov.governance-update/v1", changed: true, path: recordFile, from: null, version: "1.0.0" },
        ...{ step: "first", changes: [], untracked: [] },
      });
      fixture.dispose();
    }
  });

  test("below the top: says where it lies from there, and begins none that HEAD has", async () => {
    using fixture = repo(Object.fromEntries(Object.entries(baseFiles).map(([path, file]) => [`sub/${path}`, file])));
    const dir = join(fixture.dir, "sub");
    fixture.write({ "sub/.kprov/governance/new.md": "", ".kprov/governance/elsewhere.md": "" });
    expect(await update(dir)).toMatchObject({ path: `sub/${recordFile}`, untracked: [".kprov/governance/new.md"] });
    fixture.commit();
    rmSync(join(dir, recordFile));
    await expect(update(dir)).rejects.toMatchObject({
      message: `Cannot begin a record: HEAD has "sub/${recordFile}", and it was deleted here`,
      hint: `git checkout HEAD -- sub/${recordFile}`,
    });
  });

  test("the record itself is not among what git does not track", async () => {
    using fixture = repo(baseFiles);
    configure(fixture, { governance: { files: [".kprov/*"], workflows: ["*.yml"], documents: ["*.md"] } });
    fixture.write({ "new.md": "", "new.yml": "", ".kprov/governance.lock.json": "{", ".kprov/x": "", other: "" });
    fixture.git("add", "--force", ".kprov/x");
    fixture.write({ "a.md": "", "a.yml": "" });
    fixture.git("add", "a.md", "a.yml");
    rmSync(join(fixture.dir, recordFile));
    await update(fixture.dir);
    expect(await update(fixture.dir)).toMatchObject({ changed: false, untracked: ["new.md", "new.yml"] });
  });

  test("refuses without governance in the configuration", async () => {
    using fixture = repo({ [configFile]: JSON.stringify({ project: "p" }) });
    await expect(update(fixture.dir)).rejects.toMatchObject({
      code: "E_GOVERNANCE",
      message: "There is nothing to record: the configuration does not ask for governance",
      hint: "write governance: {} into kprov.config.*",
    });
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
      "a link to one that could be gone on from",
      (dir) => {
        renameSync(join(dir, recordFile), join(dir, ".kprov/other.json"));
        symlinkSync("other.json", join(dir, recordFile));
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

  test.each<[string, (dir: string, elsewhere: string) => void]>([
    ["a link", (dir, elsewhere) => symlinkSync(elsewhere, join(dir, ".kprov"))],
    ["a file", (dir) => writeFileSync(join(dir, ".kprov"), "")],
  ])("writes through nothing where the directory should be: %s", async (_, spoil) => {
    using fixture = repo({ [configFile]: JSON.stringify({ governance: {} }) });
    const elsewhere = temporary();
    spoil(fixture.dir, elsewhere);
    await expect(update(fixture.dir)).rejects.toMatchObject({
      code: "E_GOVERNANCE",
      message: `Cannot go on from "${recordFile}": expected a directory around it`,
    });
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  test("records nothing while something governed can't be read, or is not there", async () => {
    using fixture = await governed();
    fixture.commit({ ".kprov/governance/link.md": { link: "/etc/hostname" } });
    await expect(update(fixture.dir)).rejects.toMatchObject({
      code: "E_GOVERNANCE",
      message: "Cannot record governance: Cannot be governed: it is no regular file (.kprov/governance/link.md)",
      hint: undefined,
    });
    configure(fixture, { governance: { documents: ["no/*.md"] } });
    await expect(update(fixture.dir)).rejects.toMatchObject({
      message: 'Cannot record governance: The glob "no/*.md" of governance.documents matches no tracked file',
      hint: 'correct "no/*.md" in governance.documents, or git add what it means',
    });
  });

  test.each<[string, string[]]>([
    ["there", []],
    ["to be made", [".kprov"]],
  ])("a directory that can't be written to is E_IO, and nothing is left: %s", async (_, gone) => {
    using fixture = repo(baseFiles);
    for (const name of gone) fixture.git("rm", "--quiet", "-r", name);
    await asSomebodyElse(fixture.dir, async () => {
      const closed = join(fixture.dir, gone.length > 0 ? "." : ".kprov");
      chmodSync(closed, 0o500);
      try {
        await expect(update(fixture.dir)).rejects.toMatchObject({
          code: "E_IO",
          message: expect.stringMatching(
            /^Cannot (?:write .*\.kprov.*EACCES|make the lock .*\.kprov.*: you may not write into the directory )/,
          ),
        });
      } finally {
        chmodSync(closed, 0o700);
      }
    });
    expect(readdirSync(fixture.dir).includes(".kprov")).toBe(gone.length === 0);
    if (gone.length === 0) expect(readdirSync(join(fixture.dir, ".kprov"))).toEqual(["governance"]);
  });

  test.runIf(isRoot)("a record that can't be replaced is E_IO, and nothing half is left beside it", async () => {
    using fixture = await governed();
    fixture.write({ [scopeFile]: "# Other\n" });
    const before = readFileSync(join(fixture.dir, recordFile));
    const around = join(fixture.dir, ".kprov");
    await asSomebodyElse(fixture.dir, async () => {
      const somebody = process.geteuid?.() ?? 0;
      process.seteuid?.(0);
      // Whoever may make files in a sticky directory may not replace those of others.
      for (const path of [around, join(fixture.dir, recordFile)]) chownSync(path, 0, 0);
      chmodSync(around, 0o1777);
      process.seteuid?.(somebody);
      await expect(update(fixture.dir)).rejects.toMatchObject({
        code: "E_IO",
        message: expect.stringMatching(/^Cannot write "\.kprov\/governance\.lock\.json": EPERM/),
      });
    });
    expect(readFileSync(join(fixture.dir, recordFile))).toEqual(before);
    expect(readdirSync(around).sort()).toEqual(["governance", "governance.lock.json"]);
  });

  test("the record holds no forbidden token, and may stand where the display name may not", async () => {
    using fixture = await governed();
    expect(readFileSync(join(fixture.dir, recordFile), "utf8")).not.toContain("OldName");
    expect(said(await check(fixture.dir))).toEqual([]);
  });
});
