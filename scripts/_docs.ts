/**
 * Write what follows from code, the tables of the README and the plain form of the schemas; with `--check`, fail when it doesn't.
 *
 * A generated part of the README stands between `<!-- generated:NAME -->` and `<!-- /generated -->`.
 *
 * @module
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { codeGroups } from "../lib/codes.ts";
import { configTable } from "../lib/config/index.ts";
import { exits } from "../lib/errors.ts";
import { jsonSchemas, schemas } from "../lib/evidence/index.ts";
import type { FlagDef } from "../lib/flags.ts";
import { commands } from "./kprovengine.ts";

const sharedFlags = new Set(["json", "cwd", "quiet", "verbose", "debug", "help", "version"]);

const parts: Record<string, () => string | Promise<string>> = {
  commands: () =>
    table(
      ["command", "what it does"],
      Object.entries(commands).map(([name, { summary }]) => [`\`${name}\``, summary]),
    ),
  flags: flagTables,
  config: async () =>
    table(
      ["key", "type", "default", "meaning"],
      (await configTable()).map((row) => [`\`${row.key}\``, code(row.type), code(row.default), row.description]),
    ),
  codes: () =>
    codeGroups
      .map(({ title, codes }) =>
        folded(
          title,
          table(
            ["code", "title"],
            Object.entries(codes).map(([name, entry]) => [`\`${name}\``, entry.title]),
          ),
        ),
      )
      .join("\n\n"),
  "exit-codes": () =>
    table(
      ["exit", "meaning"],
      exitRows.map(([exit, meaning]) => [String(exit), meaning]),
    ),
  schemas: () =>
    table(
      ["schema", "file"],
      [
        ["config", "kprov.config/v1"],
        ["trust", "kprov.trust/v1"],
        ["waivers", "kprov.waivers/v1"],
        ...Object.entries(jsonSchemas()).map(([name, { title }]) => [name, title]),
      ]
        .sort(([a = ""], [b = ""]) => (a < b ? -1 : 1))
        .map(([name, title]) => [`\`${title}\``, `\`kprovengine/schemas/${name}.json\``]),
    ),
};

const exitRows: [number | string, string][] = [
  [exits.proved, "All that was asked ran, and is proved"],
  [
    exits.violated,
    "It ran and found a violation, or verification failed, or a step that exited 0 did not keep its declarations",
  ],
  [exits.usage, "Usage or configuration error: unknown flag, unknown key, bad value"],
  [
    exits.undecided,
    "Could not decide: missing tool, I/O, nothing to verify, origin unproved, a defect of ours. Never 0",
  ],
  [`${exits.timeout}`, "`run -- cmd`: the command was ended by `--timeout`"],
  [
    `${exits.evidence}`,
    "`run -- cmd`: the evidence could not be written, or the run could not be begun (a missing input, an existing run id): the hint says which",
  ],
  [`${exits.notExecutable}, ${exits.notFound}`, "`run -- cmd`: the command is not executable, or not found"],
  ["128 + n", "`run -- cmd`: a signal ended the command, or interrupted us (130: ctrl-C, 143: terminated)"],
  ["other", "`run -- cmd`: the command's own exit status"],
];

const generated: Record<string, (before: string) => string | Promise<string>> = {
  "README.md": writeTables,
  "lib/evidence/schemas/plain.gen.ts": plainSchemas,
};
for (const [file, make] of Object.entries(generated)) {
  const before = existsSync(file) ? readFileSync(file, "utf8") : "";
  const after = await make(before);
  if (after === before) continue;
  if (!process.argv.includes("--check")) writeFileSync(file, after);
  else {
    console.error(`${file} has drifted from the code: run npm run docs`);
    process.exitCode = 1;
  }
}

// --- internal ---

async function writeTables(before: string): Promise<string> {
  let after = before;
  for (const [name, make] of Object.entries(parts)) {
    const pattern = new RegExp(`(<!-- generated:${name} -->\n)[\\s\\S]*?(<!-- /generated -->)`);
    if (!pattern.test(after)) throw new Error(`README.md has no generated part "${name}"`);
    const text = await make();
    after = after.replace(pattern, (_, open: string, close: string) => `${open}\n${text}\n\n${close}`);
  }
  return after;
}

/** Nothing that only people need: it is read in every verification. */
function plainSchemas(): string {
  const words = new Set(["title", "$schema", "description"]);
  const all = jsonSchemas();
  const rows = Object.keys(schemas).map((name) => {
    const text = JSON.stringify(all[name], (key, value) =>
      words.has(key) && typeof value === "string" ? undefined : value,
    );
    // As the formatter has it: nothing is gained by breaking the line behind a short name.
    const gap = name.length < 5 ? " " : "\n    ";
    return `  ${/^\w+$/.test(name) ? name : `"${name}"`}:${gap}'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}',`;
  });
  const head = "/** Written by `npm run docs` from the schemas beside it: JSON Schemas as texts, for `isPlainly`. */";
  return `${head}\nexport const plainSchemas = {\n${rows.join("\n")}\n} as const;\n`;
}

async function flagTables(): Promise<string> {
  const sections: string[] = [];
  for (const [name, { load }] of Object.entries(commands)) {
    const { default: command } = await load();
    const args = command.args as Record<string, FlagDef>;
    const rows = Object.entries(args)
      .filter(([flag]) => !sharedFlags.has(flag) && flag !== "--")
      .map(([flag, def]) => [
        `\`${spell(flag, def)}\``,
        `${def.description ?? ""}${def.multiple === true && def.type !== "positional" ? "; may be repeated" : ""}`,
      ]);
    const own = rows.length === 0 ? "No flags of its own." : table(["flag", "meaning"], rows);
    sections.push(folded(`<code>kprovengine ${name}</code>`, own));
  }
  const { commonArgs } = await import("../lib/cli.ts");
  const common = Object.entries(commonArgs as Record<string, FlagDef>).map(([flag, def]) => [
    `\`${spell(flag, def)}\``,
    def.description ?? "",
  ]);
  return [...sections, folded("Every command", table(["flag", "meaning"], common))].join("\n\n");
}

/** Tables that are looked up, not read. */
function folded(summary: string, text: string): string {
  return `<details>\n<summary>${summary}</summary>\n\n${text}\n\n</details>`;
}

function spell(name: string, def: FlagDef): string {
  if (def.type === "positional") return `${def.valueHint ?? name.toUpperCase()}${def.multiple === true ? "…" : ""}`;
  const aliases = [def.alias ?? []].flat().map((alias) => `-${alias}, `);
  if (def.type === "boolean") return `${aliases.join("")}--${def.default === true ? "no-" : ""}${name}`;
  return `${aliases.join("")}--${name} ${def.valueHint ?? def.options?.join("|") ?? "VALUE"}`;
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function code(text: string): string {
  return text === "" ? "" : `\`${text}\``;
}
