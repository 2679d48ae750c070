import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import type { Terminal } from "../../lib/adopt/index.ts";
import { readReceipt } from "../../lib/adopt/index.ts";
import { type FlagDefs, parseFlags } from "../../lib/flags.ts";
import command from "../../scripts/init.ts";
import { call } from "../support/call.ts";
import { repo } from "../support/repo.ts";
import { temporary } from "../support/temporary.ts";

/** Types the next of `lines` at each question, as a person does; closes the terminal after the last. */
const onTerminal = async (cwd: string, lines: readonly string[]) => {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const left = [...lines];
  output.on("data", (chunk: Buffer) => {
    if (!chunk.toString("utf8").endsWith("] ")) return;
    const line = left.shift();
    if (line === undefined) input.end();
    else input.write(`${line}\n`);
  });
  const terminal: Terminal = { input, output };
  const args = { _: [], ...parseFlags([], command.args as FlagDefs), cwd };
  return command.run?.({ rawArgs: [], args, cmd: command, data: { terminal } } as never);
};

test("init without a terminal wants --yes or --dry-run", async () => {
  using made = repo({ "a.txt": "" });
  await expect(call(command, made.dir, [])).rejects.toMatchObject({
    code: "E_USAGE",
    hint: expect.stringMatching(/--yes.*--dry-run/),
  });
});

test("init refuses contradictions, bad directories and places without a repository", async () => {
  using made = repo({ "a.txt": "" });
  for (const argv of [
    ["--update", "--undo"],
    ["--undo", "--ci", "none"],
    ["--undo", "--vendor"],
    ["--yes", "--governance", "../x"],
    ["--yes", "--governance", ".git/x"],
    ["--yes", "--governance", "runs"],
    ["--yes", "--governance", "runs/governance"],
  ])
    await expect(call(command, made.dir, argv)).rejects.toMatchObject({ code: "E_USAGE", exit: 2 });
  await expect(call(command, made.dir, ["--update"])).rejects.toMatchObject({ code: "E_NOTHING" });
  await expect(call(command, temporary(), ["--yes"])).rejects.toMatchObject({ code: "E_NO_REPOSITORY" });
});

test("init asks on a terminal, asks again for a bad answer, and takes the answers", async () => {
  using made = repo({ "a.txt": "" });
  await onTerminal(made.dir, ["tool", "git@gitlab.com:acme/tool.git", "svn", "gitlab", "gov", "yes"]);
  expect(readReceipt(made.dir)?.answers).toEqual({
    name: "tool",
    repository: "https://gitlab.com/acme/tool",
    ci: "gitlab",
    governance: "gov",
    vendor: false,
  });
});

test("init --vendor on what was adopted without it wants --update, or the targets would stay as they are", async () => {
  using made = repo({ "a.txt": "" });
  await call(command, made.dir, ["--yes"]);
  await expect(call(command, made.dir, ["--yes", "--vendor"])).rejects.toMatchObject({
    code: "E_USAGE",
    hint: expect.stringContaining("init --update --vendor"),
  });
  expect(readReceipt(made.dir)?.answers.vendor).toBe(false);
});

test("init writes nothing when the last answer is no, or the terminal is closed", async () => {
  using made = repo({ "a.txt": "" });
  await expect(onTerminal(made.dir, ["", "", "", "", "no"])).rejects.toMatchObject({ message: "Nothing was written" });
  await expect(onTerminal(made.dir, ["tool"])).rejects.toMatchObject({ code: "E_INTERRUPTED", exit: 130 });
  expect(made.git("status", "--short")).toBe("");
});

const documentOf = async (cwd: string, argv: readonly string[]) =>
  (await call(command, cwd, argv)).result.document as {
    notes: { path?: string; message: string }[];
    next: string[];
  };

test("init names every file that git ignores, and how it reaches CI all the same", async () => {
  using made = repo({ ".gitignore": "*.mk\n/docs/\n.kprov\n" });
  const { notes, next } = await documentOf(made.dir, ["--yes"]);
  const ignored = notes.flatMap(({ path, message }) => (message.startsWith("git ignores it") ? [path] : []));
  expect(ignored).toContain("kprov.mk");
  expect(ignored).toContain("docs/governance/scope.md");
  expect(ignored).toContain(".kprov/adopted.json");
  expect(ignored).not.toContain("kprov.config.ts");
  const [all, force, make] = next.slice(-3);
  expect([all, make]).toEqual(["git add --all", "make preflight"]);
  expect(force).toBe(`git add --force -- ${ignored.join(" ")}`);
  made.commit();
  const again = await documentOf(made.dir, ["--yes"]);
  expect(again.notes).toEqual([]);
  expect(again.next).toEqual(["git add --all", "make preflight"]);
});

test("init says that no CI was written only to those who have not chosen so", async () => {
  using made = repo({ "a.txt": "" });
  expect(JSON.stringify((await documentOf(made.dir, ["--dry-run"])).notes)).toContain("no CI workflow was written");
  expect((await documentOf(made.dir, ["--dry-run", "--ci", "none"])).notes).toEqual([]);
  const asked = (await onTerminal(made.dir, ["", "", "none", "", "yes"])) as { document: unknown };
  expect(asked.document).toMatchObject({ notes: [] });
});

test("init's lines fit on 80 columns, whatever became of the files", async () => {
  using made = repo({
    ".husky/a": "",
    "lefthook.yml": "{}\n",
    ".pre-commit-config.yaml": "repos: []\n",
    justfile: "a:\n",
  });
  const rowsOf = ({ text }: { text: string }) => text.split("\n\n")[0]?.split("\n") ?? [];
  const lines = rowsOf(await call(command, made.dir, ["--yes", "--ci", "github"]));
  lines.push(...rowsOf(await call(command, made.dir, ["--yes", "--ci", "gitlab"])));
  made.write({ "docs/governance/scope.md": "mine\n", Makefile: "mine:\n", "docs/governance/review-gate.md": "mine\n" });
  lines.push(...rowsOf(await call(command, made.dir, ["--yes"])));
  lines.push(...rowsOf(await call(command, made.dir, ["--undo"])));
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
});

test("init moves the documents only when it is asked to renew", async () => {
  using made = repo({ "a.txt": "" });
  await call(command, made.dir, ["--yes"]);
  await expect(call(command, made.dir, ["--yes", "--governance", "gov"])).rejects.toMatchObject({
    code: "E_USAGE",
    hint: expect.stringContaining("--update --governance gov"),
  });
  await call(command, made.dir, ["--update", "--governance", "gov/a"]);
  expect(readReceipt(made.dir)?.directories).toEqual([".kprov", "gov", "gov/a"]);
  await call(command, made.dir, ["--undo"]);
  expect(made.git("status", "--short")).toBe("");
});
