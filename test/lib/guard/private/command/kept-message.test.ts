import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, inject, test } from "vitest";
import { denyFile, salt } from "../../../../support/deny.ts";
import { repo } from "../../../../support/repo.ts";

/** Somebody who types this above all that git has written. */
const editor = `#!/bin/sh
{ cat .git/typed; cat "$1"; } > .git/edited
cat .git/edited > "$1"
`;

/** It refuses nothing: what git makes of the message is held against what it said. */
const hook = `#!/bin/sh
export KPROV_DENY_SALT=${salt} KPROV_CACHE_DIR="$PWD/.git/cache"
"${process.execPath}" "${inject("program")}" deny check --from "$1" > .git/said 2>&1
echo $? >> .git/said
`;

const scissors = `# ${"-".repeat(24)} >8 ${"-".repeat(24)}`;

interface Row {
  typed?: string;
  /** Behind `git`. */
  args?: string[];
  config?: Record<string, string>;
  /** The commit before it. */
  before?: string;
  says: number;
  /** All of it is the end of a merge. */
  isMerge?: boolean;
}

const merging = { isMerge: true };

const whitespace = { typed: "a\n# flimflam\n", says: 1 };

const rows: Record<string, Row> = {
  "a path in git's own lines": { says: 0 },
  "the diff of -v": { args: ["commit", "-v"], says: 0 },
  "the diff of -av": { args: ["commit", "-av", "--allow-empty"], says: 0 },
  "the diff of -qv and a path": { args: ["commit", "-qv", "--", "a.txt"], says: 0 },
  "the diff of commit.verbose": { config: { "commit.verbose": "true" }, says: 0 },
  "the diff of an alias": { config: { "alias.ci": "commit --verbose" }, args: ["ci"], says: 0 },
  "git's own lines below the scissors": { config: { "commit.cleanup": "scissors" }, says: 0 },
  "a comment": { typed: "a\n# flimflam\n", says: 0 },
  "a comment of another kind": { typed: "a\n; flimflam\n", config: { "core.commentChar": ";" }, says: 0 },
  "a comment, with a setting that only a later git knows before it": {
    ...{ typed: "a\n# flimflam\n", config: { "core.commentString": "//", "core.commentChar": "#" }, says: 0 },
  },
  "git's own lines of a kind that it chose": {
    ...{ before: "# a title", config: { "core.commentChar": "auto" }, args: ["commit", "--amend"], says: 0 },
  },
  "the diff below scissors of a kind that it chose": {
    ...{ before: "# a title", config: { "core.commentChar": "auto" }, args: ["commit", "--amend", "-v"], says: 0 },
  },
  "a comment beside -m and -e": { typed: "# flimflam\n", args: ["commit", "-e", "-m", "a"], says: 0 },
  "the message": { typed: "for flimflam\n", says: 1 },
  "a message with what git takes out between its words": { typed: "a flim\n# b\n# c\n# d\n# e\nflam\n", says: 1 },
  "a message with lines that git draws together": { typed: "a flim   \n\n\n\n\n\n\nflam\n", says: 1 },
  "a comment that --cleanup keeps": { ...whitespace, args: ["commit", "--cleanup=whitespace"] },
  "a comment that --cleanup verbatim keeps": { ...whitespace, args: ["commit", "--cleanup", "verbatim"] },
  "the diff of an abbreviation": { args: ["commit", "--verb"], says: 0 },
  "git's own lines of a commit that takes a message's place": { args: ["commit", "--fixup=amend:HEAD"], says: 0 },
  "git's own lines of one that only rewords": { args: ["commit", "--fix=reword:HEAD"], says: 0 },
  "the diff of one that takes a message's place": { args: ["commit", "-v", "--fixup=amend:HEAD"], says: 0 },
  "a comment, with options of git itself": {
    ...{ typed: "a\n# flimflam\n", says: 0 },
    args: [
      "--git-dir=.git",
      "--work-tree",
      ".",
      "--no-optional-locks",
      "--literal-pathspecs",
      "--namespace=x",
      "commit",
    ],
  },
  "the end of a merge": { ...merging, args: ["merge", "--continue"], typed: "a\n# flimflam\n", says: 0 },
  "the diff at the end of a merge": {
    ...{ ...merging, config: { "commit.verbose": "true" }, args: ["merge", "--continue"], says: 0 },
  },
  "a comment that --no-edit keeps": { before: "a\n\n# flimflam", args: ["commit", "--amend", "--no-edit"], says: 1 },
  "a comment that a commit with such a name keeps": {
    ...{ before: "# flimflam", config: { "alias.own": "!git tag -f amend && git commit --allow-empty --fixup=amend" } },
    ...{ args: ["own"], says: 1 },
  },
  "a comment at the end of a merge that is kept": {
    ...{ ...merging, ...whitespace, config: { "commit.cleanup": "whitespace" }, args: ["merge", "--continue"] },
  },
  "the message at the end of a merge": {
    ...{ ...merging, args: ["merge", "--continue"], typed: "for flimflam\n", says: 1 },
  },
  "a comment that an abbreviation keeps": { ...whitespace, args: ["commit", "--clean=verbatim"] },
  "a comment that a comment of --fixup keeps": { args: ["commit", "-m", "# flimflam", "--fixup=HEAD"], says: 1 },
  "a comment that the configuration keeps": { ...whitespace, config: { "commit.cleanup": "whitespace" } },
  "a comment that -c keeps": { ...whitespace, args: ["-c", "commit.cleanup=verbatim", "commit"] },
  "a comment that an alias keeps": { ...whitespace, config: { "alias.ci": "commit --cleanup=verbatim" }, args: ["ci"] },
  "a comment above the scissors": { ...whitespace, config: { "commit.cleanup": "scissors" } },
  "a comment of -m": { args: ["commit", "-m", "a", "-m", "# flimflam"], says: 1 },
  "what is no comment": { ...whitespace, config: { "core.commentChar": ";" } },
  "what is no comment where git chose": {
    ...{ typed: "a\n; flimflam\n", config: { "core.commentChar": "auto" }, says: 1 },
  },
  "what stands below scissors that are not git's": { typed: `a\n${scissors}\nflimflam\n`, says: 1 },
  "what stands below scissors that commit.verbose=0 leaves": {
    ...{ typed: `a\n${scissors}\nflimflam\n`, config: { "commit.verbose": "0" }, says: 1 },
  },
};

