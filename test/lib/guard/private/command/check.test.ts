import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { checkText } from "../../../../../lib/guard/private/command/check.ts";
import { formatDenyList } from "../../../../../lib/guard/private/document.ts";
import { makeEntry } from "../../../../../lib/guard/private/entry.ts";
import { normalForm } from "../../../../../lib/guard/private/normal-form.ts";
import { denyFile, denyList, keys, salt } from "../../../../support/deny.ts";
import { repo } from "../../../../support/repo.ts";
import { temporary } from "../../../../support/temporary.ts";
import { placeIn, said, textOf, usual } from "./calls.ts";

const list = denyList(["acme", "globex"]);
const noted = makeEntry(normalForm("initech", "it"), keys, "customers");
const [acme, globex, initech] = [...list.tokens, noted].map(({ digest }) => digest.slice(0, 12));

const check = (content: string, text: string | Buffer) => {
  const dir = temporary({ [usual]: content });
  return checkText({ ...placeIn(dir), source: said(dir, text as string) });
};

const whole = formatDenyList({ ...list, tokens: [...list.tokens, noted] });
const changed = whole.replace(list.tokens[0]?.hint ?? "?", "0".repeat(48));

it.each<[string, string, string, number, string[]]>([
  ["none", whole, "words", 0, [`the text holds none of 3 tokens of ${usual}`]],
  ["one", whole, "a\nof Globex", 1, [`the text holds ${globex} at 2:4`]],
  ["one with a note", whole, "INITECH", 1, [`the text holds ${initech} (customers) at 1:1`]],
  [
    "two",
    whole,
    "acme initech",
    1,
    [...[`the text holds ${acme} at 1:1`, `the text holds ${initech} (customers) at 1:6`].sort()],
  ],
  ["one in no line", whole, "\0acme", 1, [`the text holds ${acme}`]],
  [
    "none of those that were not changed",
    changed,
    "acme",
    3,
    [...[`not looked for: ${acme}, whose entry was changed`, `the text holds none of 2 tokens of ${usual}`]],
  ],
  [
    "one, beside one that was changed",
    changed,
    "globex",
    1,
    [...[`the text holds ${globex} at 1:1`, `not looked for: ${acme}, whose entry was changed`]],
  ],
  ["none of one", denyFile(["acme"]), "words", 0, [`the text holds none of 1 token of ${usual}`]],
])("checkText finds %s", async (_, content, text, exitCode, lines) => {
  const result = await check(content, text);
  expect(result.exitCode).toBe(exitCode);
  expect((await textOf(result)).split("\n").sort()).toEqual([...lines].sort());
});

it("checkText tells where, how often and what about", async () => {
  expect((await check(whole, "x initech\ninitech")).document).toEqual({
    ...{ schema: "kprov.deny-check/v1", list: usual, changed: [] },
    found: [{ id: initech, note: "customers", line: 1, column: 3, count: 2 }],
  });
  expect((await check(changed, "\0globex")).document).toMatchObject({
    ...{ found: [{ id: globex, note: null, line: null, column: null, count: 1 }], changed: [acme] },
  });
});

it("checkText throws E_NOTHING without a token, a list or a text", async () => {
  await expect(check(denyFile([]), "words")).rejects.toMatchObject({ code: "E_NOTHING" });
  await expect(check(whole, "")).rejects.toMatchObject({ code: "E_NOTHING" });
  const dir = temporary();
  await expect(checkText({ ...placeIn(dir), source: said(dir, "x") })).rejects.toMatchObject({ code: "E_NOTHING" });
});

it("checkText throws E_NOTHING for an empty file", async () => {
  const dir = temporary({ [usual]: whole, empty: "" });
  const asked = { ...placeIn(dir), source: { ...said(dir, "x"), from: "empty" } };
  await expect(checkText(asked)).rejects.toMatchObject({ code: "E_NOTHING" });
});

it("checkText looks through what git keeps of a message, even where that is nothing", async () => {
  using at = repo({ [usual]: whole });
  at.write({ "acme.txt": "x", ".git/editor": { mode: 0o755, content: "#!/bin/sh\necho there\nread -r end\n" } });
  const plain = { GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };
  const env = { ...plain, PATH: process.env["PATH"], GIT_EDITOR: join(at.dir, ".git/editor") };
  const words = ["-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "--allow-empty"];
  const git = spawn("git", words, { cwd: at.dir, env, stdio: ["pipe", "pipe", "ignore"] });
  const ended = once(git, "exit");
  await once(git.stdout, "data");
  const { ppid } = process;
  const startedBy = (pid = 0) => Object.defineProperty(process, "ppid", { configurable: true, get: () => pid });
  onTestFinished(() => {
    startedBy(ppid);
    git.stdin.end();
  });
  startedBy(git.pid);
  const source = { ...said(at.dir, "x"), from: ".git/COMMIT_EDITMSG" };
  const check = () => checkText({ ...placeIn(at.dir, { env: { ...plain, KPROV_DENY_SALT: salt } }), source });
  // git's own lines name a file.
  expect(await check()).toMatchObject({ exitCode: 0, document: { found: [] } });
  writeFileSync(join(at.dir, source.from), "for acme\n");
  expect(await check()).toMatchObject({ exitCode: 1, document: { found: [{ id: acme, line: 1, column: 5 }] } });
  git.stdin.end();
  await ended;
});
