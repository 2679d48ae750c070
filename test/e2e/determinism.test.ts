import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, inject, onTestFinished, test } from "vitest";
import { runGit } from "../support/repo.ts";
import { temporary } from "../support/temporary.ts";
import { type Ended, execute } from "./support.ts";

/**
 * One step, recorded under everything that must not matter: its stable digest, and every stable byte, is the same.
 */

const step = `import json, os, sys
rows = []
for name in sorted(os.listdir("data")):
    rows += open(os.path.join("data", name), encoding="utf-8").read().split()
os.makedirs("out", exist_ok=True)
json.dump({"rows": len(rows), "sum": sum(map(int, rows))}, open("out/sum.json", "w"), sort_keys=True)
open("out/größe.txt", "w", encoding="utf-8").write("%d\\n" % len(rows))
print(os.getcwd(), os.environ.get("TZ"), file=sys.stderr)
`;

const inputs: [string, string][] = [
  ["data/b.csv", "4 5\n"],
  ["data/ä.csv", "1 2 3\n"],
  ["data/a.csv", "6\n"],
  ["data/Z.csv", "7\n"],
];

interface Place {
  dir: string;
  env: NodeJS.ProcessEnv;
}

interface Around {
  /** Where the repository is made; a new directory by default. */
  dir?: string;
  env?: NodeJS.ProcessEnv;
  reversed?: boolean;
  branch?: string;
  umask?: string;
  /** What starts the recorder. */
  node?: string;
  /** Put before everything: another user, for example. */
  prefix?: string[];
  /** Done once the repository is there. */
  prepare?: (place: Place) => void;
  out?: string;
}

const nodeOf = (major: number): string | null => {
  if (Number(process.versions.node.split(".", 1)[0]) === major) return process.execPath;
  const top = fileURLToPath(new URL("../..", import.meta.url));
  const found = join(top, `node_modules/.cache/node${major}/node_modules/node/bin/node`);
  return existsSync(found) ? found : null;
};

/** Skipping is said loudly, and is a failure in CI. */
const missing = (what: string): void => {
  if (process.env["TESTED_IN_CI"]) throw new Error(`Not tested: ${what}`);
  console.warn(`\nNOT TESTED: ${what}\n`);
};

const cli = (): string => join(inject("installed"), "node_modules/kprovengine/dist/scripts/kprovengine.cjs");

const makeRepository = ({ dir = join(temporary(), "repo"), reversed = false, branch = "main" }: Around): string => {
  mkdirSync(dir, { recursive: true });
  runGit(dir, ["init", "--quiet", `--initial-branch=${branch}`]);
  const files: [string, string][] = [["step.py", step], ["requirements.txt", "numpy==1.26.0\n"], ...inputs];
  for (const [path, content] of reversed ? files.reverse() : files) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), content);
  }
  runGit(dir, ["add", "--all"]);
  runGit(dir, ["commit", "--quiet", "--message", "fixture"]);
  return dir;
};

/** Stable members with their bytes, and the stable digest. */
interface Stable {
  digest: string;
  members: Record<string, string>;
}

const stableOf = (runs: string, ended: Ended): Stable => {
  if (ended.status !== 0) throw new Error(ended.stderr);
  const { runId, stableDigest } = JSON.parse(ended.stdout) as { runId: string; stableDigest: string };
  const read = (path: string): string => readFileSync(join(runs, runId, path), "latin1");
  const { members } = JSON.parse(Buffer.from(read("manifest.json"), "latin1").toString("utf8")) as {
    members: { path: string; stability: string }[];
  };
  const stable = members.filter(({ stability }) => stability === "stable").map(({ path }) => [path, read(path)]);
  return { digest: stableDigest, members: Object.fromEntries(stable) as Record<string, string> };
};

/** The system's own programs: another user's Python would be another toolchain. */
const path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

const wrapped = ["--step", "sum", "--input", "data/**", "--output", "out", "--collect", "--", "python3", "step.py"];
const pipeline = ["data/a.csv", "data/b.csv"];

