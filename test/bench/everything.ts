/**
 * A project with every gate there is: words, private words, parity with CI, governance, a rule of its own.
 *
 * @module
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gitEnvironment } from "../../lib/git.ts";
import { textRepository, tokens } from "./data.ts";
import type { Command } from "./measure.ts";
import type { Bench } from "./rows.ts";

/** `preflight` in a repository of 5,000 files that all gates prove; made once. */
export const everyGate = ({ dir, installed }: Bench, around: NodeJS.ProcessEnv): Command => {
  const cwd = join(dir, "everything");
  const env = { ...around, KPROV_DENY_SALT: "5ad0f3c19b7e4826a1d4c7e0f9b3528d" };
  const argv = [process.execPath, installed.file] as const;
  const preflight: Command = { argv: [...argv, "preflight"], cwd, env };
  if (existsSync(cwd)) return preflight;
  textRepository(cwd, { count: 5000, bytes: 4e7, more: files });
  const git = (...args: string[]) => execFileSync("git", args, { cwd, env: gitEnvironment(), stdio: "pipe" });
  const ours = (input: string, ...args: string[]) =>
    execFileSync(argv[0], [argv[1], ...args], { cwd, env, input, stdio: "pipe" });
  git("remote", "add", "origin", repository);
  ours("", "init", "--yes", "--ci", "github");
  // The rule's own import; nothing of it is tracked.
  mkdirSync(join(cwd, "node_modules"));
  symlinkSync(dirname(dirname(dirname(installed.file))), join(cwd, "node_modules/kprovengine"));
  writeFileSync(join(cwd, ".git/info/exclude"), "/node_modules\n");
  writeFileSync(join(cwd, "docs/governance/forbidden-tokens.txt"), `${tokens.slice(0, 10).join("\n")}\n`);
  writeFileSync(join(cwd, "kprov.config.ts"), config);
  ours(tokens.slice(10).join("\n"), "deny", "add", "--list", "docs/governance/private.json");
  git("add", "--all");
  ours("", "governance", "update", "--reason", "the first");
  git("add", "--all");
  git("commit", "--quiet", "--message", "every gate");
  return preflight;
};

// --- internal ---

const repository = "https://github.com/acme/claims-etl";

const manifest = { name: "claims-etl", private: true, repository, engines: { node: ">=20.19" } };

const files = { "README.md": "# Claims ETL\n", "package.json": `${JSON.stringify(manifest)}\n` };

const config = `import { defineRule } from "kprovengine";

const noEval = defineRule({
  name: "no-eval",
  title: "Nothing is evaluated",
  files: ["tree/part0/**/*.ts"],
  judge: (file) => file.find(/\\bevaluate_text\\(/).map((at) => ({ at, message: "evaluate_text()" })),
  passing: { files: { "tree/part0/a.ts": "x\\n" } },
  failing: { files: { "tree/part0/a.ts": "evaluate_text(1)\\n" } },
});

export default {
  project: "claims-etl",
  identity: {
    name: "claims-etl",
    repository: "${repository}",
    display: { name: "Claims ETL", allow: ["README.md", "docs/governance/*.txt"] },
    forbidden: { file: "docs/governance/forbidden-tokens.txt", private: "docs/governance/private.json" },
  },
  runtime: { node: ">=20.19" },
  parity: { ciOnly: [{ run: "npm install", reason: "brings the tools" }] },
  governance: { documents: ["docs/governance/*.md"] },
  rules: [noEval],
};
`;
