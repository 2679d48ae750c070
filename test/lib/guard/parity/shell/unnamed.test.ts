// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell scripts stand in the data
import { describe, expect, it } from "vitest";
import { fateOf } from "./support.ts";

describe("a command that only a run knows", () => {
  it.each<[string, string]>([
    ["$run set +e\ngate\n:", "perhaps masked 2:1"],
    ["$dry exit 0\ngate", "perhaps skipped 1:1"],
    ["$a $b set +e\ngate\n:", "perhaps masked 2:1"],
    ["b='set +e'\n$a $b\ngate\n:", "perhaps masked 3:1, perhaps masked 2:1"],
    ["f() { set +e; }\n$run f\ngate\n:", "perhaps masked 3:1"],
    ["run='set +e'\n$run\ngate", "perhaps masked 2:1"],
    ['run=set\n"$run" +e\ngate', "perhaps masked 2:1"],
    ["a=s b=et\n$a$b +e\ngate", "perhaps masked 2:1"],
    ["a=se; a+=t\n$a +e\ngate", "perhaps masked 2:1"],
    ["a=$(echo set)\n$a +e\ngate", "perhaps masked 2:1"],
    ["a=b; a=$a; a=set\n$a +e\ngate", "perhaps masked 2:1"],
    ['a=(set +e)\n"${a[@]}"\ngate', "perhaps masked 2:1"],
    ["${a:-set} +e\ngate", "perhaps masked 1:1"],
    ["{set,+e}\ngate", "perhaps masked 1:1"],
    ["[s]et +e\ngate", "perhaps masked 1:1"],
    ["run='set +e'\neval \"$run\"\ngate", "perhaps masked 2:1"],
    ['f() { "${@:2}"; }\nf x set +e\ngate', "perhaps masked 1:7"],
    ["run=set\n$a $run +e\ngate", "perhaps masked 2:1"],
    ['$a $b"" set +e\ngate\n:', "perhaps masked 2:1"],
    ['$a"" exit 0\ngate', "perhaps skipped 1:1"],
    ['"$a" exit 0\ngate', "sure"],
    ["SUDO=; if other; then SUDO=sudo; fi\n$SUDO apt-get update\ngate\n:", "sure"],
    ["PYTHON=$(command -v python3)\n$PYTHON -m pip\n${NODE:-node} -v\ngate\n:", "sure"],
    ['run=(npm run x); run+=(--all)\n"${run[@]}"\ngate\n:', "sure"],
    ["for tool in node npm; do $tool --version; done\ngate\n:", "sure"],
    ['f() { for tool in "$@"; do $tool --version; done; }\nf node npm\ngate\n:', "sure"],
    ['eval "$(ssh-agent -s)"\n$RUN other\ngate\n:', "sure"],
    ["./bin/*.sh\ngate\n:", "sure"],
  ])("%j: %s", (text, expected) => {
    expect(fateOf(text)).toBe(expected);
  });
});

describe("arguments", () => {
  it.each<[string, string]>([
    ["f() { $@; }\nf set +e\ngate\n:", "masked 3:1"],
    ["f() { $*; }\nf 'set +e'\ngate\n:", "masked 3:1"],
    ["f() { $1 $2; }\nf set +e\ngate\n:", "masked 3:1"],
    ['f() { "$1" "${2}"; }\nf set +e\ngate\n:', "masked 3:1"],
    ['f() { "$1"; }\nf gate', "sure"],
    ['f() { "$1" || true; }\nf gate', "masked 1:15"],
    ['f() { shift; "$@"; }\nf $x gate', "not run"],
    ['f() { shift; "$@"; }\nf {a,b} gate', "not run"],
    ['f() { shift; "$@"; }\nf "a b" gate', "sure"],
    ["f() { ${10} || :; }\nf 1 2 3 4 5 6 7 8 9 gate", "masked 1:16"],
    ["f() { ${1}; ${@}; }\nf set +e\ngate\n:", "masked 3:1"],
    ["f() { ${*}; }\nf set +e\ngate\n:", "masked 3:1"],
    ["f() { $1; }\nf ' gate'", "sure"],
    ["f() { $1; }\nf gate $x", "sure"],
    ["f() { $1; }\nf '[s]et'\ngate", "perhaps masked 1:7"],
    ["f() { x$1; }\nf gate", "not run"],
    ["f() { shift $n; $@; $1; }\nf x\ngate", "sure"],
    ["f() { $1 gate; }\nf ''", "sure"],
    ["IFS=,; f() { $1 gate; }\nf ''", "sure"],
    ["IFS=,; f() { $1; }\nf gate", "sure"],
    ["IFS=,; f() { $1; }\nf 'gate x'", "not run"],
    ["IFS=,; f() { $1; }\nf gate,x", "not run"],
    ["IFS=,; f() { $@; }\nf gate x,y", "not run"],
    ['IFS=e; f() { "$1"; }\nf gate', "sure"],
    ["IFS=e; f() { $1; }\nf gate", "not run"],
    ["IFS=$x; f() { $1; }\nf gate", "not run"],
    ['n=IFS; export "$n=e"; f() { $1; }\nf gate', "not run"],
    ["IFS=$'\\n\\t'; f() { $1; }\nf gate", "sure"],
    ["f() { $1x; }\nf gate", "not run"],
    ['f() { "$1"x; }\nf gate', "not run"],
    ['f() { "$1"; }\nf "gate x"', "not run"],
    ['f() { "$@"; }\nf "gate x"', "not run"],
    ['f() { "$*"; }\nf gate', "not run"],
    ["f() { $2; }\nf gate", "not run"],
    ["f() { $2; }\nf $x gate", "not run"],
    ["f() { $@; }\nf $x gate", "not run"],
  ])("%j: %s", (text, expected) => {
    expect(fateOf(text)).toBe(expected);
  });
});
