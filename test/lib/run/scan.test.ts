import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { recordRun } from "../../../lib/run/index.ts";
import { repo } from "../../support/repo.ts";
import { entriesOf, record, runOptions, sh } from "../../support/run.ts";
import { hasStrace } from "../../support/strace.ts";
import { temporary } from "../../support/temporary.ts";

describe("run --scan-files", () => {
  test("names what was created, changed and deleted and is no declared output", async () => {
    const cwd = temporary({ "in.txt": "a\n", "old.txt": "b\n", "gone.txt": "c\n", "same.txt": "d\n" });
    const { summary, provenance, report } = await record(cwd, {
      argv: sh(
        "cp in.txt out.txt; echo x > new.txt; mkdir deep; echo y > deep/er.txt; echo more >> old.txt; rm gone.txt",
      ),
      inputs: ["in.txt"],
      outputs: ["out.txt"],
      scanFiles: true,
    });
    const scan = { files: 4, created: ["deep/er.txt", "new.txt"], changed: ["old.txt"], deleted: ["gone.txt"] };
    expect(summary.scan).toEqual(scan);
    expect(report).toMatchObject({ completeness: "scanned", scan, exitCode: 0, findings: [] });
    expect(provenance.predicate.buildDefinition.internalParameters.kprov_completeness).toBe("scanned");
  });

  test("sees a change that keeps size and time, by the file that took the place", async () => {
    const cwd = temporary({ "a.txt": "one\n" });
    const { summary } = await record(cwd, {
      argv: sh("printf 'two\\n' > b && touch -r a.txt b && mv b a.txt"),
      scanFiles: true,
    });
    expect(summary.scan?.changed).toEqual(["a.txt"]);
  });

  test("does not look into git, bundles, environments and caches, nor through links", async () => {
    using git = repo({ "a.txt": "a\n" });
    const cwd = git.dir;
    const elsewhere = temporary({ "x.txt": "x\n" });
    symlinkSync(elsewhere, join(cwd, "link"));
    for (const dir of ["node_modules", ".venv", "runs/r1", "__pycache__"])
      mkdirSync(join(cwd, dir), { recursive: true });
    for (const mark of [".venv/pyvenv.cfg", "runs/r1/manifest.json"]) writeFileSync(join(cwd, mark), "");
    const script =
      'for d in .git node_modules .venv runs runs/r1 __pycache__ link; do echo x > "$d/new"; done; rm link; echo y > y';
    const { summary } = await record(cwd, { argv: sh(script), scanFiles: true });
    expect(summary.scan).toMatchObject({ created: ["runs/new", "y"], changed: [], deleted: ["link"] });
  });

  test("looks at the whole repository from a directory in it", async () => {
    using git = repo({ "sub/a.txt": "a\n" });
    const { summary } = await record(join(git.dir, "sub"), {
      argv: sh("echo x > ../beside.txt; echo y > here.txt"),
      scanFiles: true,
    });
    expect(summary.scan?.created).toEqual(["../beside.txt", "here.txt"]);
  });

  test("names hostile file names", async () => {
    const { summary } = await record(temporary(), {
      argv: sh("touch \"$(printf 'new\\nline')\" \"$(printf 'raw\\377')\""),
      scanFiles: true,
    });
    expect(summary.scan?.created).toEqual(["new\nline", "raw\\xff"]);
  });

  test.runIf(process.getuid?.() !== 0)("does not start what it could not scan", async () => {
    const cwd = temporary({ "closed/a.txt": "a\n" });
    chmodSync(join(cwd, "closed"), 0);
    const options = runOptions(cwd, { argv: ["/bin/touch", "ran"], scanFiles: true });
    await expect(recordRun(options)).rejects.toMatchObject({
      code: "E_IO",
      message: expect.stringContaining('"closed"'),
    });
    chmodSync(join(cwd, "closed"), 0o755);
    expect(entriesOf(cwd)).not.toContain("ran");
  });

  test("a directory that the step removes is no fault", async () => {
    const cwd = temporary({ "d/a.txt": "a\n" });
    const { summary } = await record(cwd, { argv: ["/bin/rm", "-r", "d"], scanFiles: true });
    expect(summary.scan?.deleted).toEqual(["d/a.txt"]);
    rmSync(join(cwd, "d"), { force: true, recursive: true });
  });

  test.runIf(hasStrace())("with --trace-files both are recorded, and the stronger word holds", async () => {
    const { summary, report } = await record(temporary(), {
      argv: sh("echo x > new.txt"),
      scanFiles: true,
      traceFiles: true,
    });
    expect(summary.scan?.created).toEqual(["new.txt"]);
    expect(report).toMatchObject({ completeness: "traced", files: { writtenNotDeclared: ["new.txt"] } });
  });
});
