import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { keptOfMessage } from "../../../../../lib/guard/private/command/kept-message.ts";
import { repo } from "../../../../support/repo.ts";

const at = repo({ a: "a\n" });
afterAll(() => at.dispose());

interface Row {
  /** The command lines above, the nearest first. */
  above?: string[];
  config?: Record<string, string>;
  /** Without a value. */
  set?: string;
  env?: NodeJS.ProcessEnv;
  path?: string;
  cwd?: string;
}

/** Its name, what git is given, how, and what it keeps. */
type Named = [string, string, Row, string];

const verbatim = { above: ["git commit --cleanup=verbatim"] };

/** Nothing of this machine's configuration. */
const plain = { GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };

const keptOf = (
  text: string,
  { above = ["git commit"], config = {}, set, env = {}, path, cwd = at.dir }: Row,
): string => {
  const settings = Object.entries(config);
  const handed = [
    ...settings.map(([name], index) => [`GIT_CONFIG_KEY_${index}`, name]),
    ...settings.map(([, value], index) => [`GIT_CONFIG_VALUE_${index}`, value]),
  ];
  const parameters = set === undefined ? {} : { GIT_CONFIG_PARAMETERS: `'${set}'` };
  const bytes = keptOfMessage(Buffer.from(text, "latin1"), {
    path: path ?? join(at.dir, ".git/COMMIT_EDITMSG"),
    cwd,
    env: { ...plain, GIT_CONFIG_COUNT: `${settings.length}`, ...Object.fromEntries(handed), ...parameters, ...env },
    commands: above.map((line) => line.split(" ")),
  });
  return bytes.toString("latin1");
};

const dashes = "-".repeat(24);

const cut = (mark: string): string => `${mark} ${dashes} >8 ${dashes}\n`;

/** A diff in an encoding that is not UTF-8. */
const diff = "+for n\xf6body  \n";

const comment = "a  \n\n\n# b\n\n";

const below = `a\n${cut("#")}${diff}`;

