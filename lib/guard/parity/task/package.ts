/**
 * `npm run NAME` and its kin: scripts of package.json.
 *
 * @module
 */
import { posix } from "node:path";
import { parseSource } from "../../sources/index.ts";
import type { Fault } from "../fault.ts";
import { placesOfValue } from "../places.ts";
import { type Asked, inDirectory, plainShell, type Task, type TaskFiles, type TaskScript } from "./task.ts";

/** Scripts of package.json; undefined for another program. */
export const packageTask = async (asked: Asked, files: TaskFiles): Promise<Task | undefined> => {
  const call = readPackageCall(asked);
  if (call === undefined || "why" in call) return call;
  const { name, cwd, faults, isNpm } = call;
  const path = inDirectory(cwd, "package.json");
  const text = await files.text(path);
  if (text === undefined) return { why: `git tracks no "${path}"` };
  const tree = await parseSource(path, text);
  const found = tree.text(["scripts", name]);
  if (found === undefined) return call.isSure ? { why: `"${path}" has no script "${name}"` } : undefined;
  // npm and pnpm run what is called like it with pre and post around it: docs.npmjs.com, "scripts".
  const around = isNpm ? [`pre${name}`, name, `post${name}`] : [name];
  const scripts = around.flatMap((one): TaskScript[] => {
    const script = tree.text(["scripts", one]);
    if (script === undefined) return [];
    return [{ ...plainShell, text: script.value, places: placesOfValue(text, script), cwd, faults }];
  });
  return { scripts };
};

// --- internal ---

interface PackageCall {
  name: string;
  cwd: string;
  faults: Fault[];
  isNpm: boolean;
  /** It can only mean a script. */
  isSure: boolean;
}

const readPackageCall = (asked: Asked): PackageCall | { why: string } | undefined => {
  const [program = ""] = asked.argv;
  if (!["npm", "pnpm", "yarn", "bun"].includes(program)) return undefined;
  const words = readWords(asked);
  if (words === undefined || "why" in words) return words;
  const { plain, cwd, faults } = words;
  const [first = "", second] = plain;
  const isRun = first === "run" || first === "run-script";
  const short = program === "npm" ? (shorts[first] ?? first) : first;
  const isScript = program !== "npm" || lifecycle.has(short);
  const name = isRun ? second : isScript ? short : undefined;
  if (name === undefined || name === "" || (!isRun && ownCommands.has(name))) return undefined;
  return { name, cwd, faults, isNpm: program !== "yarn", isSure: isRun };
};

const shorts: Readonly<Record<string, string>> = { t: "test", tst: "test" };
const lifecycle = new Set(["test", "start", "stop", "restart"]);
const ownCommands = new Set(
  "install i ci add exec dlx x create init publish pack audit remove up update link why config".split(" "),
);

interface Words {
  plain: string[];
  cwd: string;
  faults: Fault[];
}

const readWords = ({ argv, cwd, at, words }: Asked): Words | { why: string } | undefined => {
  const found: Words = { plain: [], cwd, faults: [] };
  for (let index = 1; index < argv.length && argv[index] !== "--"; index += 1) {
    const word = argv[index];
    if (word === undefined) {
      if (found.plain.length > 1) continue;
      return { why: `what "${words[index]?.raw}" stands for is known only when it runs` };
    }
    if (/^(?:-w|--workspaces?|--filter|-r|--recursive|-F|-ws)(?:=|$)/.test(word))
      return { why: "it runs in the packages of a workspace" };
    if (word === "--if-present") {
      const why = "--if-present is content when there is no such script";
      found.faults.push({ kind: "skipped", level: "undecided", at, why });
    } else if (/^(?:--prefix|--dir|-C|--cwd)$/.test(word)) {
      index += 1;
      found.cwd = posix.normalize(inDirectory(found.cwd, argv[index] ?? ".")).replace(/^\.$/, "");
    } else if (!word.startsWith("-")) found.plain.push(word);
  }
  return found;
};
