// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell scripts stand in the data
import { describe, expect, it } from "vitest";
import { findingsOf, gate, workflow } from "../support.ts";

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
