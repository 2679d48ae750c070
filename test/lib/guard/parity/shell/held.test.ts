// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell scripts stand in the data
import { describe, expect, it } from "vitest";
import { fateOf } from "./support.ts";

/** The fate of the gate behind a piece of a script under `bash -e`. */
const fateBehind = (text: string): string => fateOf(`${text}\ngate\n:`);

/** Variables of which each stands for the next one. */
const chain = (length: number): string =>
  `${Array.from({ length }, (_, index) => `v${index}=$v${index + 1}\n`).join("")}v${length}=x\n$v0 y`;

const each = 'f() { for a in "$@"; do $a x; done; }\n';

describe("a variable by which a command is called", () => {
  it.each([
    // What it stands for is another text than the one that was put in.
    "a=set; b=a\n${!b} +e",
    "a=set; declare -n b=a\n$b +e",
    "a=set; local -x -n b=a\n$b +e",
    "declare -l a=SET\n$a +e",
    "a=SET\n${a,,} +e",
    "a=setx\n${a%x} +e",
    "a=xset\n${a#x} +e",
    "a=xset\n${a:1} +e",
    "a=xset\n${a[0]:1} +e",
    "a=sxet\n${a/x} +e",
    "a=(x xset)\n${a[@]#x} +e",
    "a=dirs/set\nb=${a##*/}\n$b +e",
    "f() { ${1#x} +e; }\nf xset",
    // Or it is not set at all.
    "${a-set} +e",
    "${a+set} +e",
    "${ab-set} +e",
    "${a:-s'e't} +e",
    "a=x\n${a:+set} +e",
    // It stands among others.
    "a=x; a=set\n$a +e",
    "a=se''t\n$a +e",
    "a=se\\\nt\n$a +e",
    "a=(x set)\n${a[1]} +e",
    "a=(set $(b))\n${a[0]} +e",
    'a=("x)" set)\n${a[1]} +e',
    'a=(x ")" set)\n${a[2]} +e',
    "a=(x # )\n set)\n${a[1]} +e",
    "a=$(basename set)\n$a +e",
    "a=$(basename x)t\n$a +e",
    'b=t; a="x se$b"\n$a +e',
    "a=(x y\\ z)\n$a",
    "a1=set\n$a1 +e",
    ": ${a:=set}\n$a +e",
    ': "${a:=set\nx}"\n$a +e',
    ': ${a:="x}" set}\n$a +e',
    'export "a=set"\n$a +e',
    'export "a=set\nx"\n$a +e',
    "a=$(x)\n$a +e",
    "a=<(x)\n$a +e",
    'b=x; a="set $b"\n$a +e',
    "a=set; b=$(basename $a)\n$b +e",
    "a=$(basename se)t\n$a +e",
    "a=se; a+=t\n$a +e",
    'a=se; a+=t""\n$a +e',
    "a=se; a+=t; (b)\n$a +e",
    "a=$b; b=$a; a=set\n($a x)\n$b +e",
    "b=t\nse$b +e",
    "b=se\n${b}t +e",
    "b=x\na-$b +e",
    `a=${"x".repeat(600)}\n$a`,
    `a='${"x".repeat(600)}'\n$a`,
    chain(21),
    // Somebody reads it.
    "read a\n$a +e",
    "read < x a\n$a +e",
    "read 2>&1 a\n$a +e",
    "read -p 'Which (a; b)?' a\n$a +e",
    "read -r -d ';' a\n$a +e",
    "read -r -d \\; a\n$a +e",
    'getopts "a;b" a\n$a +e',
    "mapfile -t <x a\n$a +e",
    "printf  -v a set\n$a +e",
    // The words of a loop.
    "for a in x set; do $a +e; done",
    "for a in x  set; do $a +e; done",
    "for a in \\\n  set; do $a +e; done",
    "for a in x \\\n  set\ndo $a +e; done",
    'for a in "x;y" set; do $a +e; done',
    "for a in 'x|y' set; do $a +e; done",
    "for a in $(x); do $a +e; done",
    "for a\nin set; do $a +e; done",
    `for a in ${"x ".repeat(1100)}; do $a +e; done`,
    // Arguments of a function.
    "f() { for a; do $a +e; done; }\nf set",
    `${each}f x set`,
    `${each}f x \\\n  set`,
    `${each}f x s""et`,
    `${each}f\nnecho set`,
    `${each}f\nechos set`,
    'echo() { for a in "$@"; do $a +e; done; }\necho set',
    'echo () { for a in "$@"; do $a +e; done; }\necho set',
    'function  printf { for a in "$@"; do $a +e; done; }\nprintf set',
  ])("may stand for one of the shell: %j", (text) => {
    expect(fateBehind(text)).toMatch(/^perhaps masked/);
  });

  it.each([
    "${a%x} y",
    "${a:-x} y",
    "a=x\n${a:-y} z",
    "a=x\n${a:=y} z",
    "a=x\n${a?y} z",
    "a=x; declare -x b=y\n$a",
    "a=(x y)\n${a[1]} z",
    'a=(x y)\n"${a[@]:1}" z',
    "a=(x y)\n${#a[@]} z",
    'f() { "${@:2}"; }\nf x npm',
    "set -x\n$command y",
    "a=x; a=$a\n$a y",
    "b=x; c=x; a=$b; a=$c; a=$a\n$a y",
    "a=./x\\ y\n$a z",
    "a=s-et\n$a x",
    "a=node; a+=' --x'\n$a y",
    "a=$(dirname $(mktemp))\n$a x",
    'a=$"node"\n$a x',
    'a=($"node")\n${a[0]} x',
    "a=(x y)\n${a[1]} z; set -x",
    ": ${a:=node}\n$a x",
    'export "a=node"\n$a x',
    `a=${"x".repeat(499)}\n$a y`,
    chain(20),
    'read -r a <<< "$b"\n$b x',
    "mapfile -t a < <(b c)\n$b x",
    "for a in; do $a; done",
    "for a in x y *.sh; do $a z; done",
    `for a in ${"x ".repeat(900)}; do $a y; done`,
    "bash -c 'for a in x; do $a y; done'",
    `${each}f x`,
    `${each}  set -x\nf x`,
    `${each}echo set; printf set; f x`,
    `${each}# set\n#x set\nf x`,
  ])("stands for a program: %j", (text) => {
    expect(fateBehind(text)).toBe("sure");
  });
});
