import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, symlinkSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sha256 } from "../../../../lib/digest.ts";
import { fingerprintOf, linesIdentity } from "../../../../lib/guard/fingerprint.ts";
import { takeSnapshot } from "../../../../lib/guard/surface/snapshot.ts";
import { repo, type TestRepo } from "../../../support/repo.ts";
import { check, codesOf, type Options } from "./support.ts";

const name = "Claims Engine";
const judge = (fixture: TestRepo, allow: string[] = [], options: Options = {}) =>
  check(fixture.dir, { ...options, identity: { display: { name, allow } } });
const unreadable = (bytes: string) => Buffer.concat([Buffer.from([0xff]), Buffer.from(bytes)]);

describe("the search for the display name", () => {
  it("looks at every stage of a merge conflict, though the first is a link", async () => {
    using fixture = repo({ a: "x" });
    const blob = (text: string) =>
      execFileSync("git", ["hash-object", "-w", "--stdin"], { cwd: fixture.dir, input: text, encoding: "utf8" }).trim();
    const stages = [
      `120000 ${blob("target")} 2\tb`,
      `100644 ${blob(`by ${name}`)} 3\tb`,
      `120000 ${blob(name)} 2\tlinks`,
      `120000 ${blob(name)} 3\tlinks`,
    ];
    execFileSync("git", ["update-index", "--index-info"], { cwd: fixture.dir, input: stages.join("\n") });
    const report = await judge(fixture);
    expect(codesOf(report)).toEqual(["DISPLAY_NAME_MISPLACED b"]);
    expect(report.coverage.at(-1)).toMatchObject({ considered: 2, examined: 2 });
  });

  it("knows a finding by its lines, and one that only some decoder sees by the content", async () => {
    const wide = Buffer.from(`\0${name}`, "utf16le");
    using fixture = repo({ "a.txt": `by ${name}`, "b.bin": wide });
    const { findings } = await judge(fixture);
    expect(findings.map(({ fingerprint }) => fingerprint)).toEqual([
      fingerprintOf("DISPLAY_NAME_MISPLACED", [name, linesIdentity([`by ${name}`])]),
      fingerprintOf("DISPLAY_NAME_MISPLACED", ["content", sha256(wide.toString("utf8"))]),
    ]);
  });

  it("looks at bytes that are no text as they lie there, too, and at those that git has", async () => {
    using fixture = repo({
      gone: unreadable("x"),
      linked: unreadable("x"),
      changed: unreadable("x"),
      old: unreadable(` ${name}`),
    });
    for (const path of ["gone", "linked"]) rmSync(join(fixture.dir, path));
    symlinkSync(name, join(fixture.dir, "linked"));
    fixture.write({ changed: unreadable(` ${name}`), old: unreadable("changed") });
    expect(codesOf(await judge(fixture))).toEqual(["DISPLAY_NAME_MISPLACED changed", "DISPLAY_NAME_MISPLACED old"]);
  });

  it("looks at a file with any bytes in its name", async () => {
    using fixture = repo({ a: "x" });
    const path = Buffer.concat([Buffer.from(`${fixture.dir}/`), Buffer.from([0x62, 0xff])]);
    execFileSync("sh", ["-c", 'printf "\\377x" > "$(printf "b\\377")" && git add .'], { cwd: fixture.dir });
    expect((await judge(fixture)).verdict).toBe("proved");
    execFileSync("sh", ["-c", `printf "\\377 ${name}" > "$(printf "b\\377")"`], { cwd: fixture.dir });
    expect(path.length).toBeGreaterThan(2);
    expect((await judge(fixture)).findings).toMatchObject([{ code: "DISPLAY_NAME_MISPLACED" }]);
  });

  it("looks at what is as large as may be", async () => {
    using fixture = repo({ large: "x" });
    const bytes = Buffer.alloc(2 ** 26, 0xff);
    bytes.write(` ${name} `, 100);
    fixture.write({ large: bytes });
    expect(codesOf(await judge(fixture))).toEqual(["DISPLAY_NAME_MISPLACED large"]);
  });

  it("could not decide about what is too large to be looked at, or not in this clone, FILE_UNREADABLE", async () => {
    using fixture = repo({ large: "x", lost: unreadable(` ${name}`) });
    fixture.write({ large: unreadable(` ${name}`), lost: unreadable("changed") });
    truncateSync(join(fixture.dir, "large"), 2 ** 26 + 1);
    const blob = fixture.git("rev-parse", "HEAD:lost");
    rmSync(join(fixture.dir, ".git/objects", blob.slice(0, 2), blob.slice(2)));
    const report = await judge(fixture);
    expect(report.findings.map(({ path, message }) => [path, message])).toEqual([
      [undefined, "No files searched for the display name were examined"],
      ["large", `It is larger than ${2 ** 26} bytes`],
      ["lost", "Its content is not in this clone"],
    ]);
    expect(report.coverage.at(-1)).toMatchObject({ considered: 2, examined: 0, skipped: { "could not be read": 2 } });
  });

  it("takes a text from the work tree where git sees no difference", async () => {
    using fixture = repo({ a: `by ${name}` });
    const blob = fixture.git("rev-parse", "HEAD:a");
    rmSync(join(fixture.dir, ".git/objects", blob.slice(0, 2), blob.slice(2)));
    expect(codesOf(await judge(fixture))).toEqual(["DISPLAY_NAME_MISPLACED a"]);
  });

  it("asks git for no file in which the name is nowhere", async () => {
    using fixture = repo({ a: unreadable("x") });
    const blob = fixture.git("rev-parse", "HEAD:a");
    rmSync(join(fixture.dir, ".git/objects", blob.slice(0, 2), blob.slice(2)));
    expect((await judge(fixture)).verdict).toBe("proved");
  });

  it("could not decide about a glob that matches nothing, but for a file that is still to be added", async () => {
    using fixture = repo({ a: "x" });
    mkdirSync(join(fixture.dir, "docs"));
    fixture.write({ "docs/b.md": name });
    expect((await judge(fixture, ["docs/b.md"])).verdict).toBe("proved");
    for (const allow of ["docs/*.md", "docs/c.md"])
      expect(codesOf(await judge(fixture, [allow])), allow).toEqual(["DEAD_GLOB"]);
    const snapshot = takeSnapshot(fixture.dir, { staged: true });
    expect(codesOf(await judge(fixture, ["docs/b.md"], { snapshot }))).toEqual(["DEAD_GLOB"]);
  });

  it("asks for nothing outside of the configuration's directory", async () => {
    using fixture = repo({ "a.txt": name, "sub/b.txt": "x", "sub/c.md": name });
    const report = await judge(fixture, ["c.md"], { root: join(fixture.dir, "sub") });
    expect(report).toMatchObject({ verdict: "proved" });
    expect(report.coverage.at(-1)).toMatchObject({ considered: 2, examined: 1, skipped: { allowed: 1 } });
  });
});