const record = async (around: Around, argv: readonly string[]): Promise<Stable> => {
  const dir = makeRepository(around);
  const env = {
    PATH: path,
    HOME: temporary(),
    KPROV_CONFIG_DIR: temporary(),
    XDG_CACHE_HOME: temporary(),
    ...around.env,
  };
  around.prepare?.({ dir, env });
  const runs = around.out ?? join(dir, "runs");
  const command = [around.node ?? process.execPath, cli(), "run", "--json", "--out", runs, ...argv];
  const [first = "", ...rest] = [
    ...(around.prefix ?? []),
    "/bin/sh",
    "-c",
    'umask "$0" && exec "$@"',
    around.umask ?? "022",
    ...command,
  ];
  return stableOf(runs, await execute(first, rest, { cwd: dir, env }));
};

const cases = [
  ["wrapped", wrapped],
  ["pipeline", pipeline],
] as const;

/** Under nothing special, made by the first test that asks. */
const known = new Map<string, Promise<Stable>>();
const expected = (kind: string, argv: readonly string[]): Promise<Stable> => {
  const stable = known.get(kind) ?? record({}, argv);
  known.set(kind, stable);
  return stable;
};

// What the package is installed in belongs to one user; others have to read it.
beforeAll(() => chmodSync(dirname(inject("installed")), 0o755));

const expectSame = async (around: Around): Promise<void> => {
  const compare = async ([kind, argv]: (typeof cases)[number]): Promise<void> => {
    // Two recordings of one case are two places, too.
    const own = around.dir === undefined ? around : { ...around, dir: join(around.dir, kind) };
    const [found, { members, digest }] = await Promise.all([record(own, argv), expected(kind, argv)]);
    expect(found.members).toEqual(members);
    expect(found.digest).toBe(digest);
  };
  await Promise.all(cases.map(compare));
};

describe("the stable digest of a step is one, whatever is", () => {
  test.each<[string, () => Around]>([
    ["the time zone: Kathmandu", () => ({ env: { TZ: "Asia/Kathmandu" } })],
    ["the time zone: half a day behind", () => ({ env: { TZ: "FAR+11:30" } })],
    ["the locale: C", () => ({ env: { LC_ALL: "C", LANG: "C" } })],
    ["the locale: Turkish, installed or not", () => ({ env: { LC_ALL: "tr_TR.UTF-8", LANG: "tr_TR.UTF-8" } })],
    ["the locale: one that nobody has", () => ({ env: { LC_ALL: "xx_YY.ISO-8859-15" } })],
    ["the umask: 077", () => ({ umask: "077" })],
    ["the umask: 000", () => ({ umask: "000" })],
    ["the directory: blanks and other scripts", () => ({ dir: join(temporary(), "a b/größe/数据") })],
    ["the directory: deep", () => ({ dir: join(temporary(), "d/".repeat(40)) })],
    ["the order of files in their directory", () => ({ reversed: true })],
    ["the hash seed", () => ({ env: { PYTHONHASHSEED: "4711" } })],
    [
      "the home, the user's name and the terminal",
      () => ({ env: { USER: "somebody", LOGNAME: "else", TERM: "dumb", COLUMNS: "20" } }),
    ],
    ["the directory of bundles", () => ({ out: temporary() })],
    ["the branch", () => ({ branch: "another/one" })],
  ])("%s", async (_name, around) => {
    await expectSame(around());
  });

  test("the clone: another one, with remotes, tags, untracked files, a detached head", async () => {
    const prepare = ({ dir }: Place): void => {
      runGit(dir, ["remote", "add", "origin", "https://example.com/x.git"]);
      runGit(dir, ["tag", "v1"]);
      runGit(dir, ["checkout", "--quiet", "--detach"]);
      runGit(dir, ["pack-refs", "--all"]);
      runGit(dir, ["repack", "-adq"]);
      writeFileSync(join(dir, "untracked"), "x");
    };
    await expectSame({ prepare });
  });

  test("the way to the directory: a symbolic link", async () => {
    const dir = temporary();
    mkdirSync(join(dir, "real"));
    symlinkSync("real", join(dir, "link"));
    await expectSame({ dir: join(dir, "link/repo") });
  });

  test("the file system: one that lists the newest file first", async () => {
    if (!existsSync("/dev/shm")) return missing("a file system in memory: /dev/shm is not there");
    const dir = join("/dev/shm", `kprov-determinism-${process.pid}`);
    onTestFinished(async () => (await import("node:fs")).rmSync(dir, { recursive: true, force: true }));
    await expectSame({ dir, reversed: true });
    expect(readdirSync(join(dir, "wrapped/data")).length).toBe(inputs.length);
  });

  test("the user: nobody", async () => {
    if (process.getuid?.() !== 0) return missing("another user: only root can become one");
    const prepare = ({ dir, env }: Place): void => {
      for (const below of [dirname(dir), env["HOME"], env["KPROV_CONFIG_DIR"], env["XDG_CACHE_HOME"]])
        give(below ?? "", 65_534);
    };
    await expectSame({ prepare, prefix: ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] });
  });

  test.each([20, 22, 24])("the recorder's own Node: %i", async (major) => {
    const node = nodeOf(major);
    if (node === null)
      return missing(`Node ${major}: npm install --no-save --prefix node_modules/.cache/node${major} node@${major}`);
    const [{ stdout }] = [await execute(node, ["--version"], { cwd: "/" })];
    expect(stdout).toMatch(new RegExp(`^v${major}\\.`));
    await expectSame({ node });
  });

  test("all of it at once", async () => {
    const node = nodeOf(24) ?? nodeOf(22) ?? process.execPath;
    const env = { TZ: "Pacific/Chatham", LC_ALL: "C", PYTHONHASHSEED: "1", USER: "x" };
    await expectSame({
      dir: join(temporary(), "ä b"),
      env,
      umask: "077",
      reversed: true,
      node,
      branch: "x",
      out: temporary(),
    });
  });

  test("is another one when the step is: the matrix can fail", async () => {
    const prepare = ({ dir }: Place): void => writeFileSync(join(dir, "data/b.csv"), "4 6\n");
    const found = await record({ prepare }, wrapped);
    expect(found.digest).not.toBe((await expected("wrapped", wrapped)).digest);
  });
});

