import { execFileSync, spawn } from "node:child_process";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  checkDeterminism,
  type DeterminismReport,
  exitOfDeterminism,
  formatDeterminism,
} from "../../../../lib/run/determinism/index.ts";
import type { CauseKind, Difference } from "../../../../lib/run/determinism/types.ts";
import type { RunOptions } from "../../../../lib/run/index.ts";
import { verifyBundle } from "../../../../lib/verify/index.ts";
import { programArgv } from "../../../support/command.ts";
import { type RepoFiles, repo } from "../../../support/repo.ts";
import { plainEnv, record, runOptions, sh, until } from "../../../support/run.ts";
import { temporary } from "../../../support/temporary.ts";

const fresh = (files: RepoFiles) => {
  const made = repo(files);
  onTestFinished(() => made.dispose());
  return made;
};

/** A step in Python that writes `out/…`. */
const python = (code: string): string =>
  `import json, os, random, sys, time, zipfile, tarfile, gzip, locale, uuid\nos.makedirs("out", exist_ok=True)\n${code}\n`;

/** At once, where nothing depends on the time between the runs. */
const check = async (dir: string, given: Partial<RunOptions>, how: { apart?: number } = { apart: 0 }) =>
  checkDeterminism(runOptions(dir, given), how);

const checkPython = (code: string, given: Partial<RunOptions> = {}, how?: { apart?: number }) => {
  const { dir } = fresh({ "step.py": python(code), "data/x.csv": "a,1\nb,2\n", "data/y.csv": "c\n" });
  const argv: [string, ...string[]] = ["python3", "step.py"];
  return check(dir, { argv, inputs: ["data"], outputs: ["out"], ...given }, how);
};

/** Everything in the repository's own directory of git, with what it holds. */
const everything = (dir: string): string =>
  readdirSync(dir, { recursive: true, encoding: "utf8" })
    .sort()
    .map((path) => (statSync(join(dir, path)).isFile() ? `${path} ${readFileSync(join(dir, path), "latin1")}` : path))
    .join("\n");

