import { execFileSync, spawn } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { deliver, parseTargets, prepare } from "../../../lib/output/target.ts";
import { repo, type TestRepo } from "../../support/repo.ts";
import { memory } from "../../support/run.ts";

let fixture: TestRepo;
beforeEach(() => {
  fixture = repo({ "tracked.sarif": "old" });
});
afterEach(() => fixture.dispose());

const here = () => ({ cwd: fixture.dir, others: [] });
/** What this program leaves behind. */
const older = '{\n  "schema": "kprov.report/v1",\n  "check": "check-identity"\n}\n';

const target = (file: string) => {
  const [one] = parseTargets([`sarif=${file}`], fixture.dir, false);
  if (one === undefined) throw new Error("No target");
  return one;
};

describe("parseTargets", () => {
  it("keeps order, and takes everything behind the first sign of equality for the file", () => {
    expect(parseTargets(["sarif=a=b.sarif", "junit=-"], "/w", false)).toEqual([
      { format: "sarif", shown: "a=b.sarif", path: "/w/a=b.sarif" },
      { format: "junit", shown: "-", path: null },
    ]);
  });

  it.each([
    [["sarif"], false],
    [["sarif="], false],
    [["=x"], false],
    [["SARIF=x"], false],
    [["sariff=x"], false],
    [["toString=x"], false],
    [["sarif=a", "junit=a"], false],
    [["sarif=a", "junit=./a"], false],
    [["sarif=-", "junit=-"], false],
    [["sarif=-"], true],
  ])("refuses %j", (flags, isTaken) => {
    expect(() => parseTargets(flags, "/w", isTaken)).toThrow(expect.objectContaining({ code: "E_USAGE", exit: 2 }));
  });

  it("says which form was meant", () => {
    expect(() => parseTargets(["sariff=x"], "/w", false)).toThrow(
      expect.objectContaining({ hint: 'did you mean "sarif"?' }),
    );
  });
});

