/** Silent passes of exceptions: a place that stays excused whatever comes there, and numbers that are the same as before. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Command } from "../../lib/command.ts";
import { dayOf } from "../../lib/guard/waivers/index.ts";
import type { Report } from "../../lib/report.ts";
import artifacts from "../../scripts/check-artifacts.ts";
import identity from "../../scripts/check-identity.ts";
import waive from "../../scripts/waive.ts";
import { call } from "../support/call.ts";
import type { RepoFiles, TestRepo } from "../support/repo.ts";
import { checkArtifacts, checkIdentity, forbidding, project, runPreflight } from "./support.ts";

const list = ".kprov/waivers.json";
const soon = dayOf(Date.now() + 7 * 86_400_000);

/** A repository in which everything that the check finds is waived, and committed so. */
const waivedProject = async (files: RepoFiles, check: Command = identity): Promise<TestRepo> => {
  const fixture = project(forbidding, files);
  const { findings } = (await call(check, fixture.dir, [])).result.document as Report;
  expect(findings.length).toBeGreaterThan(0);
  for (const { fingerprint = "" } of findings)
    await call(waive, fixture.dir, [fingerprint, "--reason", "meant", "--owner", "mara", "--until", soon]);
  fixture.commit();
  return fixture;
};

const edit = (fixture: TestRepo, change: (text: string) => string): void =>
  fixture.commit({ [list]: change(readFileSync(join(fixture.dir, list), "utf8")) });

describe("row 13: a waiver is of a content, not of a place", () => {
  test("another token on the waived line counts", async () => {
    const fixture = await waivedProject({ "a.txt": "x\nkey = acme-corp 1\n" });
    expect(await checkIdentity(fixture.dir)).toEqual({ exit: 0, codes: [] });
    fixture.commit({ "a.txt": "x\nkey = acme-corp 2\n" });
    expect(await checkIdentity(fixture.dir)).toEqual({
      exit: 1,
      codes: [`WAIVER_UNUSED ${list}`, "FORBIDDEN_TOKEN a.txt"],
    });
  });

  test("another secret in the waived file counts, also before it is added", async () => {
    const fixture = await waivedProject({ ".env": "KEY=test\n" }, artifacts);
    expect(await checkArtifacts(fixture.dir)).toEqual({ exit: 0, codes: [] });
    fixture.write({ ".env": "KEY=real\n" });
    const counts = { exit: 1, codes: ["SECRET_FILE_TRACKED .env", `WAIVER_UNUSED ${list}`] };
    expect(await checkArtifacts(fixture.dir)).toEqual(counts);
    fixture.git("add", ".env");
    expect(await checkArtifacts(fixture.dir)).toEqual(counts);
    expect(await checkArtifacts(fixture.dir, "--staged")).toEqual(counts);
  });

  test.each([
    ["expired", "WAIVER_EXPIRED", (text: string) => text.replace(soon, "2020-01-01")],
    ["without end", "WAIVER_TOO_LONG", (text: string) => text.replace(soon, "2999-12-31")],
    ["without a reason", "WAIVER_MALFORMED", (text: string) => text.replace('"reason": "meant",', "")],
    ["for everything", "WAIVER_MALFORMED", (text: string) => text.replace(/"[0-9a-f]{32}"/, '"*"')],
  ])("one that is %s is no waiver", async (_, code, change) => {
    const fixture = await waivedProject({ "a.txt": "acme-corp\n" });
    edit(fixture, change);
    const codes = [`${code} ${list}`, "FORBIDDEN_TOKEN a.txt"];
    expect(await checkIdentity(fixture.dir)).toEqual({ exit: 1, codes });
    expect(await runPreflight(fixture.dir, "--skip", "check-artifacts")).toEqual({ exit: 1, codes });
  });

  test("a list that only this machine has is none, with and without --staged", async () => {
    const fixture = await waivedProject({ "a.txt": "acme-corp\n" });
    fixture.git("rm", "--quiet", "--cached", list);
    const codes = [`WAIVERS_UNTRACKED ${list}`, "FORBIDDEN_TOKEN a.txt"];
    expect(await checkIdentity(fixture.dir)).toEqual({ exit: 1, codes });
    expect(await checkIdentity(fixture.dir, "--staged")).toEqual({ exit: 1, codes: ["FORBIDDEN_TOKEN a.txt"] });
  });

  test("--staged goes by the list that is staged", async () => {
    const fixture = await waivedProject({ "a.txt": "acme-corp\n" });
    expect(await checkIdentity(fixture.dir, "--staged")).toEqual({ exit: 0, codes: [] });
    fixture.write({ [list]: '{"schema":"kprov.waivers/v1","waivers":[]}' });
    expect(await checkIdentity(fixture.dir, "--staged")).toEqual({ exit: 0, codes: [] });
    expect(await checkIdentity(fixture.dir)).toEqual({ exit: 1, codes: ["FORBIDDEN_TOKEN a.txt"] });
  });
});

describe("row 23: one mended and another added is not the same as before", () => {
  test.each<[string, RepoFiles, RepoFiles]>([
    ["a token in other words", { "a.txt": "acme-corp one\n" }, { "a.txt": "", "b.txt": "acme-corp two\n" }],
    ["two of a kind, and a third", { a: "acme-corp\n", b: "acme-corp\n" }, { c: "acme-corp\n" }],
  ])("%s", async (_, before, after) => {
    const fixture = await waivedProject(before);
    expect((await checkIdentity(fixture.dir)).exit).toBe(0);
    fixture.commit(after);
    const { exit, codes } = await checkIdentity(fixture.dir);
    expect(exit).toBe(1);
    expect(codes.filter((code) => code.startsWith("FORBIDDEN_TOKEN"))).toHaveLength(1);
  });
});