describe("what git keeps of a message", () => {
  test.each<Named>([
    ["without comments", comment, {}, "a\n"],
    ["in bytes that are not UTF-8", `${diff}# b\n`, {}, "+for n\xf6body\n"],
    ["with comments beside -m", comment, { above: ["git commit -m a"] }, "a\n\n# b\n"],
    ["with comments where nobody is asked", comment, { env: { GIT_EDITOR: ":" } }, "a\n\n# b\n"],
    ["as it is", comment, verbatim, comment],
    [
      "by what the line says",
      comment,
      { above: ["git commit --cleanup=strip"], config: { "commit.cleanup": "verbatim" } },
      "a\n",
    ],
    ["by what the configuration says", comment, { config: { "commit.cleanup": "whitespace" } }, "a\n\n# b\n"],
    ["by default", comment, { config: { "commit.cleanup": "default" } }, "a\n"],
    ["by the nearest git", comment, { above: ["sh hook", "git commit", "git commit --cleanup=verbatim"] }, "a\n"],
    // Below the scissors.
    ["with -v", below, { above: ["git commit -v"] }, "a\n"],
    ["with -v and all above it", `# b  \n${below}`, { above: ["git commit -v --cleanup=verbatim"] }, "# b  \na\n"],
    ["with no scissors", "a\n", { above: ["git commit -v"] }, "a\n"],
    ["with scissors alone", cut("#") + diff, { above: ["git commit -v"] }, ""],
    ["above the first scissors", `${below}b\n${cut("#")}`, { above: ["git commit -v"] }, "a\n"],
    ["with scissors in a line", `a ${cut("#")}b\n`, { above: ["git commit -v"] }, `a ${cut("#")}b\n`],
    [
      "with words behind scissors",
      `a\n${cut("#").trim()} b\n`,
      { above: ["git commit -v --cleanup=verbatim"] },
      `a\n${cut("#").trim()} b\n`,
    ],
    ["with commit.cleanup=scissors", `# b\n${below}`, { config: { "commit.cleanup": "scissors" } }, "# b\na\n"],
    [
      "with scissors that nobody edits",
      below,
      { config: { "commit.cleanup": "scissors" }, env: { GIT_EDITOR: ":" } },
      below.replace("  \n", "\n"),
    ],
    [
      "with --no-verbose",
      below,
      { above: ["git commit --no-verbose --cleanup=verbatim"], config: { "commit.verbose": "true" } },
      below,
    ],
    ...["true", "YES", "on", "1", "10"].map(
      (value): Named => [`with commit.verbose=${value}`, below, { config: { "commit.verbose": value } }, "a\n"],
    ),
    ["with commit.verbose alone", below, { set: "commit.verbose" }, "a\n"],
    ...["0", "false", "no", "off", "-1", "1k", ""].map(
      (value): Named => [
        `with commit.verbose=${value}`,
        below,
        { ...verbatim, config: { "commit.verbose": value } },
        below,
      ],
    ),
    // The mark.
    ["with another mark", "a\n# b\n; c\n", { config: { "core.commentChar": ";" } }, "a\n# b\n"],
    [
      "below scissors with another mark",
      `# b\n${cut(";")}${diff}`,
      { above: ["git commit -v --cleanup=verbatim"], config: { "core.commentChar": ";" } },
      "# b\n",
    ],
    [
      "with the mark that is said last",
      "a\n# b\n; c\n",
      { config: { "core.commentString": "#", "core.commentChar": ";" } },
      "a\n# b\n",
    ],
    ["with the mark that git chose", "# b\n; c\n;\n", { config: { "core.commentChar": "auto" } }, "# b\n"],
    [
      "with the mark that git chose, in capitals",
      "# b\n; c\n;\n\n\n",
      { config: { "core.commentChar": "AUTO" } },
      "# b\n",
    ],
    [
      "below the last scissors that git may have chosen",
      `# b\n${cut("#")}c\n${cut(";")}${diff}`,
      { above: ["git commit -v"], config: { "core.commentChar": "auto" } },
      `# b\n${cut("#")}c\n`,
    ],
    [
      "below the scissors that git chose",
      `# b\n${cut(";")}${diff}`,
      { above: ["git commit -v"], config: { "core.commentChar": "auto" } },
      "# b\n",
    ],
    // All of it.
    ["where git chose and no line tells", "a\n# b\n", { config: { "core.commentChar": "auto" } }, "a\n# b\n"],
    [
      "where the last line has more than a mark",
      "a\n; b\n;c\n",
      { config: { "core.commentChar": "auto" } },
      "a\n; b\n;c\n",
    ],
    ["where the mark stands behind words", "a\nb;\n", { config: { "core.commentChar": "auto" } }, "a\nb;\n"],
    ["where the mark is not in the last line", "a\n;\nb\n", { config: { "core.commentChar": "auto" } }, "a\n;\nb\n"],
    [
      "where git chose and no scissors tell",
      `a\n${cut("x")}`,
      { above: ["git commit -v"], config: { "core.commentChar": "auto" } },
      `a\n${cut("x")}`,
    ],
    [
      "where scissors stand in a line",
      `a\nb ${cut(";")}${cut(";").trim()} b\n`,
      { above: ["git commit -v"], config: { "core.commentChar": "auto" } },
      `a\nb ${cut(";")}${cut(";").trim()} b\n`,
    ],
    ["for a way that nobody knows", comment, { above: ["git commit --cleanup=constructor"] }, comment],
    ["for words that nobody knows", comment, { above: ["git commit --unknown", "git commit"] }, comment],
    ["for another command", comment, { above: ["git merge", "git commit"] }, comment],
    ["for no git at all", comment, { above: ["sh hook", "hg commit"] }, comment],
    ["for another file", comment, { path: join(at.dir, ".git/MERGE_MSG") }, comment],
    ["for a file elsewhere", comment, { path: join(at.dir, "COMMIT_EDITMSG") }, comment],
    ["for a file that is nowhere", comment, { path: join(at.dir, "none/COMMIT_EDITMSG") }, comment],
    ["in no repository", comment, { cwd: "/" }, comment],
  ])("%s", (_, text, row, kept) => {
    expect(keptOf(text, row)).toBe(kept);
  });

  test("by what git itself asks, wherever other variables point", () => {
    mkdirSync(join(at.dir, "other"), { recursive: true });
    writeFileSync(join(at.dir, "other/config"), "[commit]\n\tcleanup = verbatim\n");
    const env = { GIT_CONFIG: join(at.dir, "other/config"), GIT_DIR: join(at.dir, "none") };
    expect(keptOf(comment, { env })).toBe("a\n");
  });

  test("of a repository that git names, with its settings", () => {
    using apart = repo({ a: "a\n" });
    apart.git("config", "core.commentChar", ";");
    const path = join(apart.dir, ".git/COMMIT_EDITMSG");
    expect(keptOf("a\n# b\n; c\n", { path, env: { GIT_DIR: join(apart.dir, ".git") } })).toBe("a\n# b\n");
    expect(keptOf("a\n; c\n", { path, cwd: "/", env: { GIT_DIR: join(apart.dir, ".git") } })).toBe("a\n");
    expect(keptOf(comment, { path })).toBe(comment);
    expect(keptOf(comment, { path, env: { GIT_DIR: join(apart.dir, "none") } })).toBe(comment);
  });

  test("in a directory whose name ends a line", () => {
    using odd = repo({ "a\n/b": "" });
    const dir = join(odd.dir, "a\n");
    odd.git("init", "--quiet", dir);
    expect(keptOf(comment, { cwd: dir, path: join(dir, ".git/COMMIT_EDITMSG") })).toBe("a\n");
  });
});