describe("checkDeterminism", () => {
  test("is proved for a step that gives the same, leaves one bundle, and nothing else anywhere", async () => {
    const { dir, git } = fresh({ "step.sh": "cat data/* >out.txt", "data/a": "1\n", ".gitignore": "runs\n" });
    const [before, temp] = [everything(join(dir, ".git")), temporary()];
    const given = {
      argv: ["sh", "step.sh"] as [string, ...string[]],
      inputs: ["data"],
      outputs: ["out.txt"],
      env: plainEnv(),
    };
    process.env["TMPDIR"] = temp;
    onTestFinished(() => void delete process.env["TMPDIR"]);
    const report = await check(dir, given);
    expect(report).toMatchObject({
      schema: "kprov.determinism/v1",
      verdict: "proved",
      findings: [],
      compared: { outputs: 1, logs: 2 },
    });
    expect(exitOfDeterminism(report)).toBe(0);
    expect(formatDeterminism(report)).toContain("deterministic: two runs in clean copies gave the same 1 output");
    expect(readdirSync(temp)).toEqual([]);
    expect(everything(join(dir, ".git"))).toBe(before);
    expect(git("status", "--porcelain")).toBe("");
    expect(existsSync(join(dir, "out.txt"))).toBe(false);
    const bundles = readdirSync(join(dir, "runs")).filter((name) => !name.startsWith("."));
    expect(bundles).toEqual([report.run.runId]);
    expect(await verifyBundle(join(dir, "runs", report.run.runId), { integrityOnly: true })).toMatchObject({
      integrity: "proved",
    });
    // What a run in the work tree itself records.
    const plain = await record(dir, given);
    expect(plain.report.stableDigest).toBe(report.run.stableDigest);
  });

  const planted: [string, CauseKind, string, Partial<Difference>][] = [
    ["clock.txt", "time-stamp", `w("rows 3\\nmade %s\\n" % time.strftime("%Y-%m-%d %H:%M:%S"))`, { line: 2 }],
    ["clock.json", "time-stamp", `w(json.dumps({"n": 1, "at": time.time()}))`, { jsonPath: "$.at" }],
    ["place.txt", "path", `w("from %s\\n" % os.path.abspath("data/x.csv"))`, {}],
    ["keys.json", "unordered-keys", `w(json.dumps({"m": {k: 1 for k in words}}))`, { jsonPath: "$.m" }],
    ["lines.txt", "unordered-items", `w("".join(k + "\\n" for k in words))`, {}],
    ["seed.json", "random-seed", `w(json.dumps({"w": [0.5, random.random()]}))`, { jsonPath: "$.w[1]" }],
    ["seed.bin", "random-seed", `open(name, "wb").write(bytes(8) + os.urandom(4096))`, { offset: 8 }],
    ["uuid.txt", "random-seed", `w("id %s\\n" % uuid.uuid4())`, {}],
    [
      "a.zip",
      "archive-metadata",
      `zipfile.ZipFile(name, "w").write("data/x.csv")`,
      { member: "data/x.csv", field: "mtime" },
    ],
    [
      "a.tar",
      "archive-metadata",
      `t = tarfile.open(name, "w"); t.add("data/x.csv"); t.close()`,
      { member: "data/x.csv", field: "mtime" },
    ],
    ["a.gz", "archive-metadata", `gzip.open(name, "w").write(b"x")`, { field: "mtime" }],
    ["locale.txt", "locale", `w("in %s\\n" % os.environ.get("LC_ALL"))`, {}],
  ];
  let all: Promise<DeterminismReport> | undefined;
  const checkPlanted = (): Promise<DeterminismReport> => {
    const lines = planted.map(([name, , code]) => `name = "out/${name}"\n${code}`);
    const words = `words = {"word%d" % n for n in range(40)}\nw = lambda text: open(name, "w").write(text)`;
    return checkPython([words, ...lines].join("\n"), { env: plainEnv({ LC_ALL: "C.UTF-8" }) }, {});
  };

  test.each(planted)("names the planted source in %s: %s", async (name, kind, _code, where) => {
    all ??= checkPlanted();
    const report = await all;
    expect(report).toMatchObject({ verdict: "violated", compared: { outputs: planted.length } });
    const mismatch = report.differences.find(({ member }) => member === `out/${name}`);
    expect(mismatch).toMatchObject({ what: "output", state: "differs", difference: { cause: { kind }, ...where } });
    expect(mismatch?.difference?.first).not.toBe(mismatch?.difference?.second);
    const finding = report.findings.find(({ path }) => path === `out/${name}`);
    expect(finding).toMatchObject({ code: "NOT_DETERMINISTIC", level: "violation" });
    expect(exitOfDeterminism(report)).toBe(1);
    expect(formatDeterminism(report)).toContain(`out/${name}: byte `);
  });

  test("names every output, not only the first", async () => {
    const report = await checkPython(
      `for n in "ab": open("out/%s" % n,"w").write(str(time.time_ns()))\nopen("out/c","w").write("c")`,
    );
    expect(report.findings.map(({ path }) => path)).toEqual(["out/a", "out/b"]);
    expect(report.compared.outputs).toBe(3);
  });

  test("an output of one run only, and another end of the step", async () => {
    const flag = join(temporary(), "flag");
    const report = await checkPython(
      `if os.path.exists(${JSON.stringify(flag)}):\n  open("out/more","w"); sys.exit(3)\nopen(${JSON.stringify(flag)},"w"); open("out/same","w"); open("out/less","w")`,
    );
    expect(report.findings).toMatchObject(
      [
        { message: "The runs ended in different ways: succeeded (exit 0) and failed (exit 3)" },
        { path: "out/less", message: "Only the first run made it" },
        { path: "out/more", message: "Only the second run made it" },
        { path: "out/same" },
      ].slice(0, report.findings.length),
    );
    expect(exitOfDeterminism(report)).toBe(1);
  });

  test("logs decide only where no output is declared", async () => {
    const noted = await checkPython(`open("out/a","w").write("a"); print(time.time())`);
    expect(noted).toMatchObject({
      verdict: "proved",
      differences: [{ what: "log", member: "logs/stdout.log", decides: false }],
    });
    expect(formatDeterminism(noted)).toContain("note: logs/stdout.log");
    const decided = await checkPython(`print(time.time())`, { outputs: [] });
    expect(decided).toMatchObject({ verdict: "violated", findings: [{ path: "logs/stdout.log" }] });
    expect(await checkPython(`print("x")`, { outputs: [] })).toMatchObject({ verdict: "proved" });
  });

  test("a step that fails both times keeps its exit code", async () => {
    const report = await checkPython(`sys.exit(4)`, { outputs: [] });
    expect(report).toMatchObject({ verdict: "violated", same: true, run: { exitCode: 4 } });
    expect(formatDeterminism(report)).toContain("did not succeed, twice in the same way");
    const slow = await checkPython(`time.sleep(20)`, { outputs: [], timeout: 300 });
    expect(slow).toMatchObject({ verdict: "violated", same: true });
    expect(exitOfDeterminism(slow)).toBe(124);
    expect(exitOfDeterminism(report)).toBe(4);
  });

  test("a step that can't be started runs once", async () => {
    const { dir } = fresh({ a: "1" });
    const report = await check(dir, { argv: ["there-is-no-such-program"] });
    expect(report).toMatchObject({ verdict: "undecided", second: null, run: { exitCode: 127 } });
    expect(exitOfDeterminism(report)).toBe(127);
    expect(formatDeterminism(report)).toContain("not run a second time");
  });

  test("works for the built-in pipeline, and in a directory below the top", async () => {
    const { dir } = fresh({ "sub/in.csv": "a,b\n1,2\n", other: "x" });
    const report = await check(join(dir, "sub"), { inputs: ["in.csv"], outDir: join(dir, "runs") });
    expect(report).toMatchObject({ verdict: "proved", run: { inputs: 1 } });
    expect(report.compared.outputs).toBeGreaterThan(0);
  });

  test("varies directory, zone, umask and start, and nothing that the step is given", async () => {
    const code = `print(os.getcwd(), os.environ["PWD"], os.environ.get("TZ"), oct(os.umask(0)), os.environ["ME"], sep="\\n")\nprint(sorted(os.listdir(".")))`;
    const report = await checkPython(code, {
      outputs: [],
      env: plainEnv({ ME: "x", GIT_DIR: "/nowhere", OLDPWD: "/" }),
    });
    expect(report.varied.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["directory", "start", "TZ", "umask"]),
    );
    const log = readFileSync(join(report.run.bundle ?? "", "logs/stdout.log"), "utf8").split("\n");
    expect(log[0]).toBe(log[1]);
    expect(log[4]).toBe("x");
    expect(log[5]).toBe("['.git', 'data', 'out', 'step.py']");
  });

  test("shows no value of a secret that an output holds", async () => {
    const env = plainEnv({ MY_TOKEN: "canary-8d2f61a7c0" });
    const report = await checkPython(
      `open("out/r.txt","w").write("%s %s %s" % (os.environ["MY_TOKEN"], time.time_ns(), os.environ["MY_TOKEN"][:9]))`,
      { env },
    );
    expect(report.verdict).toBe("violated");
    expect(JSON.stringify(report) + formatDeterminism(report)).not.toContain("canary-");
    expect(report.differences[0]?.difference?.first).toContain("holds the value of MY_TOKEN");
  });
});

