import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, inject, test } from "vitest";
import { commands } from "../../scripts/kprovengine.ts";
import { repo, type TestRepo } from "../support/repo.ts";
import { temporary } from "../support/temporary.ts";
import { bin, bundlesIn, type Ended, execute, kprov } from "./support.ts";

const top = fileURLToPath(new URL("../..", import.meta.url));
const file = ".kprov/kprov.mjs";
const shipped = (): string => join(inject("installed"), "node_modules/kprovengine/dist/vendor/kprov.mjs");

/** What a machine without packages and without network has. */
const bareEnvironment = (): NodeJS.ProcessEnv => {
  const dir = temporary();
  for (const name of ["node", "git", "make", "sh", "cat", "sha256sum", "true", "ls"]) {
    symlinkSync(execFileSync("which", [name], { encoding: "utf8" }).trim(), join(dir, name));
  }
  for (const name of ["npm", "npx", "kprovengine", "kprov"]) {
    writeFileSync(join(dir, name), `#!/bin/sh\necho ${name} was called >&2\nexit 99\n`, { mode: 0o755 });
  }
  const nowhere = "http://127.0.0.1:9";
  return { PATH: dir, HTTP_PROXY: nowhere, HTTPS_PROXY: nowhere, NODE_PATH: "", KPROV_CACHE_DIR: temporary() };
};

const adopted = async (): Promise<TestRepo> => {
  const at = repo({ "README.md": "# Notes\n", "notes.txt": "one\n" });
  const init = await kprov(["init", "--yes", "--vendor"], { cwd: at.dir });
  expect(init.status, init.stderr).toBe(0);
  at.git("add", "--all");
  return at;
};

const make = ({ dir }: TestRepo, env: NodeJS.ProcessEnv): Promise<Ended> =>
  execute("make", ["--no-print-directory", "preflight"], { cwd: dir, env });

/** The file alone, in a directory of its own. */
const alone = (files: Record<string, string> = {}): { dir: string; own: (...argv: string[]) => Promise<Ended> } => {
  const [dir, env] = [temporary(files), bareEnvironment()];
  cpSync(shipped(), join(dir, "kprov.mjs"));
  return { dir, own: (...argv) => execute(process.execPath, [join(dir, "kprov.mjs"), ...argv], { cwd: dir, env }) };
};

