// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell scripts stand in the data
import { describe, expect, it } from "vitest";
import { isSh } from "../../../../../lib/guard/parity/shell/state.ts";
import { ShellFault } from "../../../../../lib/guard/parity/shell/syntax.ts";
import { fateOf, trace } from "./support.ts";

/** The fate in a shell that need not be bash; what can't be read is named. */
const fateInSh = (text: string, errexit = false): string => {
  try {
    return fateOf(text, { errexit, isSh: true });
  } catch (error) {
    if (!(error instanceof ShellFault)) throw error;
    return `${error.at}: ${error.message.replace(" means the same to bash only, and sh may be another shell", "")}`;
  }
};

describe("what stands in front of a command", () => {
  it.each<[string, boolean, string[]]>([
    ["A=1 export B; A=2 other; export C; $x", true, ["A=1 ", "A=1 export", "A=2 other", " export", " $x"]],
    ["A=1 export B; A=2 other; export C; $x", false, ["A=1 export", "A=2 other", " export", " $x"]],
  ])("stays set by the special ones: %j, isSh: %j", (text, isSh, expected) => {
    const told = trace(text, { isSh }).map(({ assignments, words }) => [assignments[0]?.raw, words[0]?.raw].join(" "));
    expect(told).toEqual(expected);
  });
});

describe("what bash and other shells read differently", () => {
  it.each<[string, string]>([
    ["gate &> x", '5: "&>"'],
    ["gate &>> x", '5: "&>>"'],
    ["gate |& cat", '5: "|&"'],
    ["gate <<< x", '5: "<<<"'],
    ["exec {fd}>x\ngate", '5: "{fd}>"'],
    ["[[ a || f ]]\ngate", '0: "[["'],
    ["((a))\ngate", '0: "(("'],
    ["for ((;;)); do gate; done", '0: "for (("'],
    ["function f\n{ exit 0; }\ngate", '0: "function"'],
    ["cat <(a)\ngate", "4: <("],
    ["a=(b)\ngate", "2: an array"],
    ["a+=b && gate\n:", '0: "a+=b"'],
    ["a[0]=b && gate\n:", '0: "a[0]=b"'],
    ["echo $'a\\'; exit 0; #'\ngate", "5: $'"],
    ['echo $"a"\ngate', '5: $"'],
    ["a=$(b &> c)\ngate", '6: "&>"'],
    ["case a in a) gate;& esac", '17: ";&"'],
    ["case a in a) gate;;& esac", '17: ";;&"'],
    ["case $x in a) gate;; esac", "perhaps skipped 1:1"],
    ["then gate", '0: "then" is not expected here'],
    ["gate $x $? $1", "sure"],
    ["eval 'gate &> x'", "not run"],
    ["bash -c 'gate &> x'", "sure"],
    ["gate > x 2>&1", "sure"],
    ['a="$" b="^c$" d=$((1)) e=${f%.*}\ngate', "sure"],
    ["gate '[[ a ]]' \"((\" {a,b} # &> x", "sure"],
    ["gate '<(' &", "masked 1:1"],
  ])("%j: %s", (text, expected) => {
    expect(fateInSh(text)).toBe(expected);
  });

  it.each<[string, string]>([
    ["set -o pipefail\ngate | cat", "sure"],
    ["command set -o pipefail || :\ngate | cat", "perhaps masked 2:1"],
    ["set -o pipefail\ncommand set -o pipefail || :\ngate | cat", "sure"],
    ["command set -u || :\ngate | cat", "masked 2:1"],
    ["if set -o | grep -q pipefail; then set -o pipefail; fi\ngate | cat", "perhaps masked 2:1"],
    ["builtin set -e\ngate\n:", "perhaps masked 1:1"],
    ["shopt -so errexit\ngate\n:", "perhaps masked 1:1"],
    ["set -e\npushd . && gate\n:", "perhaps masked 2:1"],
    ["set -e\ndeclare a=b && gate\n:", "perhaps masked 2:1"],
    ["time set -e\ngate\n:", "masked 2:1, perhaps masked 1:1"],
    ["set -e\ntime -p set +e\ngate\n:", "perhaps masked 2:1"],
    ["set -e\nf() { set +e; }\ntime f\ngate\n:", "perhaps masked 3:1"],
    ["set -e\na=set; time $a +e\ngate\n:", "perhaps masked 2:8"],
    ["set -e\ntime ! set +e\ngate\n:", "perhaps masked 2:1"],
    ["set -e\ntime A=b set +e\ngate\n:", "perhaps masked 2:1"],
    ["set -e\ntime\ntime -p npm ci\ntime $x\ngate\n:", "sure"],
    ["set -e\ntime gate\n:", "not run"],
    ["set -e\nexport a=b && gate\n:", "sure"],
    ["set -eu\n. ./env.sh\ngate\n:", "sure"],
  ])("%j: %s", (text, expected) => {
    expect(fateInSh(text)).toBe(expected);
  });

  it.each([
    ["bash", false],
    ["/usr/bin/bash", false],
    ["sh", true],
    ["rbash", true],
    ["bash-static", true],
  ])("is asked of %j: %j", (program, expected) => {
    expect(isSh(program)).toBe(expected);
  });

  it("is asked of the shell that is called", () => {
    expect(fateOf("sh -c 'gate &> x'\n:")).toBe("not run");
    expect(fateOf("sh -c 'x &> y'\ngate")).toBe("perhaps skipped 1:1");
    expect(fateOf("/bin/bash -c 'x &> y'\ngate")).toBe("sure");
    expect(() => fateOf("set -a\nf() { X=$(a <(b)); }\nsh -c f")).toThrow("<( means the same to bash only");
  });
});
