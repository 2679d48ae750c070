import { expect, test } from "vitest";
import { unwrapped } from "../../../../lib/guard/parity/fronts.ts";

/** Each program in front with its words, its flags and what else it has; the command last. */
const shown = (command: string): string => {
  const { fronts, words } = unwrapped(command.split(" ").map((value) => ({ value })));
  const said = (all: readonly { value: string | undefined }[]) => all.map(({ value }) => value).join(" ");
  return [
    ...fronts.map((front) => {
      const flags = front.flags.map(({ flag, value }) => (value === undefined ? flag : `${flag}:${value.value}`));
      return `${front.program}[${said(front.words)}](${flags.join(" ")})(${said(front.others)})`;
    }),
    said(words),
  ].join(" ");
};

test.each([
  ["a b", "a b"],
  ["env", "env"],
  ["env -i", "env -i"],
  ["env -u", "env -u"],
  ["env -u A", "env -u A"],
  ["env A=b", "env A=b"],
  ["env AB=c a b", "env[env AB=c]()(AB=c) a b"],
  ["/usr/bin/env -i A=b B=c a A=b", "env[/usr/bin/env -i A=b B=c](-i)(A=b B=c) a A=b"],
  ["env -u A -C b a", "env[env -u A -C b](-u:A -C:b)() a"],
  ["env -S a b", "env -S a b"],
  ["env -iS a b", "env -iS a b"],
  ["env -uS a", "env[env -uS](-uS)() a"],
  ["env -CS a", "env[env -CS](-CS)() a"],
  ["env --split-string=a b", "env --split-string=a b"],
  ["sudo -S a", "sudo[sudo -S](-S)() a"],
  ["sudo A=b a", "sudo[sudo]()() A=b a"],
  ["timeout -s KILL 5 a b", "timeout[timeout -s KILL 5](-s:KILL)(5) a b"],
  ["timeout 5", "timeout 5"],
  ["nohup nice -n 5 a", "nohup[nohup]()() nice[nice -n 5](-n:5)() a"],
])("%s: %s", (command, expected) => {
  expect(shown(command)).toBe(expected);
});
