import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mend, type Terminal, withMended } from "../../../../lib/guard/fix/mend.ts";
import type { Finding } from "../../../../lib/report.ts";
import { nameMismatch } from "../../../support/fix.ts";
import { repo, type TestRepo } from "../../../support/repo.ts";
import { memory } from "../../../support/run.ts";

const findings: Finding[] = [
  nameMismatch,
  { code: "ARTIFACT_TRACKED", level: "violation", path: "a b.pyc", message: "wrong" },
];

let fixture: TestRepo;
let output: ReturnType<typeof memory> & { isTTY?: boolean };
beforeEach(() => {
  fixture = repo({ "pyproject.toml": '[project]\nname = "old"\n', "a b.pyc": "x" });
  output = memory();
});
afterEach(() => fixture.dispose());

const name = () => readFileSync(join(fixture.dir, "pyproject.toml"), "utf8").split("\n")[1];
const terminal = (answer?: string): Terminal => {
  const input: PassThrough & { isTTY?: boolean } = new PassThrough();
  if (answer === undefined) return { input, output };
  input.isTTY = true;
  output.isTTY = true;
  input.end(answer);
  return { input, output };
};
const mendAll = (yes: boolean, answer?: string, document: object = { findings }) =>
  mend(document, { fix: true, yes }, { cwd: fixture.dir, talk: undefined, terminal: terminal(answer) });

describe("mend", () => {
  it("shows the patch and writes nothing without a terminal", async () => {
    const { isWritten, text } = await mendAll(false);
    expect(isWritten).toBe(false);
    expect(text).toMatchInlineSnapshot(`
      "diff --git a/pyproject.toml b/pyproject.toml
      --- a/pyproject.toml
      +++ b/pyproject.toml
      @@ -1,2 +1,2 @@
       [project]
      -name = "old"
      +name = "new"
      # git rm --cached -- 'a b.pyc'

      --fix: nothing was written; add --yes to write this"
    `);
    expect(name()).toBe('name = "old"');
  });

  it("shows the patch and writes with --yes", async () => {
    const { isWritten, text } = await mendAll(true);
    expect(isWritten).toBe(true);
    expect(text).toContain('+name = "new"');
    expect(text).toMatchInlineSnapshot(`
      "diff --git a/pyproject.toml b/pyproject.toml
      --- a/pyproject.toml
      +++ b/pyproject.toml
      @@ -1,2 +1,2 @@
       [project]
      -name = "old"
      +name = "new"
      # git rm --cached -- 'a b.pyc'

      --fix: changed 1 file in the work tree; the index still has the old words:
        git add -- pyproject.toml
      --fix: git no longer tracks 1 file, left on the disk; a line in .gitignore keeps them out"
    `);
    expect([name(), fixture.git("ls-files")]).toEqual(['name = "new"', "pyproject.toml"]);
  });

  it("asks nothing with --yes, though there is a terminal", async () => {
    const { isWritten, text } = await mendAll(true, "no\n");
    expect([isWritten, output.text(), name()]).toEqual([true, "", 'name = "new"']);
    expect(text).toContain("+name");
  });

  it.each(["input", "output"] as const)("asks nothing when %s alone is a terminal", async (side) => {
    const both = terminal("yes\n");
    both[side === "input" ? "output" : "input"].isTTY = false;
    const options = { cwd: fixture.dir, talk: undefined, terminal: both };
    const { isWritten, text } = await mend({ findings }, { fix: true }, options);
    expect([isWritten, output.text(), name()]).toEqual([false, "", 'name = "old"']);
    expect(text).toContain("add --yes to write this");
  });

  it("shows no colours of a file's on the terminal, and not the patch a second time", async () => {
    fixture.commit({ "README.md": "old\n\u001b[31mred\n" });
    const place = { code: "URL_MISMATCH", path: "README.md", line: 1, column: 1 } as const;
    const { text } = await mendAll(false, "yes\n", { findings: [{ ...findings[0], ...place }] });
    expect(output.text()).toContain("\\u{1b}[31mred");
    expect(text).toMatchInlineSnapshot(`
      "--fix: changed 1 file in the work tree; the index still has the old words:
        git add -- README.md"
    `);
  });

  it("counts what it forgot", async () => {
    fixture.commit({ "b.pyc": "x" });
    const more: Finding[] = [
      { code: "ARTIFACT_TRACKED", level: "violation", path: "a b.pyc", message: "wrong" },
      { code: "ARTIFACT_TRACKED", level: "violation", path: "b.pyc", message: "wrong" },
    ];
    expect((await mendAll(true, undefined, { findings: more })).text).toMatchInlineSnapshot(`
      "# git rm --cached -- 'a b.pyc'
      # git rm --cached -- b.pyc

      --fix: git no longer tracks 2 files, left on the disk; a line in .gitignore keeps them out"
    `);
  });

  it("shows the patch on the terminal before the question, and writes for a yes", async () => {
    const { isWritten } = await mendAll(false, "yes\n");
    expect(isWritten).toBe(true);
    expect(output.text().indexOf('+name = "new"')).toBeLessThan(output.text().indexOf("Write this?"));
    expect(name()).toBe('name = "new"');
  });

  it("writes nothing for a no", async () => {
    const { isWritten, text } = await mendAll(false, "no\n");
    expect([isWritten, text, name()]).toEqual([false, "--fix: nothing was written", 'name = "old"']);
  });

  it("writes nothing when the terminal is closed without an answer", async () => {
    await expect(mendAll(false, "")).rejects.toMatchObject({ code: "E_INTERRUPTED" });
    expect(name()).toBe('name = "old"');
  });

  it("says what it may not touch, and why", async () => {
    fixture.write({ "pyproject.toml": '[project]\nname = "old"\n# mine\n' });
    const { isWritten, text } = await mendAll(true);
    expect(isWritten).toBe(true);
    expect(text).toContain("not mended: pyproject.toml: it has unstaged changes");
    expect(name()).toBe('name = "old"');
  });

  it("says so when there is nothing that it could surely mend", async () => {
    expect(await mendAll(true, undefined, { findings: [] })).toEqual({
      isWritten: false,
      text: "--fix: nothing that it could surely mend",
    });
  });
});

describe("withMended", () => {
  it("is the page of the result below what was mended", async () => {
    const result = withMended({ exitCode: 1, document: {}, text: () => "page" }, { isWritten: true, text: "patch" });
    expect(await result.text({ colour: false, width: 80, verbose: false })).toBe("patch\n\npage");
    expect(result.exitCode).toBe(1);
  });
});
