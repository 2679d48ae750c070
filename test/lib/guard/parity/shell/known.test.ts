// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell scripts stand in the data
import { describe, expect, it } from "vitest";
import { findingsOf, gate, workflow } from "../support.ts";
import { trace } from "./support.ts";

const other = ".PHONY: preflight\npreflight: ; echo fine\n";
const files = {
  Makefile: `.PHONY: preflight\npreflight: ; ${gate}\n`,
  ...{ "evil/Makefile": other, "evil/dir/a": "", "5/Makefile": other, "ci/a": "", link: "evil/dir" },
};

/** Codes of what is found where a script of the repository does `before` and then runs the gate. */
const of = async (before: string, { call = "./ci/check.sh", shell = "bash" } = {}): Promise<string[]> => {
  const script = `#!/usr/bin/env ${shell}\nset -eu\n${before}\nmake preflight\n`;
  const found = await findingsOf({ ...files, ...workflow(call), "ci/check.sh": script, "check.sh": script });
  return found
    .filter(({ code }) => code !== "PARITY_UNCOVERED")
    .map(({ code, level }) => `${code.slice(7)}${level === "violation" ? "" : "?"}`);
};

const root = 'ROOT=$(cd "$(dirname "$0")/.." && pwd)\n';

describe("a script that knows where it stands", () => {
  it.each([
    'cd "$(dirname "$0")/.."',
    'cd "$(dirname "$0")"/..',
    "cd $(dirname $0)/..",
    "cd `dirname $0`/..",
    'cd "${0%/*}/.."',
    'cd -- "$(dirname -- "$0")/.."',
    'cd "$(dirname "$0")/.." && pwd\necho',
    'cd "$(dirname "$0")/.." || exit 1',
    'cd "$(dirname "$0")"; cd ..',
    'cd "$(dirname "${BASH_SOURCE[0]}")/.."',
    'cd "$(dirname "$BASH_SOURCE")/.."',
    'cd "$(dirname "$(readlink -f "$0")")/.."',
    'cd "$(dirname "$(realpath "${BASH_SOURCE[0]}")")/.."',
    'cd "$(realpath "$(dirname "$0")/..")"',
    'cd -P "$(dirname "$0")/.."',
    `${root}cd "$ROOT"`,
    `${root}export ROOT\ncd evil\ncd "\${ROOT}"`,
    `# The ROOT of all\n${root}(cd "$ROOT/evil")\ncd $ROOT`,
    'readonly ROOT="$(cd "$(dirname "$0")/.." && pwd)"\ncd "$ROOT"',
    'SCRIPT_DIR="$(cd "$( dirname "${BASH_SOURCE[0]}" )" >/dev/null 2>&1 && pwd -P)"\ncd "$SCRIPT_DIR/.."',
    'HERE=$(dirname "$0")\nTOP_DIR="$(realpath "$HERE/..")"\ncd "$TOP_DIR"',
    'HERE="$(cd "$(dirname "$0")" && pwd)"\ncd "$(dirname "$HERE")"',
    'HERE="$(cd "$(dirname "$0")" && pwd)"\ncd "${HERE%/*}"',
    'HERE=$(cd "$(dirname "$0")"; pwd)/..\ncd "$HERE"',
    'HERE=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)\ncd "$HERE/.."',
    'unset CDPATH\ncd "$(CDPATH=\'\' cd "$(dirname "$0")/.." && pwd)"',
    'TOP=$(git rev-parse --show-toplevel 2> /dev/null)\ncd evil\ncd "$TOP"',
    'main() { cd "$(dirname "$0")/.."; }\nmain',
    'DIR=evil\ncd "$DIR"\ncd ..',
    'cd "$GITHUB_WORKSPACE"',
    `IFS=$'\\n\\t'\ncd $(dirname $0)/..`,
  ])("%s", async (before) => {
    expect(await of(before)).toEqual([]);
  });

  it.each([
    ["bash ci/check.sh", 'cd "$(dirname "$0")/.."'],
    ["cd ci\nbash check.sh", 'cd "$(dirname "$0")/.."'],
    ["cd evil && ../ci/check.sh", 'cd "$(dirname "$0")/.."'],
    ["bash -ec 'cd evil; ../ci/check.sh'", 'cd "$(dirname "$0")/.."'],
    ["bash check.sh", 'cd "$(dirname "$0")"'],
    ["timeout 5 bash -c ./ci/check.sh x", 'cd "$(dirname "$0")/.."\n[ -z "${1:-}" ]'],
  ])("called by %j", async (call, before) => {
    expect(await of(before, { call })).toEqual([]);
  });

  it.each(['cd "$(dirname "$0")/.."', 'ROOT=$(cd "$(dirname "$0")/.." && pwd)\ncd "$ROOT"'])(
    "in an sh: %s",
    async (before) => {
      expect(await of(before, { shell: "sh" })).toEqual([]);
    },
  );
});

