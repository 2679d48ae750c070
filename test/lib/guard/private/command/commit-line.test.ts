import { describe, expect, test } from "vitest";
import { type CommitLine, isGit, readCommitLine } from "../../../../../lib/guard/private/command/commit-line.ts";

test.each([
  ["git", true],
  ["/usr/bin/git", true],
  ["git.exe", true],
  ["git/x", false],
  ["gitk", false],
  ["legit", false],
  ["gitxexe", false],
  ["", false],
])("isGit of %j is %j", (program, is) => {
  expect([isGit([program, "commit"]), isGit(program === "" ? [] : [program])]).toEqual([is, is]);
});

const said = { cleanup: undefined, isVerbose: undefined, isEdited: true };

describe("readCommitLine", () => {
  test.each<[string, Partial<CommitLine>]>([
    ["git commit", {}],
    ["/usr/bin/git -c a.b=c -C dir -p -P --paginate --no-pager commit -v", { isVerbose: true }],
    ["git -p commit -v", { isVerbose: true }],
    // What is said last counts.
    ["git commit --verbose", { isVerbose: true }],
    ["git commit -v --no-verbose", { isVerbose: false }],
    ["git commit --no-verbose -v", { isVerbose: true }],
    ["git commit --cleanup=strip --cleanup verbatim", { cleanup: "verbatim" }],
    ["git commit --cleanup=", { cleanup: "" }],
    ["git commit --cleanup", { cleanup: "" }],
    ["git commit --cleanup=a\nb=c", { cleanup: "a\nb=c" }],
    // The editor.
    ["git commit -m a", { isEdited: false }],
    ["git commit -ma", { isEdited: false }],
    ["git commit -F a", { isEdited: false }],
    ["git commit -C a", { isEdited: false }],
    ["git commit --message=a", { isEdited: false }],
    ["git commit --message a", { isEdited: false }],
    ["git commit --file a", { isEdited: false }],
    ["git commit --reuse-message a", { isEdited: false }],
    ["git commit --fixup=a", { isEdited: false }],
    ["git commit -m a -e", { isEdited: true }],
    ["git commit --edit -m a", { isEdited: true }],
    ["git commit -c a", {}],
    ["git commit -t a --squash=a", {}],
    // Values look like anything.
    ["git commit --author -v", {}],
    ["git commit -t -v", {}],
    ["git commit -t -v -v", { isVerbose: true }],
    ["git commit -te -v", { isVerbose: true }],
    ["git commit -mv", { isEdited: false }],
    ["git commit -Sv", {}],
    ["git commit -uv", {}],
    ["git commit -S -v", { isVerbose: true }],
    ["git commit --gpg-sign -v", { isVerbose: true }],
    ["git commit --gpg-sign=a --untracked-files=no -v", { isVerbose: true }],
    ["git commit -qam a", { isEdited: false }],
    ["git commit -aeiopqsvz", { isVerbose: true, isEdited: true }],
    ["git commit -m a -v -- -x", { isVerbose: true, isEdited: false }],
    ["git commit -- -v", {}],
    ["git commit src/b - -v", { isVerbose: true }],
    ["git commit -a --allow-empty --amend --no-signoff --only a", {}],
  ])("reads %j", (line, more) => {
    expect(readCommitLine(line.split(" "))).toEqual({ ...said, ...more });
  });

  test.each([
    "git",
    "git merge",
    "git merge commit",
    "git ci",
    "git -c commit",
    "git -C",
    "git --git-dir=a commit",
    "git --bare commit",
    "git --git-dir=a-p commit",
    "git --no-pagers commit",
    "git -px commit",
    "git commit --verb",
    "git commit --clean=verbatim",
    "git commit --verbose=a",
    "git commit --amend=a",
    "git commit --no-edit",
    "git commit --xall",
    "git commit -x",
    "git commit -ax",
    "git commit -vxm",
    "git commit --amend --unknown -v",
    "git commit --=a",
  ])("does not understand %j", (line) => {
    expect(readCommitLine(line.split(" "))).toBeUndefined();
  });
});