describe("from the package", () => {
  test("a step that is checked, signed, exported, and run again from another clone", async () => {
    const dir = makeRepository({});
    const env = { PATH: path, HOME: temporary(), KPROV_CONFIG_DIR: temporary(), XDG_CACHE_HOME: temporary() };
    const kprov = (cwd: string, ...argv: string[]) => execute(process.execPath, [cli(), ...argv], { cwd, env });
    await kprov(dir, "keys", "new", "rita", "--plain");
    const fingerprint = (await kprov(dir, "keys", "show", "rita", "--fingerprint")).stdout.trim();
    await kprov(dir, "keys", "trust", fingerprint, "--role", "runner", "--owner", "rita", "--yes");
    const checked = await kprov(dir, "run", "--check-determinism", "--sign", "--json", ...wrapped);
    expect(checked).toMatchObject({ status: 0 });
    const { verdict, run } = JSON.parse(checked.stdout) as { verdict: string; run: { bundle: string } };
    expect(verdict).toBe("proved");
    const tar = join(temporary(), "run.tar");
    expect(await kprov(dir, "export", run.bundle, "-o", tar)).toMatchObject({ status: 0 });
    const clone = join(temporary(), "clone");
    runGit("/", ["clone", "--quiet", dir, clone]);
    const again = await kprov(clone, "rerun", tar, "--yes", "--json");
    expect(again).toMatchObject({ status: 0 });
    expect(JSON.parse(again.stdout)).toMatchObject({ verdict: "proved", stableDigest: { equal: true } });
    expect(await kprov(clone, "rerun", tar)).toMatchObject({ status: 2 });
    const planted = await kprov(dir, "run", "--check-determinism", "--output", "x", "--", "sh", "-c", "date +%s%N >x");
    expect(planted).toMatchObject({ status: 1, stderr: expect.stringContaining("likely  a time stamp") });
  });
});

// --- internal ---

const give = (path: string, user: number): void => {
  chownSync(path, user, user);
  for (const entry of readdirSync(path, { withFileTypes: true, recursive: true }))
    chownSync(join(entry.parentPath, entry.name), user, user);
};
