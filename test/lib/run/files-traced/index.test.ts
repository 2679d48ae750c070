import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { sha256 } from "../../../../lib/digest.ts";
import type { FileTrace } from "../../../../lib/evidence/index.ts";
import type { RunOptions } from "../../../../lib/run/index.ts";
import { plainEnv, record, sh } from "../../../support/run.ts";
import { hasStrace } from "../../../support/strace.ts";
import { temporary } from "../../../support/temporary.ts";

const python = (program: string): [string, ...string[]] => ["/usr/bin/python3", "-S", "-E", "-B", "-c", program];

/** Run traced; the predicate, and its files by name. */
const traced = async (cwd: string, given: Partial<RunOptions>) => {
  const recorded = await record(cwd, { traceFiles: true, ...given });
  const { predicate } = JSON.parse(recorded.member("runtime_trace.json")) as FileTrace;
  const files = new Map(predicate.monitorLog.fileAccess.map((file) => [file.name ?? file.uri ?? "", file]));
  return { ...recorded, predicate, files };
};

describe.runIf(hasStrace())("run --trace-files", () => {
  test("says what was read, written, declared and not, with digests", async () => {
    const cwd = temporary({ "in.txt": "a\n", "other.txt": "b\n", "unread.txt": "c\n" });
    const { predicate, files, provenance, report, summary } = await traced(cwd, {
      argv: sh("cat in.txt other.txt nope > out.txt; echo x > stray.txt; cat stray.txt; true"),
      inputs: ["in.txt", "unread.txt"],
      outputs: ["out.txt"],
    });
    expect(predicate).toMatchObject({
      kprov_readNotDeclared: ["other.txt"],
      kprov_declaredNotRead: ["unread.txt"],
      kprov_writtenNotDeclared: ["stray.txt"],
      kprov_failed: [{ name: "nope", errors: ["ENOENT"] }],
      kprov_limits: [],
    });
    expect([...files.keys()]).toEqual(["in.txt", "other.txt", "out.txt", "stray.txt"]);
    expect(files.get("in.txt")).toEqual({
      name: "in.txt",
      digest: { sha256: sha256("a\n") },
      annotations: { kprov_access: ["read"], kprov_role: "input" },
    });
    expect(files.get("other.txt")?.digest).toEqual({ sha256: sha256("b\n") });
    expect(files.get("out.txt")?.annotations).toEqual({ kprov_access: ["written"], kprov_role: "output" });
    expect(provenance.predicate.buildDefinition.internalParameters.kprov_completeness).toBe("traced");
    expect(report).toMatchObject({ completeness: "traced", exitCode: 0, files: { readNotDeclared: ["other.txt"] } });
    expect(summary.incomplete).toBe(false);
    expect(predicate.monitorLog.process.map(({ processBinary }) => processBinary)).toContain("/bin/sh");
    expect(predicate.kprov_elsewhere.find(({ root }) => root === "/usr")?.read).toBeGreaterThan(0);
    // No process ids, no addresses.
    expect(JSON.stringify(predicate)).not.toMatch(/0x[0-9a-f]{6}|"pid"/);
  });

  test("equal runs give equal lists", async () => {
    const cwd = temporary({ "in.txt": "a\n" });
    const given = { argv: sh("cat in.txt > out.txt; (cat out.txt & cat in.txt; wait)"), outputs: ["out.txt"] };
    const [one, two] = [await traced(cwd, given), await traced(cwd, given)];
    const { metadata: _when, monitoredProcess: _which, ...first } = one.predicate;
    const { metadata: _then, monitoredProcess: _what, ...second } = two.predicate;
    expect(second).toEqual(first);
    expect(two.report.stableDigest).toBe(one.report.stableDigest);
  });

  test.each<[string, string[], string]>([
    ["after chdir", ["sub/a.txt"], 'import os; os.chdir("sub"); open("a.txt").read()'],
    [
      "by a directory's descriptor",
      ["sub/a.txt"],
      'import os; d = os.open("sub", os.O_RDONLY); os.open("a.txt", os.O_RDONLY, dir_fd=d)',
    ],
    [
      "in a child",
      ["sub/a.txt"],
      'import os\nif os.fork() == 0:\n  os.chdir("sub"); open("a.txt").read(); os._exit(0)\nos.wait()',
    ],
    [
      "in a thread",
      ["sub/a.txt"],
      'import threading; t = threading.Thread(target=lambda: open("sub/a.txt").read()); t.start(); t.join()',
    ],
    [
      "by a program that was executed",
      ["sub/a.txt"],
      'import os; os.chdir("sub"); os.execv("/bin/cat", ["cat", "a.txt"])',
    ],
    [
      "under a name it got later",
      ["sub/a.txt"],
      'import os; os.rename("sub/a.txt", "sub/b.txt"); open("sub/b.txt").read()',
    ],
    ["through a link", ["sub/a.txt"], 'import os; os.symlink("sub", "l"); open("l/a.txt").read()'],
    ["for reading and writing", ["sub/a.txt"], 'open("sub/a.txt", "r+").write("x")'],
    ["not what it made itself", [], 'open("t", "w").write("x"); open("t").read(); open("n", "a+").read()'],
    [
      "not what it moved there itself",
      [],
      'import os; open("t", "w").write("x"); os.rename("t", "sub/a.txt"); open("sub/a.txt").read()',
    ],
    ["not a directory that is only listed", [], 'import os; os.listdir("sub"); os.stat("sub/a.txt")'],
  ])("sees what is read %s", async (_name, wanted, program) => {
    const { predicate } = await traced(temporary({ "sub/a.txt": "a\n" }), { argv: python(program) });
    expect(predicate.kprov_readNotDeclared).toEqual(wanted);
    expect(predicate.kprov_limits).toEqual([]);
  });

  test("sees a relative name after the working directory was removed", async () => {
    const program = 'import os; os.mkdir("d"); os.chdir("d"); os.rmdir("../d")\ntry: open("x")\nexcept OSError: pass';
    const { predicate } = await traced(temporary(), { argv: python(program) });
    expect(predicate.kprov_failed).toEqual([{ name: "d/x", errors: ["ENOENT"] }]);
  });

  test("names hostile file names exactly", async () => {
    const cwd = temporary();
    const names = ['a", O_RDONLY) = 3', "new\nline", "tab\t'quote'", "\u001b[31mred", "<unfinished ...>", "ä"];
    for (const name of names) writeFileSync(join(cwd, name), "x");
    writeFileSync(Buffer.from(`${cwd}/\xff\xfe`, "latin1"), "x");
    const { predicate, files } = await traced(cwd, {
      argv: python("import os\nfor name in os.listdir(b'.'):\n  if os.path.isfile(name): open(name).close()"),
    });
    expect(predicate.kprov_readNotDeclared).toEqual(
      [...names, "\\xff\\xfe"].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
    );
    expect(files.get("\\xff\\xfe")).toMatchObject({
      uri: expect.stringMatching(/\/%FF%FE$/),
      annotations: { kprov_state: "unreadable" },
    });
  });

  test("names what a link in the project leads to elsewhere by the link", async () => {
    const elsewhere = temporary({ "secret.csv": "s\n" });
    const cwd = temporary();
    symlinkSync(join(elsewhere, "secret.csv"), join(cwd, "data.csv"));
    const open = await traced(cwd, { argv: sh("cat data.csv") });
    expect(open.predicate.kprov_readNotDeclared).toEqual(["data.csv"]);
    const declared = await traced(cwd, { argv: sh("cat data.csv"), inputs: ["data.csv"] });
    expect(declared.predicate.kprov_readNotDeclared).toEqual([]);
    expect(declared.predicate.kprov_declaredNotRead).toEqual([]);
  });

  test("an input elsewhere is read by its URI", async () => {
    const elsewhere = temporary({ "x.csv": "s\n", "y.csv": "s\n" });
    const { predicate, files } = await traced(temporary(), {
      argv: ["/bin/cat", join(elsewhere, "x.csv")],
      inputs: [join(elsewhere, "x.csv"), join(elsewhere, "y.csv")],
    });
    expect([...files.keys()]).toEqual([`file://${elsewhere}/x.csv`]);
    expect(predicate.kprov_declaredNotRead).toEqual([join(elsewhere, "y.csv")]);
  });

  test("names files elsewhere whose names are no text, or hold a secret", async () => {
    const secret = "s3cr3t value";
    const elsewhere = temporary({ [`${secret}.txt`]: "a\n" });
    writeFileSync(Buffer.from(`${elsewhere}/\xff`, "latin1"), "x");
    const { member, predicate, files } = await traced(temporary(), {
      argv: sh('cat "$DIR"/*'),
      env: plainEnv({ DIR: elsewhere, TOKEN: secret }),
      secrets: ["TOKEN"],
    });
    expect(predicate.kprov_readNotDeclared).toEqual([`${elsewhere}/\\xff`, `${elsewhere}/[redacted:TOKEN].txt`]);
    expect(files.get(`${elsewhere}/\\xff`)?.uri).toBe(`file://${elsewhere}/%FF`);
    expect(member("runtime_trace.json")).not.toMatch(/s3cr3t/);
  });

  test("names a link elsewhere by where it leads, and failed opens there", async () => {
    const elsewhere = temporary({ "x.csv": "s\n" });
    symlinkSync(join(elsewhere, "x.csv"), join(elsewhere, "link"));
    const { predicate } = await traced(temporary(), { argv: sh(`cat "${elsewhere}/link" "${elsewhere}/none"; true`) });
    expect(predicate.kprov_readNotDeclared).toEqual([join(elsewhere, "x.csv")]);
    expect(predicate.kprov_failed).toContainEqual({ name: join(elsewhere, "none"), errors: ["ENOENT"] });
  });

  test("names what the step leaves behind elsewhere, and not what it takes away again", async () => {
    const elsewhere = temporary();
    const { predicate, files } = await traced(temporary(), {
      argv: sh(`cd "${elsewhere}" && echo a > left && echo b > gone && cat gone && rm gone`),
    });
    expect(predicate.kprov_writtenNotDeclared).toEqual([join(elsewhere, "left")]);
    expect([...files.keys()]).toEqual([`file://${elsewhere}/left`]);
  });

  test("says when a file was changed or removed after it was read", async () => {
    const { files } = await traced(temporary({ "a.txt": "a\n", "b.txt": "b\n" }), {
      argv: sh("cat a.txt b.txt; echo more >> a.txt; rm b.txt"),
    });
    expect(files.get("a.txt")?.annotations).toEqual({ kprov_access: ["read", "written"], kprov_state: "changed" });
    expect(files.get("b.txt")?.annotations).toEqual({ kprov_access: ["read", "removed"], kprov_state: "gone" });
  });

  test("does not count bundles, git, environments and caches to the project", async () => {
    const cwd = temporary({
      ".venv/pyvenv.cfg": "",
      ".venv/lib/a.py": "",
      "node_modules/a/i.js": "",
      ".git/HEAD": "x",
    });
    const { predicate } = await traced(cwd, {
      argv: sh("cat .venv/lib/a.py node_modules/a/i.js; cat .git/HEAD"),
    });
    expect(predicate.kprov_readNotDeclared).toEqual([]);
    const counted = predicate.kprov_elsewhere.filter(({ root }) => !root.startsWith("/"));
    expect(counted.map(({ root, read }) => [root, read])).toEqual([
      [".git", 1],
      [".venv", 1],
      ["node_modules", 1],
    ]);
  });

  test("a script of the project that is the command is a tool, and no undeclared input", async () => {
    const cwd = temporary({ "step.sh": "#!/bin/sh\necho hi\n" });
    chmodSync(join(cwd, "step.sh"), 0o755);
    const { predicate, files } = await traced(cwd, { argv: ["./step.sh"] });
    expect(predicate.kprov_readNotDeclared).toEqual([]);
    expect(files.get("step.sh")?.annotations).toEqual({ kprov_access: ["executed", "read"], kprov_role: "tool" });
  });

  test("takes secrets out of paths", async () => {
    const secret = "s3cr3t-value-1";
    const cwd = temporary({ [`${secret}.txt`]: "a\n" });
    const { member, predicate } = await traced(cwd, {
      argv: sh(`cat "$TOKEN.txt" "$TOKEN.none"; true`),
      env: plainEnv({ TOKEN: secret }),
      secrets: ["TOKEN"],
    });
    expect(member("runtime_trace.json")).not.toContain(secret);
    expect(predicate.kprov_readNotDeclared).toEqual(["[redacted:TOKEN].txt"]);
  });

  test("keeps up with a thousand processes and ten thousand files", async () => {
    const cwd = temporary();
    mkdirSync(join(cwd, "d"));
    for (let index = 0; index < 10_000; index += 1) writeFileSync(join(cwd, `d/${index}`), "");
    const program = `import os
for i in range(1000):
  if os.fork() == 0:
    for j in range(10): os.close(os.open("d/%d" % (i * 10 + j), os.O_RDONLY))
    os._exit(0)
  if i % 50 == 49:
    for _ in range(50): os.wait()`;
    const { predicate, report } = await traced(cwd, { argv: python(program), inputs: ["d"] });
    expect(report.exitCode).toBe(0);
    expect(predicate.kprov_declaredNotRead).toEqual([]);
    expect(predicate.kprov_readNotDeclared).toEqual([]);
    expect(predicate.monitorLog.fileAccess).toHaveLength(10_000);
  }, 60_000);
});
