import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { sha256 } from "../../../lib/digest.ts";
import type { FileTrace } from "../../../lib/evidence/index.ts";
import { which } from "../../../lib/exec.ts";
import { plainEnv, record, sh } from "../../support/run.ts";
import { hasStrace } from "../../support/strace.ts";
import { temporary } from "../../support/temporary.ts";

describe.runIf(hasStrace())("run --strict-inputs", () => {
  const strict = { traceFiles: true, strictInputs: true };

  test("fails for every undeclared file and for nothing else", async () => {
    const cwd = temporary({ "in.txt": "a\n", "x.txt": "b\n", "y.txt": "c\n" });
    const argv = sh("cat in.txt x.txt y.txt > out.txt");
    const open = await record(cwd, { ...strict, argv, inputs: ["in.txt"], outputs: ["out.txt"] });
    expect(open.report).toMatchObject({ exitCode: 1, outcome: { status: "failed", exitCode: 0 } });
    expect(open.report.outcome.findings).toEqual([
      { code: "INPUT_UNDECLARED", subject: "x.txt" },
      { code: "INPUT_UNDECLARED", subject: "y.txt" },
    ]);
    const closed = await record(cwd, { ...strict, argv, inputs: ["*.txt"], outputs: ["out.txt"] });
    expect(closed.report).toMatchObject({ exitCode: 0, completeness: "traced" });
  });

  test("keeps the step's own exit code", async () => {
    const { report } = await record(temporary({ "x.txt": "b\n" }), { ...strict, argv: sh("cat x.txt; exit 9") });
    expect(report.exitCode).toBe(9);
  });

  test("fails when something may have been read unseen", async () => {
    const { report } = await record(temporary(), { ...strict, argv: sh("sleep 3 > /dev/null 2>&1 &") });
    expect(report).toMatchObject({
      exitCode: 1,
      outcome: { findings: [{ code: "READS_UNSEEN", subject: "outlived" }] },
    });
  });

  test("fails for files outside of the project, which have a URI and a digest", async () => {
    const elsewhere = temporary({ "a.csv": "a\n", "b #1.csv": "b\n", "\u00e4\n.csv": "c\n" });
    const [a, b, c] = ["a.csv", "b #1.csv", "\u00e4\n.csv"].map((name) => join(elsewhere, name)) as [
      string,
      string,
      string,
    ];
    const argv = ["/bin/cat", b, c] as const;
    const { report, member } = await record(temporary(), { ...strict, argv: [...argv], inputs: [a] });
    expect(report.outcome.findings).toEqual([b, c].map((subject) => ({ code: "INPUT_UNDECLARED", subject })));
    expect(report.files).toMatchObject({ readNotDeclared: [b, c], declaredNotRead: [a] });
    const { predicate } = JSON.parse(member("runtime_trace.json")) as FileTrace;
    expect(predicate.monitorLog.fileAccess).toContainEqual({
      annotations: { kprov_access: ["read"] },
      digest: { sha256: sha256("b\n") },
      uri: pathToFileURL(b).href,
    });
    expect(predicate.kprov_elsewhere.map(({ root }) => root).filter((root) => /^\/(tmp|root|home)/.test(root))).toEqual(
      [],
    );
  });

  test.each([
    ["in the home directory", (home: string) => join(home, "data.csv")],
    ["of another checkout", (home: string) => join(home, "repo/src/x.csv")],
    ["in shared memory", () => `/dev/shm/kprov-test-${process.pid}`],
  ])("fails for a file %s", async (_name, place) => {
    const home = temporary({ "data.csv": "a\n", "repo/.git/HEAD": "", "repo/src/x.csv": "b\n" });
    const path = place(home);
    if (path.startsWith("/dev")) writeFileSync(path, "x");
    const given = { ...strict, argv: sh(`cat "${path}"`), env: plainEnv({ HOME: home }) };
    try {
      const open = await record(temporary(), given);
      expect(open.report.outcome.findings).toEqual([{ code: "INPUT_UNDECLARED", subject: path }]);
      expect((await record(temporary(), { ...given, inputs: [path] })).report.exitCode).toBe(0);
    } finally {
      if (path.startsWith("/dev")) execFileSync("rm", ["-f", path]);
    }
  });

  test("fails for data in the output directory, and not for bundles there", async () => {
    const cwd = temporary({ "runs/x.csv": "a\n" });
    const { bundle } = await record(cwd, { argv: sh("true") });
    const argv = sh(`cat runs/x.csv "${bundle}/manifest.json"`);
    expect((await record(cwd, { ...strict, argv })).report.outcome.findings).toEqual([
      { code: "INPUT_UNDECLARED", subject: "runs/x.csv" },
    ]);
    expect((await record(cwd, { ...strict, argv, inputs: ["runs/x.csv"] })).report.exitCode).toBe(0);
  });

  test("temporary files and pipes of the step are no inputs", async () => {
    const argv = sh(
      `t=$(mktemp) && echo x > $t && cat $t && mv $t $t.b && cat $t.b && rm $t.b; cat <<E
x
E
echo '{"name":"a"}' >> "$KPROV_EVENTS"
d=$(mktemp -d); mkfifo $d/p; echo x > $d/p & cat $d/p; wait; rm -r $d`,
    );
    expect((await record(temporary(), { ...strict, argv })).report).toMatchObject({
      exitCode: 0,
      outcome: { findings: [] },
    });
  });

  const program = `import json, csv, sqlite3, ssl, tempfile, subprocess, multiprocessing, pathlib, zoneinfo
with tempfile.TemporaryFile() as t: t.write(b"x"); t.seek(0); t.read()
with tempfile.NamedTemporaryFile() as t: t.write(b"x"); t.flush(); open(t.name).read()
with tempfile.TemporaryDirectory() as d: p = pathlib.Path(d, "a"); p.write_text("x"); p.read_text()
multiprocessing.Lock(); subprocess.run(["python3", "-c", "import decimal"], check=True)
print(open("in.txt").read())`;
  const pythons = [...new Set(["python3", "/usr/bin/python3"])].filter(
    (name) => "found" in which(name, { cwd: "/", env: process.env }),
  );

  test.each(pythons)("fails for nothing that %s needs for itself", async (python) => {
    const cwd = temporary({ "in.txt": "a\n", "a.py": program });
    for (const argv of [[python, "a.py"] as [string, ...string[]], sh(`${python} a.py; true`)]) {
      const { report } = await record(cwd, { ...strict, argv, inputs: ["in.txt", "a.py"] });
      expect(report).toMatchObject({ exitCode: 0, outcome: { findings: [] } });
    }
  });

  test("fails for nothing of a virtual environment, wherever it lies", async () => {
    const [home, cwd] = [temporary(), temporary({ "in.txt": "a\n", "a.py": program })];
    mkdirSync(join(home, "envs"));
    execFileSync("python3", ["-m", "venv", "--without-pip", join(home, "envs/e")]);
    for (const argv of [
      [join(home, "envs/e/bin/python"), "a.py"] as [string, ...string[]],
      sh(`${home}/envs/e/bin/python a.py`),
    ]) {
      const { report } = await record(cwd, { ...strict, argv, inputs: ["in.txt", "a.py"] });
      expect(report).toMatchObject({ exitCode: 0, outcome: { findings: [] } });
    }
  });
});
