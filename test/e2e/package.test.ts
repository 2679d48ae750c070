import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, inject, test } from "vitest";
import { temporary } from "../support/temporary.ts";
import { bin, bundlesIn, execute, kprov } from "./support.ts";

const top = fileURLToPath(new URL("../..", import.meta.url));
const own = (): string => join(inject("installed"), "node_modules/kprovengine");

const published = [
  ...["init", "preflight", "run", "verify", "report", "diff"],
  ...["sign", "review", "export", "rerun", "trace"],
  "index",
  ...["list", "show", "search", "lineage", "refs", "stats", "sql", "site", "export"].map((name) => `catalog ${name}`),
  ...["tag", "annotate"],
  ...[
    "check-identity",
    "check-artifacts",
    "check-runtime",
    "check-parity",
    "check-rules",
    "check-governance",
    "vendor",
  ],
  ...["deny", "governance", "rules", "waive"],
  ...["keys", "clean", "explain", "completion"],
];

describe("the packed package in an empty directory", () => {
  test("needs no configuration, no git and no repository for its main job", async () => {
    const cwd = temporary({ "input.txt": "first  \r\nsecond\n" });
    const run = await kprov(["run", "input.txt", "--out", "runs", "--json"], { cwd });
    expect(run.status, run.stderr).toBe(0);
    const { bundle, stableDigest } = JSON.parse(run.stdout);
    expect(readFileSync(join(cwd, bundle, "outputs/input.txt/normalised.txt"), "utf8")).toBe("first\nsecond\n");
    const verified = await kprov(["verify", "--integrity", bundle, "--json"], { cwd });
    expect(JSON.parse(verified.stdout)).toMatchObject({ verdict: "proved", stableDigest });
  });

  test("shows the overview, its version, and help with examples for every command", async () => {
    const cwd = temporary();
    const overview = await kprov([], { cwd });
    expect(overview.status).toBe(2);
    const rows = overview.stdout
      .split("\n\n")
      .slice(1, 3)
      .flatMap((block) => block.split("\n"));
    const commands = rows.flatMap((row) => {
      const [title = "", ...rest] = row.trim().split(/ {2,}/);
      // A command with its summary, an area with its commands, or more of an area's commands.
      const names = row.startsWith("    ") ? [title, ...rest] : title.includes(" ") ? rest : [title];
      // The words of a family stand behind commas.
      return names.flatMap((words) => words.split(/,\s*/)).filter((word) => word !== "");
    });
    const family = commands.indexOf("catalog list");
    for (let at = family + 1; commands[at] !== "tag"; at += 1) commands[at] = `catalog ${commands[at]}`;
    expect(commands).toEqual(published);
    expect((await kprov(["--version"], { cwd })).stdout).toBe("0.1.0\n");
    for (const command of commands) {
      const help = await kprov([...command.split(" "), "--help"], { cwd });
      expect(help.status, command).toBe(0);
      expect(help.stdout, command).toContain(`kprovengine ${command}`);
      expect(help.stdout, command).toContain("EXAMPLES");
    }
  });

  test("ships sources, schemas and notices, and nothing that is only for this repository", () => {
    const files = readdirSync(own(), { recursive: true, encoding: "utf8" });
    for (const needed of [
      "README.md",
      "LICENSE",
      "CHANGELOG.md",
      "lib/cli.ts",
      "scripts/run.ts",
      "dist/schemas/config.json",
      "dist/THIRD_PARTY_NOTICES.md",
    ]) {
      expect(files).toContain(needed);
    }
    expect(files.filter((name) => /^(test|\.ci)\/|scripts\/_|kprov\.config|\.test\.ts$/.test(name))).toEqual([]);
  });

  test("judges a repository with a configuration in TypeScript, without node_modules, under type commonjs", async () => {
    const cwd = temporary({
      "package.json": '{"type":"commonjs"}',
      "kprov.config.ts":
        'import type { KprovConfig } from "kprovengine";\nexport default { project: "p", artifacts: { deny: ["secret-plans/**"] } } satisfies KprovConfig;\n',
      "secret-plans/a.txt": "x",
    });
    await execute("git", ["init", "-q"], { cwd });
    await execute("git", ["add", "-A"], { cwd });
    for (let round = 0; round < 2; round += 1) {
      const checked = await kprov(["check-artifacts"], { cwd, env: { KPROV_CACHE_DIR: join(cwd, ".git/cache") } });
      expect(checked.status, checked.stderr).toBe(1);
      expect(checked.stdout).toContain("git rm --cached -- secret-plans/a.txt");
    }
    expect((await kprov(["check-artifacts", "--no-code-config"], { cwd })).status).toBe(2);
    expect((await kprov(["check-artifacts", "--self-test"], { cwd })).status).toBe(0);
  });

  test("compiles a configuration by what is built in, whatever is installed beside it", async () => {
    const fake = { "package.json": '{"exports":"./i.mjs"}', "i.mjs": "process.exit(0);" };
    const cwd = temporary({
      "kprov.config.ts":
        'import { EOL } from "node:os";\nimport { Size } from "./size.ts";\nimport esm from "esm-only";\nexport default { project: esm + EOL.trim(), artifacts: { deny: [(await Promise.resolve(Size.small)) + "/**"] } } as any;\n',
      "size.ts": 'export enum Size { small = "secret-plans" }\n',
      ".gitignore": "node_modules\n",
      "secret-plans/a.txt": "x",
      "node_modules/esm-only/package.json": '{"type":"module","exports":"./i.js"}',
      "node_modules/esm-only/i.js": 'export default await Promise.resolve("p");\n',
    });
    cpSync(own(), join(cwd, "node_modules/kprovengine"), { recursive: true });
    for (const name of ["c12", "jiti", "pathe", "exsolve", "giget"]) {
      mkdirSync(join(cwd, "node_modules", name));
      for (const [file, text] of Object.entries(fake)) writeFileSync(join(cwd, "node_modules", name, file), text);
    }
    await execute("git", ["init", "-q"], { cwd });
    await execute("git", ["add", "-A"], { cwd });
    const program = join(cwd, "node_modules/kprovengine/dist/scripts/kprovengine.cjs");
    for (let round = 0; round < 3; round += 1) {
      const env = { CI: "", KPROV_CACHE_DIR: join(cwd, ".git/cache") };
      const checked = await execute(process.execPath, [program, "check-artifacts"], { cwd, env });
      expect(checked.status, checked.stderr).toBe(1);
      expect(checked.stdout).toContain("git rm --cached -- secret-plans/a.txt");
    }
    const manifest = JSON.parse(readFileSync(join(own(), "package.json"), "utf8"));
    expect([manifest.dependencies, manifest.optionalDependencies]).toEqual([undefined, undefined]);
    const notices = readFileSync(join(own(), "dist/THIRD_PARTY_NOTICES.md"), "utf8");
    const named = [...notices.matchAll(/^## (.*)/gm)].flatMap(([, titles = ""]) => titles.split(", "));
    expect(named.map((title) => title.replace(/ \d.*/, ""))).toEqual(
      expect.arrayContaining(["c12", "jiti", "@babel/core", "ohash", "zod"]),
    );
  });

  test("gives a typed API", async () => {
    const cwd = temporary({
      "use.ts":
        'import * as api from "kprovengine";\nimport type { Code, Coverage, ErrorCode, Finding, FindingCode, KprovConfig, Report, VerificationSet, Verdict, VerifyOptions } from "kprovengine";\nimport { defineConfig, verifyBundle, type BundleVerdict } from "kprovengine";\nexport type All = [Code, Coverage, ErrorCode, Finding, FindingCode, KprovConfig, Report, VerificationSet, Verdict, VerifyOptions];\nexport const everything: object = api;\nexport const words = (verdict: BundleVerdict): string | undefined => verdict.outcome?.status;\n// @ts-expect-error: no such status\nexport const wrong = (verdict: BundleVerdict): boolean => verdict.outcome?.status === "passed";\nexport const config = defineConfig({ project: "p", artifacts: { maxFileSize: "1 MB" } });\nexport const judge = (dir: string): Promise<BundleVerdict> => verifyBundle(dir, { integrityOnly: true });\nexport const judgeUnder = async (dir: string, file: string): Promise<string[]> => {\n  const trust = await api.readTrustFile(file);\n  return (await verifyBundle(dir, { integrityOnly: false, trust })).claims.map(({ claim, verdict }) => claim + verdict);\n};\n// @ts-expect-error: no such key\ndefineConfig({ projekt: "p" });\n',
    });
    writeFileSync(join(cwd, "package.json"), '{"type":"module"}');
    mkdirSync(join(cwd, "node_modules"));
    await execute("cp", ["-r", own(), join(cwd, "node_modules/kprovengine")], { cwd });
    // With every declaration judged, as a project without the usual shortcut does.
    const options = { noEmit: true, strict: true, skipLibCheck: false, exactOptionalPropertyTypes: true };
    const compilerOptions = { ...options, module: "nodenext", target: "es2022", types: [] };
    writeFileSync(join(cwd, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["use.ts"] }));
    const compiled = await execute(join(top, "node_modules/.bin/tsc"), [], { cwd });
    expect(compiled.stdout).toBe("");
    expect(compiled.status).toBe(0);
  });
});

test("this repository's own make preflight is green, in a repository of its own", async () => {
  const cwd = join(temporary(), "checkout");
  const isSource = (path: string) => !/\/(?:node_modules|dist|runs|\.git)$/.test(path);
  cpSync(top.replace(/\/$/, ""), cwd, { recursive: true, filter: isSource, verbatimSymlinks: true });
  await execute("git", ["init", "-q"], { cwd });
  writeFileSync(join(cwd, ".git/info/exclude"), "/node_modules\n");
  symlinkSync(join(top, "node_modules"), join(cwd, "node_modules"));
  await execute("git", ["add", "--all"], { cwd });
  const targets = ["--no-print-directory", "preflight", `KPROV=${process.execPath} ${bin()}`];
  const { status, stdout, stderr } = await execute("make", targets, { cwd });
  expect(status, stdout + stderr).toBe(0);
  expect(stdout).toBe("not configured: parity, governance, rules\n\npreflight: proved (5 of 5 gates proved)\n");
});

test("this repository's own build step, run under itself, leaves a bundle that proves its files", async () => {
  const out = join(temporary(), "runs");
  const flags = [
    "--step",
    "build",
    "--input",
    "lib",
    "--input",
    "scripts",
    "--input",
    "package-lock.json",
    "--output",
    "dist/**",
    "--out",
    out,
  ];
  const run = await kprov(["run", ...flags, "--", "npm", "run", "--silent", "build"], { cwd: top });
  expect(run.status, run.stderr).toBe(0);
  const bundle = join(out, bundlesIn(out)[0] ?? "none");
  const verified = await kprov(["verify", "--integrity", "--root", ".", bundle], { cwd: top });
  expect(verified.status, verified.stdout).toBe(0);
});
