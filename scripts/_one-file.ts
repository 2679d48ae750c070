/**
 * The one-file form: all commands in one module that plain Node runs, for repositories without packages.
 *
 * The parts are those of the package, as text in comments: Node reads over them, and only what the chosen command
 * uses is compiled. As ordinary code the same text costs every start three times as much as Node's own parsing does.
 *
 * @module
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "rolldown";
import { version } from "../lib/version.ts";
import { notices } from "./_notices.ts";

/** For tsdown: other modules in the place of three, and one file out of all chunks. Its entry is the dispatcher. */
export const oneFilePlugin = (): Plugin => ({
  name: "one-file",
  load(id) {
    if (id.endsWith("/lib/one-file.ts")) return oneFileModule();
    if (id.endsWith("/lib/config/compiler.ts"))
      return readFileSync(id.replace(/compiler\.ts$/, "no-compiler.ts"), "utf8");
    return undefined;
  },
  generateBundle(_, bundle) {
    const parts: [name: string, code: string][] = [];
    const licences = notices(bundle);
    for (const [name, chunk] of Object.entries(bundle)) {
      if (chunk.type !== "chunk") throw new Error(`"${name}" has no place in one file`);
      parts.push([name, chunk.code]);
      delete bundle[name];
    }
    this.emitFile({ type: "asset", fileName: "kprov.mjs", source: assemble(parts, licences) });
  },
});

// --- internal ---

/** Where the parts of the program begin. */
const entry = "kprov.cjs";

/** The first line is the only one that others read, as data: its shape never changes. */
const head = `// kprovengine ${version}: one file with all commands, for plain Node 20.19 or later. Do not edit: it is pinned.
//
// kprovengine init --vendor put it here. kprovengine vendor --check, run by an installed package, proves that it is what
// that version ships: a file never vouches for itself. Sources: https://www.npmjs.com/package/kprovengine
//
// Each part of the program stands below, as a comment with its name. Node reads over comments, so a command costs
// only the parts that it loads. Inside them, the end of a comment is written *~/ and what is not plain ASCII is escaped.
import { readFileSync } from "node:fs";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import { compileFunction } from "node:vm";

const here = fileURLToPath(import.meta.url);
const text = readFileSync(here, "latin1");
const loaded = new Map();

const requireFrom = (dir) => (id) => {
  if (!id.startsWith(".")) return process.getBuiltinModule(id.startsWith("node:") ? id : "node:" + id);
  return load(posix.join(dir, id));
};

const importFromHead = (url) => import(url);

const load = (name) => {
  const known = loaded.get(name);
  if (known !== undefined) return known.exports;
  const mark = "/*! part " + name + "\\n";
  const start = text.indexOf("\\n" + mark) + 1 + mark.length;
  const end = text.indexOf("\\n*" + "/\\n", start);
  if (start === mark.length || end === -1) throw new Error("kprov.mjs has lost its part " + name);
  const code = text.slice(start, end).replaceAll("*~/", "*" + "/");
  // Only the dispatcher is the file that Node was started with: a command must not start by being loaded.
  const filename = name === "${entry}" ? here : here + "/" + name;
  const run = compileFunction(code, ["exports", "require", "module", "__filename", "importFromHead"], { filename });
  const module = { exports: {} };
  loaded.set(name, module);
  run.call(module.exports, module.exports, requireFrom(posix.dirname(name)), module, filename, importFromHead);
  return module.exports;
};

if (process.getBuiltinModule === undefined) {
  console.error("error E_PLATFORM: Cannot run on Node " + process.versions.node + ": expected 20.19 or later");
  process.exitCode = 3;
} else load("${entry}");
`;

/** The same parts give the same bytes. */
const assemble = (parts: readonly [name: string, code: string][], licences: string): string => {
  const sorted = [...parts].sort(([a], [b]) => (a === entry ? -1 : b === entry ? 1 : a < b ? -1 : 1));
  const texts = sorted.map(([name, code]) =>
    comment(`part ${name}`, inOrder(withoutPlace(code.replace(/^#!.*\n/, "")))),
  );
  return `${head}\n${texts.join("\n")}\n${comment("licences of what is built in", licences)}`;
};

/** Where the checkout lies must not show: the bundler's remarks name its modules from there. */
const withoutPlace = (code: string): string => code.replace(/^\/\/ .*?(?=node_modules\/)/gm, "// ");

/** Node's own modules, and other parts, in the order of their names: the bundler's depends on where the libraries lie. */
const inOrder = (code: string): string =>
  code.replace(
    /(?:^let \w+ = require\("node:[\w/]+"\);\n)+|(?:^const \w+ = require\("\.\/[\w.-]+"\);\n)+/gm,
    (lines) => {
      const sorted = lines.trimEnd().split("\n").sort();
      return `${sorted.join("\n")}\n`;
    },
  );

/** A comment that gives `text` back: see the head. */
const comment = (title: string, text: string): string => {
  if (text.includes("*~/")) throw new Error(`"${title}" holds the sign that stands for the end of a comment`);
  const ascii = text.replace(/[^\n\t\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return `/*! ${title}\n${ascii.trimEnd().replaceAll("*/", "*~/")}\n*/\n`;
};

/** `lib/one-file.ts` as this form has it. */
const oneFileModule = (): string =>
  [
    `export const oneFile = ${JSON.stringify({ templates: templates() })};`,
    "export const importModule = (url) => importFromHead(url);",
  ].join("\n");

const templates = (): Record<string, string> => {
  const names = readdirSync("templates", { recursive: true, withFileTypes: true })
    .filter((found) => found.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).replaceAll("\\", "/"))
    .sort();
  return Object.fromEntries(names.map((path) => [path.replace(/^templates\//, ""), readFileSync(path, "utf8")]));
};
