import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { codes } from "../../lib/codes.ts";
import { completionCommand, inFamilies } from "../../lib/completion.ts";
import { type Described, formatCompletion, shells } from "../../lib/completion-scripts.ts";
import { gates } from "../../lib/guard/gates/index.ts";
import { commands as programCommands } from "../../scripts/kprovengine.ts";
import { call } from "../support/call.ts";
import { temporary } from "../support/temporary.ts";

const commands: Described[] = [
  {
    name: "run",
    summary: "Run it: now",
    args: {
      input: { type: "string", valueHint: "PATH", description: "What it's [given]" },
      kind: { type: "enum", options: ["text", "data"], description: "Kind" },
      evidence: { type: "boolean", default: true, description: "None" },
      quiet: { type: "boolean", alias: "q", description: "Hush" },
      "--": { type: "positional", description: "The command" },
    },
  },
  { name: "verify", summary: "Judge", args: { integrity: { type: "boolean", description: "Only this" } } },
];
const more: Described[] = [
  ...commands,
  { name: "check-a", summary: "A", args: {} },
  { name: "check-b", summary: "B", args: {} },
  {
    name: "preflight",
    summary: "All",
    args: { only: { type: "string", description: "Only it" }, skip: { type: "string", description: "Not it" } },
  },
  {
    name: "explain",
    summary: "Say",
    args: { code: { type: "positional", description: "A code" }, cwd: { type: "string", description: "Where" } },
  },
  { name: "completion", summary: "Print", args: { shell: { type: "positional", description: "A shell" } } },
];

/** What a real bash offers for the last of `words`. */
const inBash = (...words: string[]): string[] => inBashOf(commands, words);

const inBashOf = (described: readonly Described[], words: readonly string[]): string[] => {
  const script = join(temporary({ c: formatCompletion("bash", described) }), "c");
  const ask = `source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _kprovengine; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync("bash", ["-c", ask, "bash", script, ...words], { encoding: "utf8" })
    .split("\n")
    .filter((word) => word !== "");
};

describe("completion in bash", () => {
  it.each([
    [
      ["kprovengine", ""],
      ["run", "verify"],
    ],
    [["kprov", "ver"], ["verify"]],
    [
      ["kprovengine", "run", "--"],
      ["--input", "--kind", "--no-evidence", "--quiet"],
    ],
    [["kprovengine", "run", "-q", "--in"], ["--input"]],
    [
      ["kprovengine", "run", "--kind", ""],
      ["text", "data"],
    ],
    [["kprovengine", "verify", "--kind", ""], []],
    [["kprovengine", "verify", "runs/"], []],
    [["kprovengine", "verify", "--", "--int"], []],
  ])("%j gives %j", (words, offered) => {
    expect(inBash(...words)).toEqual(offered);
  });

  it("offers the second word of commands of two, then the flags of all of them", () => {
    const flag = (name: string) => ({ [name]: { type: "boolean" as const, description: name } });
    const family = inFamilies([
      ...commands,
      { name: "catalog list", summary: "List", args: flag("csv") },
      { name: "catalog show", summary: "Show", args: flag("wide") },
    ]);
    expect(family.map(({ name }) => name)).toEqual(["run", "verify", "catalog"]);
    expect(inBashOf(family, ["kprovengine", "cat"])).toEqual(["catalog"]);
    expect(inBashOf(family, ["kprovengine", "catalog", ""])).toEqual(["list", "show"]);
    expect(inBashOf(family, ["kprovengine", "catalog", "list", "--"]).sort()).toEqual(["--csv", "--wide"]);
  });

  it("offers programs behind the dashes of a command that wraps one", () => {
    expect(inBash("kprovengine", "run", "--", "tru")).toContain("true");
  });
});

/** Of each shell that is here, what it offers for `words`, a description after a tab. */
const offers: Partial<Record<(typeof shells)[number], (words: readonly string[]) => string[]>> = {
  bash: (words) => inBashOf(more, words),
  fish: (words) => {
    const script = join(temporary({ c: formatCompletion("fish", more) }), "c");
    const ask = ["-c", 'source $argv[1]; complete -C "$argv[2..-1]"', script, ...words];
    const { stdout } = spawnSync("fish", ["--no-config", ...ask], { encoding: "utf8" });
    return stdout.split("\n").filter((line) => line !== "");
  },
};

describe.each(["bash", "fish"] as const)("known words in %s", (shell) => {
  const isThere = spawnSync(shell, ["-c", "exit"]).error === undefined;
  it.runIf(isThere).each<[string[], string[]]>([
    [["explain", "SECRET_"], ["SECRET_FILE_TRACKED"]],
    [
      ["preflight", "--only", ""],
      ["check-a", "check-b"],
    ],
    [["preflight", "--skip", "check-b"], ["check-b"]],
    [
      ["completion", ""],
      ["bash", "fish", "zsh"],
    ],
    [
      ["run", "--kind", ""],
      ["data", "text"],
    ],
  ])("%j offers %j and no more", (words, expected) => {
    expect(offers[shell]?.(["kprovengine", ...words]).sort()).toEqual(expected);
  });
});

it("completion in bash offers no code where a directory is wanted", () => {
  expect(inBashOf(more, ["kprovengine", "explain", "--cwd", ""])).toEqual([]);
  expect(inBashOf(more, ["kprovengine", "explain", ""])).toEqual(Object.keys(codes));
  expect(inBashOf(more, ["kprovengine", "explain", "--"])).toEqual(["--cwd"]);
});

it("completion in zsh names the known words", () => {
  const script = formatCompletion("zsh", more);
  expect(script).toContain(`'1:word:(${Object.keys(codes).join(" ")})'`);
  for (const flag of ["only", "skip"])
    expect(script).toMatch(new RegExp(`--${flag}\\[.*\\]:value:\\(check-a check-b\\)'`));
});

