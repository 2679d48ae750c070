import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bundlesIn, type Ended, execute, kprov } from "./support.ts";

/**
 * The README's walk through a training script: run, again, changed, seen, shown. Each test goes on from the one before it.
 */
let top: string;
let cwd: string;
beforeAll(async () => {
  top = realpathSync(mkdtempSync(join(tmpdir(), "kprov-train-")));
  cwd = join(top, "flowers");
  mkdirSync(join(cwd, "data"), { recursive: true });
  copyFileSync(fileURLToPath(new URL("./train.py", import.meta.url)), join(cwd, "train.py"));
  writeFileSync(join(cwd, "data/flowers.csv"), flowers());
  writeFileSync(join(cwd, ".gitignore"), "models/\nruns/\n");
  await git("init", "-q");
  await git("add", "--all");
  await git("commit", "-qm", "a model of flowers");
});
afterAll(() => rmSync(top, { recursive: true, force: true }));

const env = (): NodeJS.ProcessEnv => ({ XDG_CONFIG_HOME: join(top, "config"), XDG_CACHE_HOME: join(top, "cache") });
const git = async (...args: string[]): Promise<void> => {
  const own = ["-c", "user.name=Ana", "-c", "user.email=ana@flowers.invalid"];
  expect(await execute("git", [...own, ...args], { cwd })).toMatchObject({ status: 0 });
};
const call = (...args: string[]): Promise<Ended> => kprov(args, { cwd, env: env() });
const step = ["--step", "train", "--input", "data/*.csv", "--output", "models/*"];
const train = (flags: string[], ...options: string[]): Promise<Ended> =>
  call("run", ...flags, ...step, "--", "python3", "train.py", ...options);
const runs = (): string[] => bundlesIn(join(cwd, "runs")).map((name) => join("runs", name));
const summaryOf = (bundle: string): { stableDigest: string; rerunOf?: { runId: string } } =>
  JSON.parse(readFileSync(join(cwd, bundle, "run_summary.json"), "utf8"));

/** Two kinds of flowers, the same ones every time. */
const flowers = (): string => {
  let seed = 1;
  const random = (): number => {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
    return seed / 0x7fffffff;
  };
  const rows = Array.from({ length: 200 }, (_, index) => {
    const kind = index % 2;
    const [length, width] = [random() * 2 + kind, random() + kind / 2];
    return `${length.toFixed(3)},${width.toFixed(3)},${kind}`;
  });
  return `length,width,species\n${rows.join("\n")}\n`;
};

test("two runs of one commit have one stable digest", async () => {
  const key = await call("keys", "new", "laptop", "--plain", "--json");
  const { fingerprint } = JSON.parse(key.stdout) as { fingerprint: string };
  expect(await call("keys", "trust", fingerprint, "--role", "runner", "--owner", "ana")).toMatchObject({ status: 0 });
  for (let run = 0; run < 2; run += 1) expect(await train(["--sign"])).toMatchObject({ status: 0 });
  const [first = "", second = ""] = runs();
  expect(summaryOf(first).stableDigest).toBe(summaryOf(second).stableDigest);
  expect((await call("diff", first, second, "--fail-on-diff")).stdout).toContain("nothing differs");
});

test("what a changed hyperparameter did stands in the diff, value by value", async () => {
  expect(await train(["--sign", "--collect"], "--learning-rate", "0.01")).toMatchObject({ status: 0 });
  expect(await train(["--sign", "--collect"], "--learning-rate", "0.02")).toMatchObject({ status: 0 });
  const { status, stdout } = await call("diff", ...runs().slice(-2), "--fail-on-diff");
  expect(status).toBe(1);
  expect(stdout).toMatch(/~ --learning-rate +0\.01 -> 0\.02/);
  expect(stdout).toMatch(
    /~ models\/metrics\.json\n {6}JSON, \d values? changed\n(?: {8}.*\n)* {8}\$\.loss: [\d.]+ -> [\d.]+/,
  );
});

test("the trace shows the program's own epochs", async () => {
  const { status, stdout } = await call("trace", "show", runs()[0] ?? "");
  expect(status).toBe(0);
  expect(stdout).toMatch(/train +[\d.]+ m?s/);
  expect(stdout.match(/· epoch/g)).toHaveLength(5);
});

test("the first run is run again from its bundle, and makes the same", async () => {
  const [first = ""] = runs();
  const { status, stderr } = await call("rerun", first, "--yes", "--sign");
  expect(stderr).toContain("the same again: 2 outputs");
  expect(status).toBe(0);
  const again = runs().at(-1) ?? "";
  expect(summaryOf(again)).toMatchObject({
    stableDigest: summaryOf(first).stableDigest,
    rerunOf: { runId: first.slice("runs/".length) },
  });
});

test("one page shows them all, and says that they are proved", async () => {
  const { status, stderr } = await call("report", ...runs(), "-o", "report.html");
  expect(stderr).not.toContain("not proved");
  expect(status).toBe(0);
  expect(existsSync(join(cwd, "report.html"))).toBe(true);
});
