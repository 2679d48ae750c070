import { describe, expect, it } from "vitest";
import { listingOf } from "../../../../../lib/guard/parity/task/called-names.ts";
import { wordsOf } from "./support.ts";

/** `name`, `name with its arguments` or `line: …`. */
const listed = (command: string): string[] => {
  const [first, ...rest] = wordsOf(command);
  return (listingOf(first?.value ?? "")?.(rest) ?? []).map((one) =>
    "line" in one ? `line: ${one.line}` : [one.name, ...one.args].join(" "),
  );
};

describe("what is listed by", () => {
  it.each<[string, string[]]>([
    ["node --run go", ["go"]],
    ["node --run=go", ["go"]],
    ["node --watch --run=go a", ["go a"]],
    ["node --run=a=b", ["a=b"]],
    ["node --run go -- a 'b c' $X", ["go a 'b c' $X"]],
    ["nodejs --env-file .env --run go", ["go"]],
    ["node a--run go", []],
    ["node x.js --run go", []],
    ["node -r some-module x.js --run go", []],
    ["node -p", []],
    ["node --run", []],
    ["node", []],
  ])("%s", (command, expected) => {
    expect(listed(command)).toEqual(expected);
  });

  it.each<[string, string[]]>([
    ["run-s a b", ["a", "b"]],
    ["run-p a 'b  c -- -d' -- e \"f g\" $X", ["a e 'f g' $X", "b c -d e 'f g' $X"]],
    ["npm-run-all -l '' lint-all --parallel b", ["lint-all", "b"]],
    ["run-s 'xx{ab,cd}yy'", ["xxabyy", "xxcdyy"]],
    ["run-s 'a{bc}d'", ["a*d"]],
    ["run-s 'a[bc]d'", ["a*d"]],
    ["run-s 'a!(bc)d'", ["a*d"]],
    ["run-s 'a**b?'", ["a*b*"]],
    ["run-s 'a{b{c,d},e}f'", ["a*"]],
  ])("%s", (command, expected) => {
    expect(listed(command)).toEqual(expected);
  });

  it.each<[string, string[]]>([
    ["concurrently -n a,b -k 'x y' '' z", ["line: x y", "line: z"]],
    ["concurrently npm:a 'npm:b  -- -f  g'", ["a", "b -f g"]],
    ["conc 'echo npm:a' 'my npm run a*'", ["line: echo npm:a", "line: my npm run a*"]],
    ["conc 'npm run ab*cd -- -f' 'npm run a'", ["ab*cd -f", "line: npm run a"]],
    ["conc 'npm:{a,b}'", ["a", "b"]],
  ])("%s", (command, expected) => {
    expect(listed(command)).toEqual(expected);
  });

  it.each<[string, string[]]>([
    [
      "start-server-and-test start-it '' --expect 'npm run x:1' test:e2e",
      ["start-it", "line: npm run x:1", "test:e2e"],
    ],
    ["server-test a", ["a"]],
  ])("%s", (command, expected) => {
    expect(listed(command)).toEqual(expected);
  });

  it("others is not known", () => {
    expect(listingOf("run-x")).toBeUndefined();
  });
});
