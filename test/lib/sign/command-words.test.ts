import { expect, test } from "vitest";
import { splitWords } from "../../../lib/sign/command-words.ts";

test.each<[string, string[]]>([
  ["sign", ["sign"]],
  ["  ./kms-sign   --key  k1 ", ["./kms-sign", "--key", "k1"]],
  ["'/opt/my tools/sign' \"a b\" c\\ d", ["/opt/my tools/sign", "a b", "c d"]],
  ["a'b c'\"d e\"f", ["ab cd ef"]],
  ['"say \\"hi\\" \\\\" \'no \\ escape\'', ['say "hi" \\', "no \\ escape"]],
  ["sign ''", ["sign", ""]],
  [
    "sign $HOME *.pem ~ ; rm -rf | x `y` $(z) > f & #no",
    ["sign", "$HOME", "*.pem", "~", ";", "rm", "-rf", "|", "x", "`y`", "$(z)", ">", "f", "&", "#no"],
  ],
  ["a\tb\nc", ["a", "b", "c"]],
])("splitWords takes %j apart, and expands nothing", (text, words) => {
  expect(splitWords(text)).toEqual(words);
});

test.each(["", "   ", "''", "a 'b", 'a "b', "a\\", 'a "b\\"'])("splitWords refuses %j", (text) => {
  expect(() => splitWords(text)).toThrow(expect.objectContaining({ code: "E_USAGE" }));
});

test("splitWords takes a long command in a moment", () => {
  const begun = process.cpuUsage();
  expect(splitWords("a".repeat(200_000))).toHaveLength(1);
  expect(() => splitWords(`${"\\a".repeat(100_000)}'`)).toThrow();
  // Of the processor's time: the clock's is shared with other tests.
  expect(process.cpuUsage(begun).user / 1000).toBeLessThan(1000);
});