describe("what the commit has of an output", () => {
  const files = { "in.txt": "1\n", "out/m.json": "{}\n", "out/.gitkeep": "" };
  test.each<[string, Partial<RunOptions>, number, object]>([
    [
      "is no output of a step that makes none",
      { argv: sh("true"), outputs: ["out/m.json"] },
      1,
      { verdict: "violated", run: { outcome: { findings: [{ code: "OUTPUT_MISSING", subject: "out/m.json" }] } } },
    ],
    [
      "nor is what only tells git about a directory",
      { argv: sh("true"), outputs: ["out"] },
      3,
      { verdict: "undecided" },
    ],
    [
      "unless it is an input, too",
      { argv: sh("cat out/m.json in.txt >x; mv x out/m.json"), inputs: ["out"], outputs: ["out"] },
      0,
      { verdict: "proved" },
    ],
    [
      "which the step must change",
      { argv: sh("true"), inputs: ["out"], outputs: ["out"] },
      3,
      { verdict: "undecided", same: null },
    ],
    ["by a glob", { argv: sh("true"), outputs: ["out/*.json"] }, 1, { verdict: "violated" }],
    ["and is made anew", { argv: sh("cat in.txt >out/m.json"), outputs: ["out"] }, 0, { verdict: "proved" }],
  ])("%s", async (_name, given, exitCode, expected) => {
    const { dir } = fresh(files);
    const report = await check(dir, given);
    expect(report).toMatchObject(expected);
    expect(exitOfDeterminism(report)).toBe(exitCode);
    expect(readFileSync(join(dir, "out/m.json"), "utf8")).toBe("{}\n");
  });

  test("is no change of the work tree while it is away", async () => {
    const { dir } = fresh({ ...files, ".gitignore": "runs\n" });
    for (const text of ["{}", "new"]) {
      const given = { argv: sh(`echo '${text}' >out/m.json`), outputs: ["out/m.json"] };
      const report = await check(dir, given);
      const plain = await record(dir, given);
      expect(report).toMatchObject({ verdict: "proved", run: { stableDigest: plain.report.stableDigest } });
    }
  });

  test("is never removed through a link that leads out of the copy", async () => {
    const outside = temporary({ "m.json": "precious" });
    const { dir } = fresh({ "in.txt": "", out: { link: outside } });
    await expect(check(dir, { argv: sh("true"), outputs: ["out/m.json"] })).rejects.toMatchObject({
      code: "E_CLEAN_COPY",
    });
    expect(readFileSync(join(outside, "m.json"), "utf8")).toBe("precious");
  });
});