describe("prepare", () => {
  it("removes an older report, so that nobody takes it for this run's", async () => {
    fixture.write({ "out/kprov.sarif": older });
    await prepare([target("out/kprov.sarif")], here());
    expect(readdirSync(join(fixture.dir, "out"))).toEqual([]);
  });

  it("makes directories above it", async () => {
    await prepare([target("a/b/c.sarif")], here());
    expect(existsSync(join(fixture.dir, "a/b"))).toBe(true);
  });

  it("takes a place outside of any repository, and a file there that has a name like a pattern", async () => {
    const other = repo();
    writeFileSync(join(other.dir, "*.sarif"), older);
    await prepare([{ format: "sarif", shown: "x", path: join(other.dir, "*.sarif") }], here());
    expect(existsSync(join(other.dir, "*.sarif"))).toBe(false);
    other.dispose();
  });

  it.each([
    ["a directory", ".", () => undefined],
    ["a file that git tracks", "tracked.sarif", () => undefined],
    ["git's own directory", ".git/x.sarif", () => undefined],
    ["git's own directory in other letters", ".GIT/x.sarif", () => undefined],
    ["a link to a file", "link.sarif", (dir: string) => symlinkSync("tracked.sarif", join(dir, "link.sarif"))],
    ["a link that leads nowhere", "link.sarif", (dir: string) => symlinkSync("nowhere", join(dir, "link.sarif"))],
    ["a link to a directory outside", "up/x.sarif", (dir: string) => symlinkSync("/tmp", join(dir, "up"))],
    [
      "a way over a link that leads nowhere",
      "up/x.sarif",
      (dir: string) => symlinkSync("/nonexistent/x", join(dir, "up")),
    ],
  ])("refuses %s, and changes nothing", async (_, file, plant) => {
    plant(fixture.dir);
    const before = execFileSync("find", [fixture.dir, "-path", "*/.git", "-prune", "-o", "-print"], {
      encoding: "utf8",
    });
    await expect(prepare([target(file)], here())).rejects.toMatchObject({ code: "E_USAGE" });
    expect(execFileSync("find", [fixture.dir, "-path", "*/.git", "-prune", "-o", "-print"], { encoding: "utf8" })).toBe(
      before,
    );
    expect(readFileSync(join(fixture.dir, "tracked.sarif"), "utf8")).toBe("old");
  });

  describe("in a git directory", () => {
    const link = (to: string) => symlinkSync(to, join(fixture.dir, "out"));
    const git = (...args: string[]) => execFileSync("git", args, { cwd: fixture.dir, stdio: "pipe" });

    it.each([
      ["its own, over a link inside", "out/config", () => link(".git")],
      ["its own, below a link", "out/heads/main", () => link(".git/refs")],
      ["its own, in a directory that is still missing", "out/new/x", () => link(".git")],
      [
        "one by another name",
        "store/config",
        () => execFileSync("mv", [".git", "store"], { cwd: fixture.dir }) && fixture.write({ ".git": "gitdir: store" }),
      ],
      ["a bare repository", "bare.d/hooks/post-update", () => git("init", "-q", "--bare", "bare.d")],
      [
        "what a linked work tree has of its own",
        "out/HEAD",
        () => {
          git("worktree", "add", "-q", "--detach", "wt");
          execFileSync("mv", [".git/worktrees/wt", "own"], { cwd: fixture.dir });
          link("own");
        },
      ],
      [
        "the common one of a linked work tree",
        "wt/out/config",
        () => {
          git("worktree", "add", "-q", "--detach", "wt");
          symlinkSync("../.git", join(fixture.dir, "wt/out"));
        },
      ],
    ])("refuses %s", async (_, file, plant) => {
      plant();
      const path = join(fixture.dir, file);
      const before = existsSync(path) ? readFileSync(path, "utf8") : null;
      await expect(prepare([target(file)], here())).rejects.toMatchObject({
        code: "E_USAGE",
        message: expect.stringContaining("git's own directory"),
      });
      expect(existsSync(path) ? readFileSync(path, "utf8") : null).toBe(before);
    });
  });

  it.each([
    ["notes", "notes.md", "# Notes\n"],
    ["a private key", "key.pem", "-----BEGIN PRIVATE KEY-----\n"],
    ["JSON of another program", "data.json", '{\n  "schema": "other/v1"\n}\n'],
    ["SARIF of another program", "x.sarif", '{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"CodeQL"}}}]}'],
    ["a test report of another program", "x.xml", '<?xml version="1.0"?>\n<testsuites name="pytest"/>\n'],
    ["a receipt", "receipt.json", '{\n  "_type": "https://in-toto.io/Statement/v1"\n}\n'],
    ["bytes", "x.whl", "PK\u0003\u0004\0\0"],
    ["a page that quotes us", "page.md", `preflight: proved (7 of 7 gates proved)\n${"more\n".repeat(9)}`],
  ])("refuses to write over %s", async (_, file, content) => {
    fixture.write({ [file]: content });
    await expect(prepare([target(file)], here())).rejects.toMatchObject({ code: "E_USAGE" });
    expect(readFileSync(join(fixture.dir, file), "utf8")).toBe(content);
  });

  it("takes an empty file", async () => {
    fixture.write({ "x.sarif": "" });
    await prepare([target("x.sarif")], here());
    expect(existsSync(join(fixture.dir, "x.sarif"))).toBe(false);
  });

  it("looks at all places before it removes anything", async () => {
    fixture.write({ "good.sarif": older, "bad.sarif": "mine" });
    await expect(prepare([target("good.sarif"), target("bad.sarif")], here())).rejects.toMatchObject({
      code: "E_USAGE",
    });
    expect(readFileSync(join(fixture.dir, "good.sarif"), "utf8")).toBe(older);
  });

  it("refuses two reports that a link leads to one place", async () => {
    mkdirSync(join(fixture.dir, "build"));
    symlinkSync("build", join(fixture.dir, "out"));
    await expect(prepare([target("out/x"), target("build/x")], here())).rejects.toMatchObject({ code: "E_USAGE" });
  });

  it("says when a file stands where a directory is needed", async () => {
    await expect(prepare([target("tracked.sarif/x")], here())).rejects.toMatchObject({ code: "E_IO" });
  });

  it("follows a link that stays inside", async () => {
    mkdirSync(join(fixture.dir, "build"));
    symlinkSync("build", join(fixture.dir, "out"));
    await prepare([target("out/x.sarif")], here());
    await deliver(target("out/x.sarif"), "new", memory);
    expect(readFileSync(join(fixture.dir, "build/x.sarif"), "utf8")).toBe("new");
  });
});

describe("deliver", () => {
  it("writes the whole file and leaves nothing beside it", async () => {
    await prepare([target("out/x.sarif")], here());
    await deliver(target("out/x.sarif"), "new", memory);
    expect(readdirSync(join(fixture.dir, "out"))).toEqual(["x.sarif"]);
    expect(readFileSync(join(fixture.dir, "out/x.sarif"), "utf8")).toBe("new");
  });

  it("writes to stdout for a dash", async () => {
    const stdout = memory();
    await deliver(target("-"), "new", () => stdout);
    expect(stdout.text()).toBe("new");
  });

  it("does not replace what the system calls stdout when that is a file", async () => {
    const fd = openSync(join(fixture.dir, "log"), "a");
    await deliver(target(`/proc/self/fd/${fd}`), "new", memory);
    closeSync(fd);
    expect(readFileSync(join(fixture.dir, "log"), "utf8")).toBe("new");
  });

  it("writes into a pipe", async () => {
    const pipe = join(fixture.dir, "pipe");
    execFileSync("mkfifo", [pipe]);
    await prepare([target("pipe")], here());
    const child = spawn("cat", [pipe]);
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    const ended = new Promise((done) => child.once("close", done));
    await new Promise((done) => setTimeout(done, 200));
    await deliver(target("pipe"), "new", memory);
    await ended;
    expect(Buffer.concat(chunks).toString()).toBe("new");
  });

  it.each([
    ["a full disk", "/dev/full"],
    ["a directory that is gone", "gone/x.sarif"],
  ])("says so for %s", async (_, file) => {
    await expect(deliver(target(file), "new", memory)).rejects.toMatchObject({ code: "E_IO", exit: 3 });
  });
});