it("completion offers preflight's own checks: they are commands, too", async () => {
  const names = gates.map(({ name }) => name).sort();
  expect(names.every((name) => name.startsWith("check-"))).toBe(true);
  expect(
    Object.keys(programCommands)
      .filter((name) => name.startsWith("check-"))
      .sort(),
  ).toEqual(names);
});

describe("completion scripts", () => {
  const parsers: [string, string[]][] = [
    ["bash", ["bash", "-n"]],
    ["zsh", ["zsh", "-n"]],
    ["fish", ["fish", "-n"]],
  ];
  for (const [shell, [program = "", flag = ""]] of parsers) {
    const isThere = spawnSync(program, ["-c", "exit"]).error === undefined;
    it.runIf(isThere)(`of ${shell} is understood by ${shell} itself`, () => {
      const script = join(temporary({ c: formatCompletion(shell as "bash", more) }), "c");
      expect(spawnSync(program, [flag, script], { encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
    });
  }

  it.each(shells)("name every command and flag of %s, and quote what the shell would take for its own", (shell) => {
    const script = formatCompletion(shell, commands);
    for (const word of ["run", "verify", "input", "no-evidence", "integrity", "text"]) expect(script).toContain(word);
    if (shell === "zsh") expect(script).toContain("'*--input[What it'\\''s \\[given\\]]:value:_files'");
    if (shell === "fish") expect(script).toContain("-d 'What it\\'s [given]'");
  });
});

describe("the command", () => {
  const command = completionCommand(() => Promise.resolve(commands));

  it("prints the script alone", async () => {
    const { result, text } = await call(command, temporary(), ["bash"]);
    expect([result.exitCode, text]).toEqual([0, formatCompletion("bash", commands)]);
  });

  it("refuses a shell that it doesn't know", async () => {
    await expect(call(command, temporary(), ["tcsh"])).rejects.toMatchObject({ code: "E_USAGE" });
  });
});
