/**
 * `.npmrc` of the repository: npm takes from it by which program, and with which flags of Node, it runs the gate.
 *
 * docs.npmjs.com "npmrc", and "config": `script-shell`, `node-options`, `workspaces`, `ignore-scripts`.
 *
 * @module
 */
import type { ParityContext } from "./context.ts";
import { type Fault, shortened } from "./fault.ts";
import { upwards } from "./installed.ts";
import type { Run } from "./runs.ts";
import { effectOf } from "./variables.ts";

/** What stands in the way of knowing what npm runs; `run` is the gate, or what leads to it. */
export const npmrcFaults = async (run: Run, { beside }: Pick<ParityContext, "beside">): Promise<Fault[]> => {
  const runs = [run, ...run.via];
  const names = runs.map(({ argv: [program] }) => program ?? "");
  if (!names.some((name) => /^(?:npm|npx|pnpm|yarn|bunx?)$/.test(name))) return [];
  // A script may go elsewhere; what runs it reads those of where it began.
  const directories = [run.cwd, ...runs.map(({ start }) => start)].flatMap((directory) => upwards(directory ?? ""));
  const asks = new Set(runs.flatMap((one) => one.asks));
  const faults: Fault[] = [];
  const read = async (path: string, isOdd: (line: string) => boolean): Promise<void> => {
    for (const [index, line] of ((await beside.text(path)) ?? "").split(/\r\n|\n|\r/).entries()) {
      if (!isOdd(line)) continue;
      faults.push({
        ...{ kind: "unread", level: "undecided", at: { path, line: index + 1, column: 1 }, written: shortened(line) },
        why: "npm or its kin run it in another way, or something else",
      });
    }
  };
  for (const one of new Set(directories)) {
    const directory = one === "" ? "" : `${one}/`;
    await read(`${directory}.npmrc`, (line) => !isPlain(line, asks));
    for (const [program, file, isOdd] of others) if (names.includes(program)) await read(`${directory}${file}`, isOdd);
  }
  return faults;
};

// --- internal ---

/** A line that does not say how programs are run. Settings of a registry, which begin with slashes, never do. */
const isPlain = (line: string, asks: ReadonlySet<string>): boolean => {
  if (/^\s*(?:[;#]|\/\/)/.test(line)) return true;
  const [key = "", ...rest] = line.split("=");
  const value = rest.join("=").trim();
  if (/script-shell/.test(key)) return /^(?:\/(?:usr\/)?bin\/)?(?:ba)?sh$/.test(value);
  // A variable may be a part of the name, or an escape.
  if (/node-options|\$\{|\\/.test(key)) return false;
  // What is behind these is a comment, also in a name.
  const name = key.replace(/[;#].*|["']|\[\]/g, "").trim();
  if (name === "ignore-scripts") return value === "false" || !asks.has("npm_config_ignore_scripts");
  return value === "false" || !decisive.has(name);
};

/**
 * With them npm shows a text, runs nothing, or runs it in other packages or from them; reads more such settings from elsewhere; or
 * has its installed programs elsewhere.
 */
const decisive = new Set([
  ...["usage", "if-present", "workspace", "workspaces", "call", "package", "shell-emulator"],
  ...["userconfig", "globalconfig", "prefix"],
]);

/** Settings of its kin that do the same, or that name another program of the repository to be run in its place. */
const others: readonly (readonly [program: string, name: string, isOdd: (line: string) => boolean])[] = [
  ["pnpm", "pnpm-workspace.yaml", says("scriptShell|shellEmulator|nodeOptions")],
  ["yarn", ".yarnrc", says("script-shell|yarn-path")],
  ["yarn", ".yarnrc.yml", says("yarnPath|plugins")],
  ["bun", "bunfig.toml", says("shell|preload")],
  ...[".env", ".env.development", ".env.local"].map((name) => ["bun", name, setsDeciding] as const),
];

/** Also within braces, or behind the name of a table. */
function says(names: string): (line: string) => boolean {
  const pattern = new RegExp(`^[^#]*\\b(?:${names})\\b`);
  return (line) => pattern.test(line);
}

/** What stands there bun gives to what it runs. */
function setsDeciding(line: string): boolean {
  const name = line
    .split("=", 1)
    .join()
    .trim()
    .replace(/^export\s+/, "");
  return effectOf(name) !== undefined;
}
