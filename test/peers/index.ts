/**
 * The table of the README: the same planted repository, judged by us and by others.
 *
 * Prints Markdown; judges nothing. What is not installed is said. Works in a temporary directory.
 *
 * @module
 */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { git, places, plantEverything, token } from "./plant.ts";
import { ask, toolsOf } from "./tools.ts";

const dir = mkdtempSync(join(tmpdir(), "kprovengine-peers-"));
const script = resolve(import.meta.dirname, "../../scripts/kprovengine.ts");
const salt = join(dir, "salt");
const ours = [resolve(import.meta.dirname, "../../node_modules/.bin/tsx"), script];
const tools = toolsOf(ours, salt);

try {
  const origin = join(dir, "planted");
  mkdirSync(origin);
  plantEverything(origin);
  const config = { identity: { forbidden: { private: ".kprov/deny-list.json" } } };
  writeFileSync(join(origin, "kprov.config.json"), JSON.stringify(config));
  const deny = [...ours, "deny", "add", "--salt-file", salt, "--list", ".kprov/deny-list.json"];
  run([...ours, "deny", "salt", salt], origin, "");
  run(deny, origin, `${token}\n`);
  git(origin, "add", "kprov.config.json", ".kprov");
  const columns = tools.map((tool) => {
    const copy = join(dir, tool.name.replaceAll(/\W/g, ""));
    cpSync(origin, copy, { recursive: true, verbatimSymlinks: true });
    return { tool, said: ask(tool, copy) };
  });
  const cells = columns.map(({ said }) =>
    places.map(({ mark }) => (said === null ? "?" : mark.test(said.output) ? "found" : "–")),
  );
  const line = (parts: readonly string[]): string => `| ${parts.join(" | ")} |`;
  console.log(line(["the word stands in", ...columns.map(({ tool }) => tool.name)]));
  console.log(line(["---", ...columns.map(() => "---")]));
  for (const [index, { name }] of places.entries())
    console.log(line([name, ...cells.map((column) => column[index] ?? "")]));
  console.log(line(["exit status", ...columns.map(({ said }) => said?.statuses.join(", ") ?? "not installed")]));
  if (process.env["KPROV_PEERS_VERBOSE"] !== undefined)
    for (const { tool, said } of columns) console.error(`── ${tool.name}\n${said?.output ?? ""}`);
} finally {
  rmSync(dir, { recursive: true, force: true });
}

// --- internal ---

function run([program = "", ...args]: readonly string[], cwd: string, input: string): void {
  execFileSync(program, args, { cwd, input, stdio: ["pipe", "pipe", "inherit"] });
}