describe("a clean copy", () => {
  test.each<[string, (dir: string) => Partial<RunOptions>]>([
    ["an argument", (dir) => ({ argv: ["cp", "in.txt", join(dir, "x")] })],
    ["a part of one", (dir) => ({ argv: sh(`echo x >${dir}/x`) })],
    ["the program", (dir) => ({ argv: [join(dir, "step.sh")] })],
    ["an input", (dir) => ({ argv: ["true"], inputs: [join(dir, "in.txt")] })],
    ["an output", (dir) => ({ argv: ["true"], outputs: [join(dir, "x")] })],
    [
      "a path through a link",
      (dir) => {
        const link = join(temporary(), "link");
        symlinkSync(dir, link);
        return { argv: ["touch", join(link, "x")] };
      },
    ],
  ])("is refused for an absolute path into the repository: %s", async (_name, given) => {
    const { dir } = fresh({ "in.txt": "", "step.sh": { mode: 0o755, content: "#!/bin/sh\ntouch x\n" } });
    await expect(check(dir, given(dir))).rejects.toMatchObject({
      code: "E_USAGE",
      hint: expect.stringContaining("relative"),
    });
    expect(readdirSync(dir).sort()).toEqual([".git", "in.txt", "step.sh"]);
  });

  test("is refused for a file on the command line that git does not track and nobody declares", async () => {
    const { dir, write } = fresh({ ".gitignore": "ignored.py\n", "in.txt": "" });
    write({ "new.py": "", "ignored.py": "", "old.txt": "" });
    for (const argv of [
      ["python3", "new.py"],
      ["python3", "ignored.py"],
      ["true", "--script=new.py"],
    ] as [string, string][])
      await expect(check(dir, { argv })).rejects.toMatchObject({
        code: "E_CLEAN_COPY",
        message: expect.stringMatching(/"(?:new|ignored)\.py"/),
        hint: expect.stringContaining("--input"),
      });
    const argv: [string, ...string[]] = ["cp", "new.py", "old.txt"];
    expect(await check(dir, { argv, inputs: ["new.py"], outputs: ["old.txt"] })).toMatchObject({ verdict: "proved" });
  });

  test("that can't be made, because the directory for temporary files is not there", async () => {
    const { dir } = fresh({ "in.txt": "" });
    process.env["TMPDIR"] = join(dir, "nosuch");
    onTestFinished(() => void delete process.env["TMPDIR"]);
    await expect(check(dir, { argv: ["true"] })).rejects.toMatchObject({
      code: "E_IO",
      hint: expect.stringContaining("TMPDIR"),
    });
  });

  const argv = sh("cat in.txt more.txt >out.txt");
  const given = { argv, inputs: ["in.txt"], outputs: ["out.txt"] };

  test("has declared inputs as they lie in the work tree, and refuses other changes by name", async () => {
    const { dir, write, git } = fresh({ "in.txt": "1\n", "more.txt": "2\n", "third.txt": "3\n" });
    write({ "in.txt": "changed\n", "out.txt": "old" });
    const report = await check(dir, { ...given, collect: true });
    expect(readFileSync(join(report.run.bundle ?? "", "outputs/out.txt"), "utf8")).toBe("changed\n2\n");
    write({ "more.txt": "changed\n" });
    git("rm", "--quiet", "third.txt");
    await expect(check(dir, given)).rejects.toMatchObject({
      code: "E_CLEAN_COPY",
      message: expect.stringMatching(/\n {2}more\.txt\n {2}third\.txt$/),
    });
  });

  test("is refused outside of a repository, before the first commit, and inside of the repository itself", async () => {
    await expect(check(temporary({ "in.txt": "" }), given)).rejects.toMatchObject({ code: "E_NO_REPOSITORY" });
    const empty = fresh({});
    empty.write({ "in.txt": "" });
    await expect(check(empty.dir, given)).rejects.toMatchObject({ code: "E_CLEAN_COPY" });
    const { dir, write } = fresh({ "in.txt": "", "more.txt": "" });
    mkdirSync(join(dir, "tmp"));
    write({ "tmp/keep": "" });
    process.env["TMPDIR"] = join(dir, "tmp");
    onTestFinished(() => void delete process.env["TMPDIR"]);
    await expect(check(dir, given)).rejects.toMatchObject({
      code: "E_CLEAN_COPY",
      hint: expect.stringContaining("TMPDIR"),
    });
  });

  test("is refused for a program that git does not track, and for an input that leaves the repository", async () => {
    const { dir, write } = fresh({ "in.txt": "", "more.txt": "" });
    write({ ".venv/bin/python": { mode: 0o755, content: "#!/bin/sh\n" } });
    await expect(check(dir, { argv: [".venv/bin/python", "x.py"] })).rejects.toMatchObject({
      code: "E_CLEAN_COPY",
      message: expect.stringContaining(".venv/bin/python"),
    });
    const outside = temporary({ "far.txt": "far" });
    const relative = `../${outside.split("/").at(-1)}/far.txt`;
    await expect(check(dir, { ...given, inputs: [relative] })).rejects.toMatchObject({ code: "E_CLEAN_COPY" });
    const absolute = await check(dir, { argv: sh(`cat ${outside}/far.txt`), inputs: [join(outside, "far.txt")] });
    expect(absolute).toMatchObject({ verdict: "proved", run: { inputs: 1 } });
    expect(readFileSync(join(outside, "far.txt"), "utf8")).toBe("far");
  });

  test("never writes through a link that leads out of it", async () => {
    const outside = temporary({ "x.csv": "precious\n" });
    const { dir } = fresh({ "step.sh": "cat data/x.csv", data: { link: outside } });
    const report = await check(dir, { argv: ["sh", "step.sh"], inputs: ["data"] });
    expect(report.verdict).toBe("proved");
    expect(readFileSync(join(outside, "x.csv"), "utf8")).toBe("precious\n");
  });

  test("touches nothing behind an absolute link into the repository itself", async () => {
    const { dir } = fresh({ "step.sh": "cat d/l", "real/x": "x\n", "real/l": { link: "x" } });
    symlinkSync(join(dir, "real"), join(dir, "d"));
    const before = lstatSync(join(dir, "real/l")).ino;
    const [mtime, other] = [lstatSync(join(dir, "real")).mtimeMs, { argv: ["sh", "step.sh"] as [string, ...string[]] }];
    expect(await check(dir, { ...other, inputs: ["d"] })).toMatchObject({ verdict: "proved", run: { exitCode: 0 } });
    expect([lstatSync(join(dir, "real/l")).ino, lstatSync(join(dir, "real")).mtimeMs]).toEqual([before, mtime]);
  });

  test("has links as links, tracked or not", async () => {
    const { dir, write } = fresh({ "step.sh": "readlink in/link; cat in/link in/way/deep", real: "x\n" });
    write({ "dir/deep": "deep\n", "in/own": "own\n" });
    symlinkSync("../real", join(dir, "in/link"));
    symlinkSync("../dir", join(dir, "in/way"));
    const report = await check(dir, { argv: ["sh", "step.sh"], inputs: ["in"] });
    expect(report.run.exitCode).toBe(0);
    expect(readFileSync(join(report.run.bundle ?? "", "logs/stdout.log"), "utf8")).toBe("../real\nx\ndeep\n");
  });

  test("is removed even when the step took the rights away, and runs no hook", async () => {
    const { dir, git } = fresh({ a: "1" });
    const hooks = temporary();
    writeFileSync(join(hooks, "post-index-change"), "#!/bin/sh\ntouch $0.ran\n", { mode: 0o755 });
    git("config", "core.hooksPath", hooks);
    const temp = temporary();
    process.env["TMPDIR"] = temp;
    onTestFinished(() => void delete process.env["TMPDIR"]);
    await check(dir, { argv: sh("mkdir -p ro/deep; touch ro/deep/f; chmod 500 ro ro/deep") });
    expect(readdirSync(temp)).toEqual([]);
    expect(readdirSync(hooks)).toEqual(["post-index-change"]);
  });

  test("names submodules and pointers of LFS", async () => {
    // One that git-lfs, where it is installed, takes for what it is.
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${"0".repeat(64)}\nsize 1\n`;
    const { dir, git } = fresh({ ".gitattributes": "*.bin filter=lfs\n", "x.bin": pointer });
    git("update-index", "--add", "--cacheinfo", `160000,${git("rev-parse", "HEAD")},sub`);
    git("commit", "--quiet", "--message", "sub");
    const said: string[] = [];
    const talk = {
      note: () => undefined,
      warn: (message: string) => void said.push(message),
      debug: () => undefined,
      progress: () => undefined,
    };
    mkdirSync(join(dir, "sub"));
    await check(dir, { argv: ["true"], talk });
    expect(said).toEqual([expect.stringContaining('submodules: "sub"'), expect.stringContaining('"x.bin"')]);
  });

  test("of the second run, interrupted, leaves the first bundle and its name; both had an empty standard input", async () => {
    const step = "cat >out.txt; echo x >>$COUNT; test $(wc -l <$COUNT) -lt 2 || { touch $MARK; sleep 30; }";
    const { dir } = fresh({ "step.sh": step });
    const place = temporary();
    const flags = ["--check-determinism", "--collect", "--output", "out.txt", "--cwd", dir];
    const child = spawn(process.execPath, programArgv("run", ...flags, "--", "sh", "step.sh"), {
      env: { ...process.env, COUNT: join(place, "count"), MARK: join(place, "mark") },
      stdio: ["pipe", "ignore", "pipe"],
    });
    child.stdin.on("error", () => undefined);
    child.stdin.write("typed\n");
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => {
      said += chunk;
    });
    const ended = new Promise((done) => child.once("close", done));
    await until(() => existsSync(join(place, "mark")), "the second run");
    child.kill("SIGTERM");
    expect(await ended).toBe(143);
    const [bundle = ""] = readdirSync(join(dir, "runs")).filter((name) => !name.startsWith("."));
    expect(said).toContain(`the first run's bundle is "${join(dir, "runs", bundle)}"`);
    expect(readFileSync(join(dir, "runs", bundle, "outputs/out.txt"), "utf8")).toBe("");
  });

  test("is removed by the next run after a kill, and by an interrupted one itself", async () => {
    const { dir } = fresh({ "step.sh": "touch $MARK; sleep 30" });
    const temp = temporary();
    const mark = join(temporary(), "mark");
    const start = () =>
      spawn(process.execPath, programArgv("run", "--check-determinism", "--cwd", dir, "--", "sh", "step.sh"), {
        env: { ...process.env, TMPDIR: temp, MARK: mark },
        stdio: ["ignore", "ignore", "pipe"],
      });
    const untilMarked = async (): Promise<void> => {
      for (let count = 0; !existsSync(mark) && count < 2000; count += 1)
        await new Promise((done) => setTimeout(done, 10));
      execFileSync("rm", ["-f", mark]);
    };
    const killed = start();
    const ended = new Promise((done) => killed.once("exit", done));
    await untilMarked();
    killed.kill("SIGKILL");
    await ended;
    const copies = () => readdirSync(temp).filter((name) => name.startsWith("kprov-copy-"));
    expect(copies()).toHaveLength(1);
    // Names alone prove nothing.
    mkdirSync(join(temp, "kprov-copy-notes"));
    const next = start();
    let said = "";
    next.stderr.on("data", (chunk: Buffer) => {
      said += chunk;
    });
    await untilMarked();
    expect(copies()).toHaveLength(2);
    next.kill("SIGTERM");
    const status = await new Promise((done) => next.once("close", done));
    expect(status).toBe(143);
    expect(copies()).toEqual(["kprov-copy-notes"]);
    expect(said).toContain("which a killed run had left");
  });
});
