import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { completionCommand, type Described, formatCompletion, shells } from "../../lib/completion.ts";
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

/** What a real bash offers for the last of `words`. */
const inBash = (...words: string[]): string[] => {
  const script = join(temporary({ c: formatCompletion("bash", commands) }), "c");
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

  it("offers programs behind the dashes of a command that wraps one", () => {
    expect(inBash("kprovengine", "run", "--", "tru")).toContain("true");
  });
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
      const script = join(temporary({ c: formatCompletion(shell as "bash", commands) }), "c");
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
