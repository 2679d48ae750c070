// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of shells stand in the data
import { expect, test } from "vitest";
import { callsOf } from "./support.ts";

/** A command, and what it calls. */
const rows: readonly (readonly [string, ...string[]])[] = [
  ["$npm_execpath run a", "npm run a", "yarn run a", "a"],
  ['"${npm_execpath}" run a', "npm run a", "yarn run a", "a"],
  ["'$npm_execpath' run a"],
  ["x$npm_execpath run a", "why: x$npm_execpath"],
  ["$npm_node_execpath a", "node a"],
  ["${npm_node_execpath} a", "node a"],
  ['"$npm_node_execpath"x a', 'why: "$npm_node_execpath"x'],
  ["x$npm_node_execpath a", "why: x$npm_node_execpath"],
  ["$(which a) b", "a b"],
  ["`which a-b.c` b", "a-b.c b"],
  ["$(command -v a) b", "a b"],
  ['"$(which a)" b', "a b"],
  ['$(which "a") b', "a b"],
  ["$(which $A) b", "why: $(which $A)"],
  ["x$(which a) b", "why: x$(which a)"],
  ["$(which a)x b", "why: $(which a)x"],
  ["$(which a b) c", "why: $(which a b)"],
  ["$A b", "why: $A"],
  ['"$A" b', 'why: "$A"'],
  ['"$D/x.sh" b', "end of a path: /x.sh b", "x.sh b"],
  ["$D/x y", "end of a path: /x y", "x y"],
  ['"$D/x y" z', 'why: "$D/x y"'],
  ["$D/$E/x b", "end of a path: /x b", "x b"],
  ["$D/x$E b", "why: $D/x$E"],
  ["$(pwd)/x b", "end of a path: /x b", "x b"],
  ["`pwd`/x b", "end of a path: /x b", "x b"],
  ["${D}/x b", "end of a path: /x b", "x b"],
  ["~/x b"],
  ['"$@" a', 'why: "$@"'],
];

test.each(rows)("a program that only a run knows: %s", (command, ...expected) => {
  expect(callsOf(command)).toEqual(expected);
});

test("a path longer than anybody writes", () => {
  const of = (length: number) => callsOf(`$A/${"a".repeat(length)}`)[0]?.slice(0, 9);
  expect([of(997), of(998)]).toEqual(["end of a ", "why: $A/a"]);
});
