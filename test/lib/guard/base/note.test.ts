import { describe, expect, test } from "vitest";
import { type KprovConfig, resolveConfig } from "../../../../lib/config/index.ts";
import { noteOf, type Policy, withoutGivenUp } from "../../../../lib/guard/base/index.ts";
import { repo } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";
import { noon, waiver, waiversFile } from "../../../support/waivers.ts";

const waivers = ".kprov/waivers.json";

const policy = (written: KprovConfig, dir = "/nowhere"): Policy => ({
  loaded: {
    ...{ config: resolveConfig(written), path: `${dir}/kprov.config.json`, root: dir },
    digest: { path: "kprov.config.json", sha256: "1", effective: "2" },
  },
  policyRoot: dir,
});

const allow = (...globs: string[]) => globs.map((glob) => ({ glob, reason: "r" }));

describe("withoutGivenUp", () => {
  test("leaves out exceptions that the candidate no longer has, and nothing else", () => {
    const base = policy({
      artifacts: { allow: allow("a", "b"), deny: ["x"] },
      identity: { display: { allow: ["d", "e"] } },
    });
    const judged = withoutGivenUp(
      base,
      policy({ artifacts: { allow: allow("b", "c") }, identity: { display: { allow: ["e"] } } }),
    );
    expect(judged.loaded.config.artifacts).toMatchObject({ allow: allow("b"), deny: ["x"] });
    expect(judged.loaded.config.identity.display.allow).toEqual(["e"]);
    // The file is the base's; what took effect is less than it says.
    expect(judged.loaded.digest).toMatchObject({ sha256: "1", effective: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });

  test("leaves out every exception of each kind where the candidate has switched its section off", () => {
    const base = policy({
      parity: { ciOnly: [{ run: "npm publish", reason: "r" }] },
      preflight: { stagedLinks: ["node_modules"] },
      catalog: { searchable: ["region"] },
    });
    const { config } = withoutGivenUp(base, policy({})).loaded;
    expect(config).toMatchObject({
      parity: { ciOnly: [] },
      preflight: { stagedLinks: [] },
      catalog: { searchable: [] },
    });
    expect(base.loaded.config.parity?.ciOnly).toHaveLength(1);
  });

  test("keeps what a rule of the base's does, and a digest that is none", () => {
    const judge = () => [];
    const base = policy({ catalog: { searchable: ["region"] } });
    const rule = { name: "own", title: "t", judge } as unknown as Policy["loaded"]["config"]["rules"][number];
    const loaded = { ...base.loaded, config: { ...base.loaded.config, rules: [rule] }, digest: null };
    const judged = withoutGivenUp({ ...base, loaded }, policy({}));
    expect(judged.loaded).toMatchObject({ config: { catalog: { searchable: [] }, rules: [{ judge }] }, digest: null });
  });

  test("is the base's own policy where nothing was given up, whatever the candidate adds or loosens", () => {
    const base = policy({
      artifacts: { allow: allow("a"), deny: ["x"], maxFileSize: "1 MB" },
      preflight: { commands: { t: ["t"] } },
    });
    const candidate = policy({
      artifacts: { allow: [{ glob: "a", reason: "other" }, ...allow("z")], maxFileSize: "9 MB" },
    });
    expect(withoutGivenUp(base, candidate)).toBe(base);
  });
});

describe("noteOf", () => {
  const base = { name: "main", from: "--base", commit: "c".repeat(40) };

  test("names each difference, what loosened first", async () => {
    using fixture = repo({ a: "1" });
    const [was, is] = [
      policy({ artifacts: { deny: ["x"], maxFileSize: "5 MB" } }, fixture.dir),
      policy({ artifacts: { maxFileSize: "1 MB" } }, fixture.dir),
    ];
    const note = await noteOf({ ...base, policy: was }, is, { cwd: fixture.dir, now: 0 });
    expect(note).toEqual({
      ...{ ref: "main", from: "--base", commit: base.commit, judge: "base" },
      changes: [
        { kind: "loosened", key: "artifacts.deny", message: 'artifacts.deny no longer has "x"' },
        {
          kind: "tightened",
          key: "artifacts.maxFileSize",
          message: "artifacts.maxFileSize is 1000000 now, was 5000000",
        },
      ],
    });
  });

  test("what the candidate gives up is honoured, and what it narrows is not", async () => {
    using fixture = repo({ a: "1" });
    const was = policy({ artifacts: { allow: allow("a", "b"), maxFileSize: "5 MB" } }, fixture.dir);
    const is = policy({ artifacts: { allow: allow("b"), maxFileSize: "1 MB" } }, fixture.dir);
    const { changes } = await noteOf({ ...base, policy: was }, is, { cwd: fixture.dir, now: 0 });
    expect(changes.map(({ key, honoured = false }) => [key, honoured])).toEqual([
      ["artifacts.allow", true],
      ["artifacts.maxFileSize", false],
    ]);
  });

  test("a list of the candidate's that can't be read is E_CONFIG: what it would change is validated", async () => {
    using fixture = repo({ a: "1" });
    const own = policy({ identity: { forbidden: { file: "gone.txt" } } }, temporary());
    await expect(
      noteOf({ ...base, policy: policy({}, fixture.dir) }, own, { cwd: fixture.dir, now: 0 }),
    ).rejects.toMatchObject({
      code: "E_CONFIG",
    });
  });

  test("names a configuration that lies elsewhere, or is gone", async () => {
    using fixture = repo({ a: "1" });
    const was = policy({}, fixture.dir);
    const is = { ...was, loaded: { ...was.loaded, digest: null } };
    const { changes } = await noteOf({ ...base, policy: was }, is, { cwd: fixture.dir, now: 0 });
    expect(changes).toEqual([
      {
        ...{ kind: "words", key: "configuration" },
        message: 'the configuration is null now, was "kprov.config.json"',
      },
    ]);
  });

  test("names each waiver that is new, gone, ends on another day or has other words", async () => {
    const entry = (digit: string, more: object = {}) => ({ ...waiver, fingerprint: digit.repeat(32), ...more });
    const [later, sooner, reworded] = [{ until: "2026-09-30" }, { until: "2026-08-01" }, { reason: "another" }];
    using fixture = repo({
      [waivers]: waiversFile(entry("2"), entry("3", later), entry("4", sooner), entry("5", reworded), entry("6")),
    });
    const policyRoot = temporary({
      [waivers]: waiversFile(entry("1"), entry("3", sooner), entry("4", later), entry("5"), entry("6")),
    });
    const own = policy({}, fixture.dir);
    const note = await noteOf({ ...base, policy: { ...own, policyRoot } }, own, { cwd: fixture.dir, now: noon });
    expect(note.changes.map(({ kind, key, message }) => `${kind} ${key}: ${message}`)).toEqual([
      "loosened waivers: the waiver 222222222222 of NAME_MISMATCH is new, until 2026-09-30",
      "loosened waivers: the waiver 333333333333 of NAME_MISMATCH ends on 2026-09-30, not on 2026-08-01",
      "tightened waivers: the waiver 111111111111 of NAME_MISMATCH is gone",
      "tightened waivers: the waiver 444444444444 of NAME_MISMATCH ends on 2026-08-01, not on 2026-09-30",
      "words waivers: the waiver 555555555555 of NAME_MISMATCH has other words",
    ]);
    expect(note.changes.map(({ honoured }) => honoured)).toEqual([undefined, undefined, true, undefined, undefined]);
  });

  test("without a policy in the base the candidate judges", async () => {
    const note = await noteOf({ ...base, policy: null }, policy({}), { cwd: "/", now: 0 });
    expect(note).toMatchObject({ judge: "candidate", changes: [] });
  });
});
