import { describe, expect, it } from "vitest";
import { shellFlagFaults } from "../../../../../lib/guard/parity/shell/flags.ts";

/** What is wrong with the flags of a shell: for each fault its kind and level. */
const faultsOf = (words: readonly (string | undefined)[]): string =>
  shellFlagFaults(words)
    .map(({ kind, level }) => `${kind} ${level}`)
    .join(", ");

describe("flags of a shell", () => {
  it.each([
    "-e",
    "-eu -o pipefail",
    "-euo pipefail",
    "-euo pipefail -c",
    "-abcefhlmpuvxBCEHT",
    "+e",
    "+n",
    "+D",
    "+o noexec",
    "--",
    "--noprofile --norc --posix --login --verbose",
    "",
  ])("%j leave the script as it is", (flags) => {
    expect(faultsOf(flags.split(" ").filter((word) => word !== ""))).toBe("");
  });

  it.each(["-n", "-en", "-D", "-o noexec", "-eo noexec", "--help", "--version", "--dump-strings", "--dump-po-strings"])(
    "%j leave it out",
    (flags) => {
      expect(faultsOf(flags.split(" "))).toBe("skipped violation");
    },
  );

  it.each([
    "-i",
    "-r",
    "-s",
    "-t",
    "-O",
    "-e1",
    "-",
    "x-e",
    "script.sh",
    "--rcfile",
    "--norc=x",
    "--norcs",
    "--helpful",
    "x--help",
    "--x--help",
    "--x--norc",
    "---norc",
    "$x",
  ])("%j are not known", (flag) => {
    expect(faultsOf([flag])).toBe("unread undecided");
  });

  it("takes a name only behind an o that ends its word", () => {
    expect(faultsOf(["-ox", "noexec"])).toBe("unread undecided");
    expect(faultsOf(["x-o", "noexec"])).toBe("unread undecided, unread undecided");
  });

  it("says so when only a run knows them", () => {
    expect(faultsOf([undefined])).toBe("unread undecided");
    expect(faultsOf(["-o", undefined])).toBe("unread undecided");
    expect(shellFlagFaults([undefined])[0]?.why).toBe("which flags the shell is given is known only when it runs");
  });
});