describe("what only a run knows of the way to the gate", () => {
  it.each([
    'cd "$SOMEWHERE"',
    'cd "$(dirname "$SOMEWHERE")/.."',
    `cd "$ROOT"\n${root}`,
    `${root}ROOT=evil\ncd "$ROOT"`,
    `${root}ROOT+=/evil\ncd "$ROOT"`,
    `if [ "$X" ]; then ${root}fi\ncd "$ROOT"`,
    `(${root})\ncd "$ROOT"`,
    `${root}unset ROOT\ncd evil\ncd "$ROOT"`,
    `${root}x=RO\nunset "\${x}OT"\ncd evil\ncd "$ROOT"`,
    `${root}unset R*T\ncd evil\ncd "$ROOT"`,
    `${root}read RO"O"T < x\ncd "$ROOT"`,
    `${root}read R{O,X}OT < x\ncd "$ROOT"`,
    `${root}x=RO\nprintf -v "\${x}OT" evil\ncd "$ROOT"`,
    `${root}x=RO\ndeclare "\${x}OT=evil"\ncd "$ROOT"`,
    `${root}declare -n x=ROOT\nx=evil\ncd "$ROOT"`,
    `${root}((ROOT = 5))\ncd "$ROOT"`,
    `${root}: $((ROOT = 5))\ncd "$ROOT"`,
    `${root}for ROOT in evil; do :; done\ncd "$ROOT"`,
    `${root}eval "$X"\ncd "$ROOT"`,
    `${root}eval 'ROOT=evil'\ncd "$ROOT"`,
    `${root}eval "#\nROOT=evil"\ncd "$ROOT"`,
    `${root}export 'A\n#' ROOT=evil\ncd "$ROOT"`,
    `f() { local ROOT; ${root}}\nf\ncd evil\ncd "$ROOT"`,
    `${root}cd "evil$ROOT/.."`,
    `${root}cd "\${ROOT}x/.."`,
    `${root}cd "\${ROOT%/*}"`,
    `${root}cd "$ROOT/.."`,
    'dirname() { echo evil/x; }\ncd "$(dirname "$0")/.."',
    'pwd() { echo evil; }\ncd "$(cd "$(dirname "$0")/.." && pwd)"',
    'eval "$X"\ncd "$(dirname "$0")/.."',
    'BASH_ARGV0=evil/dir/x\ncd "$(dirname "$0")/.."',
    'BASH_SOURCE=evil/dir/x\ncd "$(dirname "${BASH_SOURCE[0]}")/.."',
    'cd "$(dirname "$0" > x)/.."',
    'cd "$(dirname "$0"; echo x)/.."',
    'cd "$(cd gone && pwd)/.."',
    'cd "$(dirname "$(realpath link)")/../ci/.."',
    'cd "$(dirname "$0")/$X"',
    'cd "$(dirname "$0")/.." evil',
    "IFS=i\ncd $(dirname $0)/..",
    "CDPATH=evil\ncd sub\ncd ..",
    'CDPATH=" evil"\ncd sub\ncd ..',
    "CDPATH=\\ evil\ncd sub\ncd ..",
    "CDPATH= ; CDPATH=evil\ncd sub\ncd ..",
    "cd link\ncd -P ..",
    "set -P\ncd link\ncd ..",
    "cd link/x\ncd $(realpath ..)",
    "shopt -s cdable_vars\nbuild=evil/dir\ncd build\ncd ..",
    'x=CI_PROJ\nexport "${x}ECT_DIR=evil"\ncd $CI_PROJECT_DIR',
  ])("%s", async (before) => {
    expect(await of(before)).toContain("NO_GATE?");
  });

  it.each([
    ["an sh has no BASH_SOURCE", 'cd "$(dirname "${BASH_SOURCE[0]}")/.."', "./ci/check.sh"],
    ["in a function of another shell it may be its name", 'f() { cd "$(dirname "$0")/.."; }\nf', "./ci/check.sh"],
    ["read by another shell, it has that one's name", 'cd "$(dirname "$0")/.."', ". ci/check.sh"],
  ])("%s", async (_, before, call) => {
    expect(await of(before, { shell: "sh", call })).not.toEqual([]);
  });

  it.each([
    'cd evil/dir\ncd "$(dirname "$0")/.."',
    `cd evil\n${root}cd "$ROOT"`,
    'cd "$(cd evil; pwd)"',
    "DIR=evil\ncd $DIR",
    "cd $GITHUB_WORKSPACE/evil",
  ])("and what leads elsewhere is no way to it: %s", async (before) => {
    expect(await of(before)).not.toEqual([]);
  });
});

