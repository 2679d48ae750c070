import { describe, expect, test } from "vitest";
import { type KprovConfig, resolveConfig } from "../../../../lib/config/index.ts";
import { noteOf, type Policy, withoutGivenUp } from "../../../../lib/guard/base/index.ts";
import { repo } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";

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

  test("a list of the candidate's that can't be read is E_CONFIG: what it would change is validated", async () => {
    using fixture = repo({ a: "1" });
    const own = policy({ identity: { forbidden: { file: "gone.txt" } } }, temporary());
    await expect(
      noteOf({ ...base, policy: policy({}, fixture.dir) }, own, { cwd: fixture.dir, now: 0 }),
    ).rejects.toMatchObject({
      code: "E_CONFIG",
    });
  });

  test("without a policy in the base the candidate judges", async () => {
    const note = await noteOf({ ...base, policy: null }, policy({}), { cwd: "/", now: 0 });
    expect(note).toMatchObject({ judge: "candidate", changes: [] });
  });
});