describe("what is looked through of the message that a hook is given is what git keeps of it", () => {
  test.each(Object.entries(rows))(
    "%s",
    (_, { typed = "a\n", args = ["commit"], config = {}, before = "a", says, isMerge }) => {
      using at = repo({
        ...{ ".kprov/deny-list.json": denyFile(["flimflam"]), "flimflam.txt": "x\n", "a.txt": "for flimflam\n" },
        "kprov.config.json": JSON.stringify({ identity: { forbidden: { private: ".kprov/deny-list.json" } } }),
      });
      at.git("commit", "--quiet", "--allow-empty", "--cleanup=verbatim", "-m", before);
      if (isMerge) {
        at.git("checkout", "--quiet", "-b", "other", "HEAD^");
        at.git("commit", "--quiet", "--allow-empty", "-m", "other");
        at.git("merge", "--quiet", "--no-commit", "--no-ff", "main");
      }
      mkdirSync(join(at.dir, ".git/hooks"), { recursive: true });
      at.write({
        ...{ ".git/typed": typed, ".git/editor": { mode: 0o755, content: editor } },
        ".git/hooks/commit-msg": { mode: 0o755, content: hook },
        "a.txt": Buffer.from("for n\xf6body\n", "latin1"),
      });
      at.git("mv", "flimflam.txt", "clean.txt");
      at.git("add", "a.txt");
      for (const [name, value] of Object.entries(config)) at.git("config", name, value);
      at.git("-c", `core.editor=${join(at.dir, ".git/editor")}`, ...args);
      const said = readFileSync(join(at.dir, ".git/said"), "utf8");
      const message = at.git("log", "-1", "--format=%B");
      expect({ said, holds: /flim\s*flam/.test(message) }).toEqual({
        said: expect.stringMatching(new RegExp(`\\n${says}\n$`)),
        holds: says === 1,
      });
    },
  );
});