/** `words` of commands in words, the one in the other. */
const nested = (depth: number, words: string, inner: string): string =>
  depth === 0 ? inner : `$(${words.replace("IT", `"${nested(depth - 1, words, inner)}"`)})`;

describe("in which directory a script goes on", () => {
  const behind = (script: string, called = "sub/x.sh") =>
    trace(`${script}\ngate`, { called }).find(({ words }) => words[0]?.value === "gate");

  it.each<[string, string]>([
    ['declare -rx A=sub\ncd "$A"', "sub"],
    ['export B A=sub\ncd "$A"', "sub"],
    ["A='s*'\ncd \"$A\"", "s*"],
    ["A=ub\ncd 's'\"$A\"", "sub"],
    ["A=sub\ncd ''\"$A\"", "sub"],
    ["A=sub\ncd \"'$A'\"", "'sub'"],
    ['A=a/b/c\ncd "${A%/*}"', "a/b"],
    ['MY_BASH_SOURCE=sub\ncd "$MY_BASH_SOURCE"', "sub"],
    ['BASH_SOURCES=sub\ncd "$BASH_SOURCES"', "sub"],
    ['MY_GITHUB_WORKSPACE=sub\ncd "$MY_GITHUB_WORKSPACE"', "sub"],
    ['CI_PROJECT_DIRS=sub\ncd "$CI_PROJECT_DIRS"', "sub"],
    ['A1=sub\ncd "$A1"', "sub"],
    ['set -- sub $X\ncd "$1"', "sub"],
    ["set -- ''\ncd \"sub/$1\"", "sub"],
    [`A=${"./".repeat(198)}/sub\ncd "$A"`, "sub"],
    [`${Array.from({ length: 100 }, (_, at) => `a${at}=sub`).join("\n")}\ncd "$a99"`, "sub"],
    [`cd "${nested(6, "dirname IT", "sub/1/2/3/4/5/6")}"`, "sub"],
    [`cd "${nested(5, "dirname IT", '$(dirname "$(realpath "$0")")/2/3/4/5/6')}"`, "unknown"],
    [`cd "${nested(4, "dirname IT", '$(dirname "$(realpath "$0")")/3/4/5/6')}"`, "sub"],
    [`cd "${nested(6, "cd IT && pwd", "sub")}"`, "sub"],
    ['cd "$(dirname sub/x 2>/dev/null)"', "sub"],
    ['cd "$(dirname 2> /dev/null sub/x)"', "sub"],
    ['cd "$(dirname sub/a//)"', "sub"],
    ['cd "$(cd sub/a-b && pwd)"', "sub/a-b"],
    ['cd "$(realpath -e sub)"', "sub"],
    ['cd "$(readlink -f -- sub)"', "sub"],
    [`${"pushd .\n".repeat(50)}cd sub\npopd`, ""],
    ["cd . > x || :", ""],
    ["(cd gone; gate) | cat", "gone"],
    ['cd gone\ncd -P "$GITHUB_WORKSPACE/sub/.."', ""],
    ['A=sub\nif other; then B=x; fi\ncd "$A"', "sub"],
    ['set -- sub $X\ncd "$1/a-b"', "sub/a-b"],
    ['cd "$(cd sub &> /dev/null && pwd)"', "sub"],
    // What others mean by a name, or take away, leaves it as it is.
    ...[
      ...["ls *.md", "xunset *; printfs *", '"$X" unset B', "unset B", 'printf "[%s]" x', "export B=*"],
      ...["  # the A", 'echo "$BA"', "export  B A"],
    ].map((line): [string, string] => [`A=sub\n${line}\ncd "$A"`, "sub"]),
  ])("%j: %s", (script, expected) => {
    expect(behind(script)?.cwd ?? "unknown").toBe(expected);
  });

  it.each([
    'cd "`if`"',
    'set -- sub\nread "$X"\ncd $1',
    'A[x=1]=sub\ncd "$x"',
    ...['command unset "$X"', 'unset "$X" B', "unset XY*", "unset *", "echo # A", "# A=x"].map(
      (line) => `A=sub\n${line}\ncd "$A"`,
    ),
    'cd "${GITHUB_WORKSPACE:-.}"',
    'BASH_ALIASES[dirname]=x\ncd "$(dirname sub/x)"',
    // In another shell the first of them runs in the background.
    'f() { cd "`cd sub &> /dev/null && pwd`"; gate; }\nset -a\nsh -c f',
    'A=sub > x\ncd "$A"',
    'env A=sub\ncd "$A"',
    ...["-i", "-xi", "1-x", "B=*"].map((word) => `declare ${word} A=sub\ncd "$A"`),
    'f() { A=$1; }\nf sub\nf "$X"\ncd "$A"',
    "A='s*'\ncd $A",
    'A=sub\ncd "$A\\x"',
    'B=a:~\ncd "$B"',
    'cd "`p\\wd`"',
    'A=sub\ncd "${A:-x}"',
    `A=${"./".repeat(199)}sub\ncd "$A"`,
    `${Array.from({ length: 101 }, (_, at) => `a${at}=sub`).join("\n")}\ncd "$a100"`,
    `cd "${nested(7, "dirname IT", "sub/1/2/3/4/5/6/7")}"`,
    `cd "${nested(7, "cd IT && pwd", "sub")}"`,
    // What is printed is another text, or goes elsewhere, or nothing says that it is there.
    ...["dirname sub/x &", "", "cd sub || pwd", "(cd sub); pwd", "(dirname sub/x)", "true", "echo sub", "dirname"].map(
      (inner) => `cd "$( ${inner} )"`,
    ),
    ...[
      "cd sub > x && pwd",
      "XCDPATH= cd sub && pwd",
      "CDPATH=''x cd sub && pwd",
      "cd && pwd",
      "cd '' && pwd",
      "echo sub; pwd",
      "cd gone; dirname sub/x",
    ].map((inner) => `cd "$(${inner})"`),
    ...["a-P sub", "-Px sub", "sub sub", "gone"].map((words) => `cd "$(cd ${words} && pwd)"`),
    ...["cd sub; pwd >&2", "dirname sub/x >&2", "dirname sub/x 2>/dev/null >&2"].map((inner) => `cd "$(${inner})"`),
    ...["pwd x-P", "pwd -Px", "git status", "echo rev-parse --show-toplevel", "dirname -z sub/x"].map(
      (inner) => `cd "$(${inner})"`,
    ),
    ...["realpath x-e", "realpath -ez", "readlink", "readlink --", "echo -f", "readlink -f -z", "readlink -f x-f"].map(
      (inner) => `cd "$(${inner} sub)"`,
    ),
    'cd "$(readlink -f -fz sub)"',
    'eval "$X"\ncd "$(dirname sub/x)"',
    'alias x=y\ncd "$(dirname sub/x)"',
    'cd gone\ncd "$(cd .. && pwd)"',
    'cd "$(realpath sub/gone)"',
    'cd sub\ncd "$(realpath "$0")/.."',
    'cd "$X"\ncd "$(pwd)"',
    'cd "$X"\ncd "$(git rev-parse --show-toplevel)"',
    'cd "$(cd sub & pwd)"',
    // Above the top.
    'cd "$(dirname /)"',
    'cd "$(dirname //)"',
    'cd "$(dirname "$(pwd)")"',
    "pushd -- sub",
    'pushd "$X"\npushd sub\npopd',
    `${"pushd .\n".repeat(51)}cd sub\npopd`,
    "set +e\ncd gone",
  ])("%j: only a run knows it", (script) => {
    const found = behind(script);
    expect(found).toBeDefined();
    expect(found?.cwd).toBeUndefined();
  });

  it.each([
    ["gone/x.sh", 'cd "$(realpath "$0")/.."'],
    ["x.sh", 'A="$(realpath "$0")"\nB="${A%/*}"\ncd "${B%/*}"'],
  ])("called as %s nobody knows it behind %j", (called, script) => {
    expect(behind(script, called)).toMatchObject({ cwd: undefined });
  });

  it.each([
    ['cd "$X"\ncd sub', 'cd "$X"'],
    ['cd sub\ncd "$X"', 'cd "$X"'],
    ['cd "$X"\ncd $GITHUB_WORKSPACE', "cd $GITHUB_WORKSPACE"],
    ['if other; then cd sub; else cd "$X"; fi', 'cd "$X"'],
    ["if other; then :; else cd sub; fi", "cd sub"],
  ])("and what led there: %j", (script, expected) => {
    expect(behind(script)?.went).toBe(expected);
  });
});

it("a doubt names what led there", async () => {
  const script = 'cd "$SOMEWHERE"\ncd sub\nmake preflight';
  const [found] = await findingsOf({ ...files, ...workflow(script) });
  expect(found).toMatchObject({ code: "PARITY_UNREAD", level: "undecided", line: 9, actual: "make preflight" });
  expect(found?.message).toContain('because of "cd \\"$SOMEWHERE\\""');
});

it("hostile words take no time that grows with their square", async () => {
  const names = Array.from({ length: 9000 }, (_, index) => `a${index}=$0`).join("\n");
  expect(await of(`${names}\ncd "$a1"`)).not.toEqual([]);
  expect(await of(`cd ${"$(dirname ".repeat(40)}x${")".repeat(40)}`)).not.toEqual([]);
});