describe("a repository of no ecosystem, without packages and without network", () => {
  test("is green, names each planted violation, and is green again", async () => {
    using at = await adopted();
    const env = bareEnvironment();
    const green = await make(at, env);
    expect(green.status, green.stdout + green.stderr).toBe(0);
    expect(green.stdout).toContain("preflight: proved");
    expect(green.stderr).toBe("");
    for (const [code, path, content] of [
      ["ARTIFACT_TRACKED", "debug.log", "x"],
      ["SECRET_FILE_TRACKED", ".env", "A=1"],
      ["COMPILED_FILE", "a.bin", "\x7fELF\x02\x01\x01\0"],
      ["FILE_TOO_LARGE", "large.txt", "x".repeat(2 ** 23 + 1)],
      ["FORBIDDEN_TOKEN", "key.txt", `-----BEGIN RSA PRIVATE${" "}KEY-----\n`],
    ] as const) {
      writeFileSync(join(at.dir, path), content, "latin1");
      at.git("add", "--force", path);
      const red = await make(at, env);
      expect([code, red.status]).toEqual([code, 2]);
      expect(red.stdout).toContain(`${code} `);
      expect(red.stdout).toContain(path);
      at.git("rm", "--quiet", "--force", path);
    }
    expect((await make(at, env)).status).toBe(0);
  });

  test("runs nothing of a changed file; changed with its pin it runs, and the installed package says so", async () => {
    using at = await adopted();
    const env = bareEnvironment();
    const planted = '\nimport("node:fs").then(({ writeFileSync }) => writeFileSync("marker", ""));\n';
    appendFileSync(join(at.dir, file), planted);
    const refused = await make(at, env);
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain("was not run");
    expect(existsSync(join(at.dir, "marker"))).toBe(false);
    const changed = await kprov(["vendor", "--check"], { cwd: at.dir });
    expect(changed.status).toBe(1);
    expect(changed.stdout).toContain("VENDOR_CHANGED");

    const pin = execFileSync("sha256sum", ["kprov.mjs"], { cwd: join(at.dir, ".kprov") });
    writeFileSync(join(at.dir, `${file}.sha256`), pin);
    at.git("add", "--all");
    expect((await make(at, env)).status).toBe(0);
    expect(existsSync(join(at.dir, "marker"))).toBe(true);
    const { status, stdout } = await kprov(["vendor", "--check", "--json"], { cwd: at.dir });
    expect(status).toBe(1);
    const report = JSON.parse(stdout);
    expect(report.findings.map(({ code }: { code: string }) => code)).toEqual([
      "VENDOR_CHANGED",
      "VENDOR_PIN_MISMATCH",
    ]);
  });

  test("is proved by the installed package, which says against what, and never by the file itself", async () => {
    using at = await adopted();
    const proved = await kprov(["vendor", "--check"], { cwd: at.dir });
    const digest = execFileSync("sha256sum", [shipped()], { encoding: "utf8" }).slice(0, 64);
    expect(proved.status, proved.stdout).toBe(0);
    expect(proved.stdout).toBe(
      `vendor: proved (2 vendored files)\ncompared with kprovengine 0.1.0 and with git's index\nsha256 ${digest}\n`,
    );
    const own = await execute(process.execPath, [file, "vendor", "--check"], { cwd: at.dir });
    expect(own.status).toBe(2);
    expect(own.stderr).toContain("never vouches for itself");
    expect((await kprov(["vendor"], { cwd: at.dir })).status).toBe(2);
  });

  test("can be renewed and undone by the file itself", async () => {
    using at = await adopted();
    const env = bareEnvironment();
    const own = (...argv: string[]) => execute("node", [file, "init", ...argv], { cwd: at.dir, env });
    for (const argv of [["--yes"], ["--update"]]) {
      const again = await own(...argv);
      expect(again.status, again.stderr).toBe(0);
      expect(again.stdout).toMatch(/^(?:unchanged .*\n)+/);
      expect(again.stdout).not.toMatch(/^(?:created|added|updated|outdated)/m);
    }
    const undone = await own("--undo");
    expect(undone.status, undone.stderr).toBe(0);
    expect(at.git("ls-files", "--others")).toBe("");
    expect(readdirSync(at.dir).sort()).toEqual([".git", "README.md", "notes.txt"]);
  });

  test("comes into a repository that was adopted without it, and make goes nowhere else from then on", async () => {
    using at = repo({ "notes.txt": "one\n" });
    expect((await kprov(["init", "--yes"], { cwd: at.dir })).status).toBe(0);
    expect((await kprov(["init", "--yes", "--vendor"], { cwd: at.dir })).status).toBe(2);
    const { status, stdout } = await kprov(["init", "--update", "--vendor"], { cwd: at.dir });
    expect(status).toBe(0);
    expect(stdout).toMatch(/^updated +kprov\.mk /m);
    at.git("add", "--all");
    expect((await make(at, bareEnvironment())).status).toBe(0);
    expect((await kprov(["init", "--yes"], { cwd: at.dir })).stdout).not.toMatch(/^(?:created|updated|outdated)/m);
  });

  test("shows the file as one line of a diff, not as forty thousand", async () => {
    using at = repo({ "notes.txt": "one\n" });
    const { stdout } = await kprov(["init", "--dry-run", "--vendor"], { cwd: at.dir });
    expect(stdout).toMatch(/^# \.kprov\/kprov\.mjs: \d+ lines, sha256 [0-9a-f]{64}$/m);
    expect(stdout.split("\n").length).toBeLessThan(400);
  });
});

describe("the one file, alone", () => {
  test("has nothing but Node's own modules in it, and carries licences and its version", () => {
    const text = readFileSync(shipped(), "latin1");
    expect(text.startsWith("// kprovengine 0.1.0: ")).toBe(true);
    const imported = [...text.matchAll(/^import .* from "(.*)";$|require\("([^".][^"]*)"\)/gm)].map(
      ([, a, b]) => a ?? b,
    );
    expect(imported.length).toBeGreaterThan(20);
    const { builtinModules } = process.getBuiltinModule("node:module");
    // Asked for where this Node has it; older ones do not list it.
    const own = [...builtinModules, "sqlite"];
    expect(imported.filter((id) => !own.includes(id?.replace(/^node:/, "") ?? ""))).toEqual([]);
    expect(text).toContain("# Software built into these files");
    expect(text).not.toMatch(/[^\n\t\x20-\x7e]/);
  });

  test("says what the package says: overview, help of every command, completion, codes", async () => {
    const { own, dir } = alone();
    const asked = [
      [],
      ["--version"],
      ["explain"],
      ...Object.keys(commands).map((name) => [...name.split(" "), "--help"]),
    ];
    for (const shell of ["bash", "zsh", "fish"]) asked.push(["completion", shell]);
    for (const argv of asked) {
      const [ours, theirs] = [await own(...argv), await execute(bin(), argv, { cwd: dir })];
      expect([argv, ours.status, ours.stderr, ours.stdout]).toEqual([
        argv,
        argv.length === 0 ? 2 : 0,
        "",
        theirs.stdout,
      ]);
    }
    expect((await own("prefligt")).status).toBe(2);
  });

  test("starts no command by loading it", async () => {
    const { own } = alone({ "runs/.keep": "" });
    expect(await own("clean", "runs", "--json")).toMatchObject({ status: 0, stderr: "" });
    const { dir } = alone();
    writeFileSync(join(dir, "import.mjs"), 'await import("./kprov.mjs");\nconsole.log("imported");\n');
    const imported = await execute(process.execPath, ["import.mjs"], { cwd: dir });
    expect(imported).toMatchObject({ status: 0, stdout: "imported\n", stderr: "" });
  });

  test("could not decide on a Node that is too old", async () => {
    const { dir } = alone();
    const old = "data:text/javascript,delete process.getBuiltinModule";
    const ended = await execute(process.execPath, ["--import", old, "kprov.mjs", "check-artifacts"], { cwd: dir });
    expect([ended.status, ended.stdout]).toEqual([3, ""]);
    expect(ended.stderr).toMatch(/^error E_PLATFORM: Cannot run on Node .*: expected 20\.19 or later\n$/);
  });

  test("records and verifies a run, with more to hash than one thread likes", async () => {
    const { own, dir } = alone();
    mkdirSync(join(dir, "in"));
    for (let index = 0; index < 400; index += 1)
      writeFileSync(join(dir, "in", `${index}.txt`), `${index}`.repeat(60_000));
    const run = await own("run", "--input", "in", "--out", "runs", "--", "true");
    expect(run.status, run.stderr).toBe(0);
    const [bundle = "none"] = bundlesIn(join(dir, "runs"));
    const verified = await own("verify", "--integrity", join("runs", bundle));
    expect(verified.status, verified.stdout).toBe(0);
    expect((await kprov(["verify", "--integrity", join("runs", bundle)], { cwd: dir })).status).toBe(0);
    appendFileSync(join(dir, "runs", bundle, "logs/stdout.log"), "x");
    expect((await own("verify", "--integrity", join("runs", bundle))).status).toBe(1);
  });

  test.each(["check-identity", "check-artifacts", "check-runtime"])(
    "%s --self-test catches every plant",
    async (check) => {
      const { own } = alone();
      const { status, stdout, stderr } = await own(check, "--self-test");
      expect(status, stdout + stderr).toBe(0);
    },
  );

  test("takes a configuration that only Node's loader of modules can run", async () => {
    const { own, dir } = alone({
      "kprov.config.mjs": 'const project = await Promise.resolve("p");\nexport default { project };\n',
    });
    await execute("git", ["init", "-q"], { cwd: dir });
    await execute("git", ["add", "--all"], { cwd: dir });
    expect(await own("check-artifacts", "--quiet")).toMatchObject({ status: 0, stdout: "", stderr: "" });
  });

  test.each([
    ["an enum", "enum Kind { A = 'p' }\nexport default { project: Kind.A };\n"],
    ["an import", 'import { name } from "./name.ts";\nexport default { project: name };\n'],
    ["a mistake", "export default { project: };\n"],
  ])("refuses a configuration that needs a compiler: %s", async (_, config) => {
    const { own, dir } = alone({ "kprov.config.ts": config, "name.ts": 'export const name = "p";\n' });
    await execute("git", ["init", "-q"], { cwd: dir });
    const { status, stderr } = await own("check-artifacts");
    expect([status, stderr.split("\n")[0]]).toEqual([2, expect.stringMatching(/^error E_CONFIG: .*no compiler/)]);
    expect(stderr).toContain("kprov.config.json, or use the installed package");
  });
});

test("another build, in another directory, gives the same bytes", async () => {
  const place = join(temporary(), "another name");
  const isSource = (path: string) => !/\/(?:node_modules|dist|runs|test|\.git)$/.test(path);
  cpSync(top.replace(/\/$/, ""), place, { recursive: true, filter: isSource });
  symlinkSync(join(top, "node_modules"), join(place, "node_modules"));
  const { status, stderr } = await execute("node_modules/.bin/tsx", ["scripts/_build.ts"], { cwd: place });
  expect(status, stderr).toBe(0);
  const built = readFileSync(join(place, "dist/vendor/kprov.mjs"), "latin1");
  expect(built.length).toBeGreaterThan(500_000);
  expect(built === readFileSync(shipped(), "latin1")).toBe(true);
});
