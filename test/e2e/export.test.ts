import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { followRecipe, unpackTar } from "../support/tar-recipe.ts";
import { bin, bundlesIn, type Ended, execute, kprov } from "./support.ts";

/** Ann runs, Bob gets a tar by mail: another directory, another home, no repository. */
let top: string;
const at = (...parts: string[]): string => join(top, ...parts);
const as = (who: "ann" | "bob", args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> => {
  const home = at(who);
  return kprov(args, {
    cwd: at(who, "desk"),
    env: { HOME: home, XDG_CONFIG_HOME: join(home, ".config"), TMPDIR: at(who, "tmp"), ...env },
  });
};
const expectOk = (ended: Ended): Ended => {
  expect(ended.status, ended.stdout + ended.stderr).toBe(0);
  return ended;
};

beforeAll(async () => {
  top = realpathSync(mkdtempSync(join(tmpdir(), "kprov-export-")));
  for (const who of ["ann", "bob"]) for (const dir of ["desk", "tmp"]) mkdirSync(at(who, dir), { recursive: true });
  writeFileSync(at("ann/desk/in.csv"), "id\n1\n");
  execFileSync("git", ["init", "-q"], { cwd: at("ann/desk") });
  expectOk(
    await as("ann", ["run", "--input", "in.csv", "--output", "out.csv", "--collect", "--", "cp", "in.csv", "out.csv"]),
  );
  expectOk(await as("ann", ["keys", "new", "laptop", "--plain"]));
  const bundle = `runs/${bundlesIn(at("ann/desk/runs"))[0]}`;
  expectOk(await as("ann", ["sign", bundle]));
  expectOk(await as("ann", ["export", bundle, "-o", "run.tar"]));
  copyFileSync(at("ann/desk/run.tar"), at("bob/desk/run.tar"));
  copyFileSync(at("ann/.config/kprovengine/keys/laptop.pub"), at("bob/ann.pub"));
});
afterAll(() => rmSync(top, { recursive: true, force: true }));

test("Bob can't tell who made it without a trust file, and can under his own", async () => {
  expect(await as("bob", ["verify", "run.tar"])).toMatchObject({ status: 3 });
  expectOk(await as("bob", ["verify", "--integrity", "run.tar"]));
  expectOk(
    await as("bob", [
      "keys",
      "trust",
      "../ann.pub",
      "--yes",
      "--role",
      "runner",
      "--owner",
      "Ann",
      "--trust",
      "trust.json",
    ]),
  );
  const { stdout } = expectOk(await as("bob", ["verify", "--trust", "trust.json", "run.tar"]));
  expect(stdout).toContain("integrity proved; origin proved");
  expect(readdirSync(at("bob/tmp"))).toEqual([]);
});

test("needs no git, no repository and no configuration, and reads none", async () => {
  writeFileSync(at("bob/desk/kprov.config.mjs"), "process.exit(0)");
  const PATH = at("bob/bin");
  mkdirSync(PATH);
  execFileSync("ln", ["-s", process.execPath, join(PATH, "node")]);
  expectOk(await as("bob", ["verify", "--integrity", "run.tar"], { PATH }));
  rmSync(at("bob/desk/kprov.config.mjs"));
});

test("VERIFY.txt leads Bob to the same with sha256sum and openssl alone", () => {
  const dir = unpackTar(at("bob/desk/run.tar"), at("bob/tmp"));
  const text = readFileSync(join(dir, "VERIFY.txt"), "utf8");
  const name = /save it beside this\npage as (\S+\.pub)/.exec(text)?.[1] ?? "";
  const keys = { [name]: readFileSync(at("bob/ann.pub"), "utf8") };
  const { status, stdout, stderr } = followRecipe(dir, keys);
  expect({ status, stderr }, stdout).toEqual({ status: 0, stderr: "" });
  expect(stdout.match(/Signature Verified Successfully/g)).toHaveLength(2);
  rmSync(dir, { recursive: true });
});

test("every changed byte of the tar is noticed, or means nothing", async () => {
  const tar = readFileSync(at("bob/desk/run.tar"));
  for (let seed = 1; seed <= 25; seed += 1) {
    const changed = Buffer.from(tar);
    const at_ = Math.imul(seed, 2_654_435_761) >>> 0;
    changed[at_ % tar.length] = (changed[at_ % tar.length] ?? 0) ^ (1 << (seed % 8));
    writeFileSync(at("bob/desk/bad.tar"), changed);
    const { status, stdout } = await as("bob", ["verify", "--trust", "trust.json", "bad.tar"]);
    // Only the words for people are no evidence.
    if (status === 0) expect(isInRecipe(tar, at_ % tar.length), `byte ${at_ % tar.length}\n${stdout}`).toBe(true);
  }
  rmSync(at("bob/desk/bad.tar"));
});

test("half a gigabyte is packed and judged in less than 200 MB of memory, and leaves nothing behind", async () => {
  writeFileSync(at("ann/desk/large.bin"), "");
  truncateSync(at("ann/desk/large.bin"), 2 ** 29);
  const run = ["run", "--run-id", "large", "--output", "large.bin", "--collect", "--", "true"];
  expectOk(await as("ann", run));
  const measured = async (...args: string[]): Promise<number> => {
    const script = `import resource, subprocess, sys
status = subprocess.call(sys.argv[1:], stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(status)`;
    const env = { HOME: at("bob"), TMPDIR: at("bob/tmp") };
    const { stdout } = expectOk(await execute("python3", ["-c", script, bin(), ...args], { cwd: at("ann/desk"), env }));
    return Number(stdout) / 1024;
  };
  expect(await measured("export", "runs/large", "-o", "large.tar")).toBeLessThan(200);
  expect(await measured("verify", "--integrity", "large.tar")).toBeLessThan(200);
  expect(readdirSync(at("bob/tmp"))).toEqual([]);
  expect(readdirSync(at("ann/desk")).filter((name) => name.startsWith(".kprov-export"))).toEqual([]);
  expect(existsSync(at("ann/desk/large.tar"))).toBe(true);
});

/** Whether a byte lies in the content of VERIFY.txt, which stands last in its tar. */
const isInRecipe = (tar: Buffer, index: number): boolean => {
  const header = tar.lastIndexOf("VERIFY.txt\0");
  const size = Number.parseInt(tar.toString("latin1", header + 124, header + 135), 8);
  return index >= header + 512 && index < header + 512 + size;
};
