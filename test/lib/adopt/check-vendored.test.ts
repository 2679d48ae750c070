import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { checkVendored, formatAgainst } from "../../../lib/adopt/check-vendored.ts";
import type { OwnForm } from "../../../lib/adopt/own-files.ts";
import { pinText } from "../../../lib/adopt/vendor.ts";
import { sha256 } from "../../../lib/digest.ts";
import { repo, type TestRepo } from "../../support/repo.ts";
import { temporary } from "../../support/temporary.ts";

const formOf = (version: string, body = "console.log(1);\n"): OwnForm => {
  const content = `// kprovengine ${version}: one file\n${body}`;
  return { content, version, sha256: sha256(content) };
};
const form = formOf("1.2.3");
const [file, pin] = [".kprov/kprov.mjs", ".kprov/kprov.mjs.sha256"];
const vendored = ({ content, sha256: digest } = form) => ({ [file]: content, [pin]: pinText(digest) });

const codesOf = async (dir: string): Promise<[string, string, ...string[]]> => {
  const { verdict, findings } = await checkVendored(dir, form);
  return [verdict, ...findings.map(({ code, path }) => `${code} ${path ?? ""}`.trim())] as [string, string];
};

describe("vendor --check", () => {
  test("proves a file that is what this version ships, and says what it was compared with", async () => {
    using at = repo(vendored());
    const report = await checkVendored(at.dir, form);
    expect(report).toMatchObject({ verdict: "proved", findings: [], isTrackedCompared: true });
    expect(report.against).toEqual({ version: "1.2.3", sha256: form.sha256 });
    expect(formatAgainst(report)).toBe(`compared with kprovengine 1.2.3 and with git's index\nsha256 ${form.sha256}`);
  });

  test("proves it without a repository, and says that nothing else was compared", async () => {
    const dir = temporary(vendored());
    const report = await checkVendored(dir, form);
    expect(report).toMatchObject({ verdict: "proved", isTrackedCompared: false });
    expect(formatAgainst(report)).toContain("alone: this is no git repository");
  });

  const cases: [string, Record<string, string>, string[]][] = [
    ["one byte changed", { [file]: form.content.replace("1);", "2);") }, ["violated", `VENDOR_CHANGED ${file}`]],
    ["one byte more", { [file]: `${form.content}\n` }, ["violated", `VENDOR_CHANGED ${file}`]],
    [
      "file and pin changed together",
      vendored(formOf("1.2.3", "steal();\n")),
      ["violated", `VENDOR_CHANGED ${file}`, `VENDOR_PIN_MISMATCH ${pin}`],
    ],
    ["another pin", { [pin]: pinText("0".repeat(64)) }, ["violated", `VENDOR_PIN_MISMATCH ${pin}`]],
    ["a pin of another file", { [pin]: `${form.sha256}  other.mjs\n` }, ["violated", `VENDOR_PIN_MISMATCH ${pin}`]],
    ["a pin with a line more", { [pin]: `${pinText(form.sha256)}x\n` }, ["violated", `VENDOR_PIN_MISMATCH ${pin}`]],
    ["an empty pin", { [pin]: "" }, ["violated", `VENDOR_PIN_MISMATCH ${pin}`]],
    ["an empty file", { [file]: "" }, ["violated", `VENDOR_CHANGED ${file}`, `VENDOR_PIN_MISMATCH ${pin}`]],
    [
      "no version in the first line",
      {
        [file]: form.content.replace("kprovengine 1.2.3", "x"),
        [pin]: pinText(sha256(form.content.replace("kprovengine 1.2.3", "x"))),
      },
      ["violated", `VENDOR_CHANGED ${file}`],
    ],
    [
      "a command in the place of the version",
      vendored(formOf("1.2.3; rm -rf .")),
      ["violated", `VENDOR_CHANGED ${file}`],
    ],
    ["another version", vendored(formOf("2.0.0-rc.1")), ["undecided", `VENDOR_VERSION ${file}`]],
    [
      "another version with the pin of this one",
      { [file]: formOf("2.0.0").content },
      ["violated", `VENDOR_PIN_MISMATCH ${pin}`, `VENDOR_VERSION ${file}`],
    ],
  ];
  test.each(cases)("names %s", async (_, changes, expected) => {
    using at = repo({ ...vendored(), ...changes });
    const found = await codesOf(at.dir);
    expect([found[0], ...found.slice(1).sort()]).toEqual([expected[0], ...expected.slice(1).sort()]);
  });

  test("gives the exact command for another version, and runs nothing of the file", async () => {
    using at = repo(vendored(formOf("2.0.0", 'require("fs").writeFileSync("marker", "");\n')));
    const { findings } = await checkVendored(at.dir, form);
    expect(findings.map(({ fix }) => fix)).toEqual(["npx kprovengine@2.0.0 vendor --check"]);
    expect(existsSync(join(at.dir, "marker"))).toBe(false);
  });

  const places: [string, (at: TestRepo) => void, string[]][] = [
    [
      "both missing",
      ({ dir }) => rmSync(join(dir, ".kprov"), { recursive: true }),
      [`VENDOR_MISSING ${file}`, `VENDOR_MISSING ${pin}`],
    ],
    ["the file missing", ({ dir }) => rmSync(join(dir, file)), [`VENDOR_MISSING ${file}`]],
    ["the pin missing", ({ dir }) => rmSync(join(dir, pin)), [`VENDOR_MISSING ${pin}`]],
    [
      "a link to the same bytes",
      ({ dir }) => {
        writeFileSync(join(dir, "copy.mjs"), form.content);
        rmSync(join(dir, file));
        symlinkSync("../copy.mjs", join(dir, file));
      },
      [`VENDOR_UNREADABLE ${file}`],
    ],
    [
      "a directory",
      ({ dir }) => {
        rmSync(join(dir, file));
        mkdirSync(join(dir, file));
      },
      [`VENDOR_UNREADABLE ${file}`],
    ],
    ["a huge file", ({ dir }) => truncateSync(join(dir, file), 2 ** 24 + 1), [`VENDOR_UNREADABLE ${file}`]],
    [
      "a link in the directory's place",
      ({ dir }) => {
        mkdirSync(join(dir, "real"));
        for (const [name, content] of Object.entries(vendored()))
          writeFileSync(join(dir, name.replace(".kprov", "real")), content);
        rmSync(join(dir, ".kprov"), { recursive: true });
        symlinkSync("real", join(dir, ".kprov"));
      },
      [`VENDOR_UNREADABLE ${file}`, `VENDOR_UNREADABLE ${pin}`],
    ],
  ];
  test.each(places)("could not decide about %s", async (_, change, expected) => {
    using at = repo(vendored());
    change(at);
    const [verdict, ...codes] = await codesOf(at.dir);
    expect([verdict, ...codes.filter((code) => code !== "NOTHING_EXAMINED")]).toEqual(["undecided", ...expected]);
  });

  test.skipIf(process.getuid?.() === 0)(
    "could not decide about an unreadable file (skipped: root reads all)",
    async () => {
      using at = repo({ ...vendored(), [file]: { mode: 0o000, content: form.content } });
      expect(await codesOf(at.dir)).toEqual(["undecided", `VENDOR_UNREADABLE ${file}`]);
    },
  );

  const index: [string, (at: TestRepo) => void, string[]][] = [
    ["an untracked file", ({ git }) => git("rm", "--cached", "--quiet", file), [`VENDOR_UNTRACKED ${file}`]],
    [
      "another file in the index, although the work tree is right",
      ({ dir, git }) => {
        writeFileSync(join(dir, file), "x");
        git("add", file);
        writeFileSync(join(dir, file), form.content);
      },
      [`VENDOR_MODIFIED ${file}`],
    ],
    [
      "a change that git was told to overlook",
      ({ dir, git }) => {
        writeFileSync(join(dir, pin), "x");
        git("add", pin);
        git("update-index", "--assume-unchanged", pin);
        writeFileSync(join(dir, pin), pinText(form.sha256));
      },
      [`VENDOR_MODIFIED ${pin}`],
    ],
    [
      "a link in the index",
      ({ dir, git }) => {
        rmSync(join(dir, file));
        symlinkSync("x", join(dir, file));
        git("add", file);
        rmSync(join(dir, file));
        writeFileSync(join(dir, file), form.content);
      },
      [`VENDOR_MODIFIED ${file}`],
    ],
  ];
  test.each(index)("names %s", async (_, change, expected) => {
    using at = repo(vendored());
    change(at);
    expect(await codesOf(at.dir)).toEqual(["violated", ...expected]);
  });

  test("could not decide in the middle of a merge", async () => {
    using at = repo(vendored());
    const blob = at.git("rev-parse", `HEAD:${file}`);
    const line = (stage: number) => `100644 ${blob} ${stage}\t${file}\n`;
    at.git("rm", "--cached", "--quiet", file);
    writeFileSync(join(at.dir, "info"), line(1) + line(2) + line(3));
    const { execFileSync } = await import("node:child_process");
    execFileSync("git", ["update-index", "--index-info"], { cwd: at.dir, input: readFileSync(join(at.dir, "info")) });
    expect(await codesOf(at.dir)).toEqual(["undecided", `VENDOR_UNREADABLE ${file}`]);
  });

  test("throws when git can't say what it tracks", async () => {
    using at = repo(vendored());
    writeFileSync(join(at.dir, ".git/index"), "no index");
    await expect(checkVendored(at.dir, form)).rejects.toMatchObject({ code: "E_GIT" });
  });
});
