// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of shells stand in the data
import { describe, expect, test } from "vitest";
import { areFine, areFollowed, areUnread, inInstalled } from "../altered/called-support.ts";

describe("what a shell reads from its input", () => {
  areFollowed([
    // As it is written.
    "echo cp -f x Makefile | sh",
    "echo sed -i s/a/b/ Makefile | sh",
    "echo -n 'cp x Makefile' | sh",
    "echo -e -n 'cp x Makefile' | sh",
    "(echo -n 'cp x '; echo Makefile) | sh",
    "(printf 'cp x '; echo Makefile) | sh",
    "(echo true -n; echo cp x Makefile) | sh",
    "echo 'true\\ncp x Makefile' | sh",
    "printf 'cp\\tx\\tMakefile' | sh",
    "printf -- 'cp x Makefile\\n' | sh",
    "printf 'cp x Makefile%s\\n' | sh",
    "printf 'cp x %s\\n' a Makefile | sh",
    "printf 'cp x %s%s\\n' y z Makefile | sh",
    "printf 'cp x %b\\n' Makefile | sh",
    "printf 'cp x Makefile' a | sh",
    'echo "cp x Makefile; $X" | sh',
    "echo cp x 'Make'$X\"file\" | sh",
    // Its files.
    "cat - fine.sh < scripts.sh | sh",
    "echo 'cp x Makefile' | cat - fine.sh | sh",
    "echo 'cp x Makefile' | cat fine.sh /dev/stdin | sh",
    "cat -- scripts.sh | sh",
    "cat fine.sh scripts.sh | sh",
    "cat $X scripts.sh | sh",
    // Its texts.
    "sh <<< 'cp x Makefile'",
    'sh <<< "cp x Makefile; $X"',
    "sh 0< scripts.sh",
    "sh 0<<A\ncp x Makefile\nA",
    "sh 3< fine.sh < scripts.sh",
    "sh < scripts.sh 3< fine.sh",
    "sh < scripts.sh > fine.log",
    "sh < fine.sh < scripts.sh",
    "sh <<-A\n\tcp x Makefile\n\tA",
    "sh <<A\nA=\\$X; cp x Make\\`\\`file; cp x Makefile\nA",
    'sh <<A\nsh -c "\\`echo cp x Makefile\\`"\nA',
    'sh <<A\necho "\\$(cp x Makefile)"\nA',
    "sh <<A\n\\$(echo cp x Makefile)\nA",
    "echo -e -n sh scripts.sh | sh",
    "echo -en sh scripts.sh | sh",
    // Where it comes from.
    "{ echo 'cp x Makefile'; } | sh",
    "(echo a && echo 'cp x Makefile') | sh",
    "(echo a || echo 'cp x Makefile') | sh",
    "for a in b; do echo 'cp x Makefile'; done | sh",
    "while a; do echo 'cp x Makefile'; done | sh",
    "until a; do echo 'cp x Makefile'; done | sh",
    "case a in a) echo 'cp x Makefile';; esac | sh",
    "echo 'cp x Makefile' | (cat | cat) | sh",
    "(echo 'cp x Makefile' | cat) | sh",
    "(cat scripts.sh | cat) | sh",
    "{ cat; } < scripts.sh | sh",
    "for a in b; do cat; done < scripts.sh | sh",
    "if a; then sh; fi < scripts.sh",
    "while a; do sh; done <<A\ncp x Makefile\nA",
    "case a in a) sh;; esac < scripts.sh",
    "f() { sh; }; echo 'cp x Makefile' | f",
    "f() { sh; }; f < scripts.sh",
    "echo 'cp x Makefile' | sh > log",
    "echo 'cp x Makefile' | { true; sh; }",
    "echo 'cp x Makefile' | if a; then sh; fi",
  ]);

  areUnread([
    "(cat) | sh",
    "tee log | sh",
    "< fine.sh tool | sh",
    "cat fine.sh $X | sh",
    "cat fine.sh - | sh",
    "sh <<'A'\n\\$(echo cp x Makefile)\nA",
    "echo tsc | cat fine.sh x- | sh",
    "echo tsc | cat /dev/stdin2 | sh",
    "sh < $X",
    "cat $X | sh",
    "$X | sh",
    "tool | sh",
    "./open.sh",
    "echo tsc $X | sh",
    "printf '%d' 1 | sh",
    "printf '\\164' | sh",
    "printf '\\x74' | sh",
    "printf '\\u0074' | sh",
    "printf '\\U0074' | sh",
    "if true; then echo tsc; fi | sh",
    "for a in b; do echo tsc; done | sh",
    "while a; do echo tsc; done | sh",
    "until a; do echo tsc; done | sh",
    "case a in a) echo tsc;; esac | sh",
    "(echo tsc; tool) | sh",
    "(echo tsc && tool) | sh",
    ...[
      "false && printf '#'",
      "A=b && printf '#'",
      "{ :; } && printf '#'",
      "true || printf '#'",
      "echoes && printf '#'",
      "gecho && printf '#'",
    ].map((first) => `(${first}; echo 'cp x Makefile') | sh`),
    "f() { echo tsc; }; f | sh",
    "sh 3< fine.sh",
    "echo tsc | (cat | tool) | sh",
  ]);

  areFine([
    "(cd low; set -e; export A=b; sleep 1; test -d x; [ -d x ]; true; false; :; echo 'tsc -p .') | sh",
    "(A=b; echo tsc) | sh",
    "(f() { tool; }; echo tsc) | sh",
    "{ echo tsc; echo tsc; } | sh",
    "(echo tsc && printf tsc && true && :) | sh",
    "(echo tsc | cat) | sh",
    "echo 'cp x Makefile' | sh < fine.sh",
    "echo 'cp x Makefile' | cat fine.sh | sh",
    "echo 'cp x Makefile' | : | sh",
    "sh < scripts.sh < fine.sh",
    "sh <<'A'\ntsc \\$X\nA",
    "./words.sh",
    "echo 'date +%s' | sh",
    "echo cp x Make-e file | sh",
    "printf 'tsc -p .\\a' | sh",
    "printf 'cp x %s%ssrc/a.ts\\n' out / | sh",
    "cat -- fine.sh | sh",
    "cat -n fine.sh | sh",
    "echo 'tsc -p .' | tee log | sh",
    "sh 0< fine.sh",
  ]);
});

test.each(["sh < $X", "cat $X | sh", "tool | sh"])("why it is unread: %s", async (script) => {
  const [found] = await inInstalled(script);
  expect(found?.message).toContain("what a shell reads from its input is known only when it runs");
});

describe("what a trap runs", () => {
  areFollowed(["trap 'cp x Makefile' INT", "trap -- 'cp x Makefile' INT"]);

  areUnread([
    "trap $X INT",
    'trap "$X" INT',
    'trap "${X}" INT',
    'trap "${X:-true}" INT',
    'trap -- "$X" INT',
    "trap '$X' INT",
    "trap '\"$X\" a' INT",
    "trap '`tool` a' INT",
    "trap 'tool; $X' INT",
    "trap 'tool && $X' INT",
    "trap '( $X )' INT",
    "trap 'if $X; then tool; fi' INT",
    "trap 'tool\n  $X' INT",
  ]);

  areFine([
    "trap",
    "trap -",
    "trap - INT",
    "trap '' INT",
    "trap 'echo \"$X\"' INT",
    'trap "echo $X; exit 1" INT',
    "trap 'tool \"a; b $X\"' INT",
    "trap -- 'kill $X' INT",
  ]);
});
