import { describe, expect, it } from "vitest";
import { type Grammar, parseRange } from "../../../../lib/guard/runtime/ranges.ts";
import type { VersionSet } from "../../../../lib/guard/runtime/version-set.ts";

const set = (grammar: Grammar, text: string): VersionSet => {
  const found = parseRange(grammar, text);
  if ("why" in found) throw new Error(found.why);
  return found;
};

describe("parseRange", () => {
  it.each<[Grammar, string, string[], string[]]>([
    ["pep440", ">=3.11,<3.13", ["3.11.0", "3.12.9"], ["3.10.9", "3.13.0", "3.13.0-rc.1"]],
    ["pep440", "~=3.11", ["3.11.0", "3.14.0"], ["3.10.0", "4.0.0"]],
    ["pep440", "~=3.11.2", ["3.11.2"], ["3.11.1", "3.12.0"]],
    ["pep440", "==3.12.*", ["3.12.0", "3.12.9"], ["3.13.0"]],
    ["pep440", "!=3.12.*, >=3.11,", ["3.11.0", "3.13.0"], ["3.12.4"]],
    ["pep440", ">3.12", ["3.12.1"], ["3.12.0"]],
    ["pep440", " >=3.11 ", ["3.11.0", "3.14.0-rc.1"], ["3.11.0-rc.1"]],
    ["pep440", "==3.14.0a12", ["3.14.0-alpha.12"], ["3.14.0-alpha.1", "3.14.0-beta.12", "3.14.0"]],
    ["pep440", ">=3.11, ,", ["3.11.0"], ["3.10.0"]],
    ["pep440", "==3.14.0b2", ["3.14.0-beta.2"], ["3.14.0-rc.2"]],
    ["pep440", "==3.14.0rc2", ["3.14.0-rc.2"], ["3.14.0"]],
    ["pep440", ">=123456", ["123456.0.0"], ["123455.0.0"]],
    ["policy", ">=3.11 <3.13", ["3.12.0"], ["3.13.0"]],
    ["policy", ">= 3.11, < 3.13", ["3.12.0"], ["3.13.0"]],
    ["policy", "3.12", ["3.12.0", "3.12.9"], ["3.13.0"]],
    ["policy", ">=  3.11  ,<3.13,", ["3.12.0"], ["3.10.0", "3.13.0"]],
    ["poetry", "^3.11", ["3.11.0", "3.14.0"], ["3.10.0", "4.0.0"]],
    ["poetry", "~3.11", ["3.11.5"], ["3.12.0"]],
    ["poetry", "~3", ["3.0.0", "3.14.0"], ["4.0.0"]],
    ["poetry", ">=3.9,<3.10 || ^3.12", ["3.9.1", "3.12.0"], ["3.10.0", "3.11.0"]],
    ["poetry", "3.11.*", ["3.11.7"], ["3.12.0"]],
    ["poetry", "*", ["0.0.0", "3.14.0-rc.1"], []],
    ["poetry", "3.11.4", ["3.11.4"], ["3.11.5"]],
    ["poetry", " >=3.9 , <3.11 || 3.12.* ", ["3.9.1", "3.12.1"], ["3.11.0"]],
    ["poetry", "~=3.11", ["3.14.0"], ["4.0.0"]],
    ["poetry", "~3.11.2", ["3.11.2", "3.11.9"], ["3.11.1", "3.12.0"]],
    ["poetry", "^3.11.2", ["3.11.2", "3.12.0"], ["3.11.1", "4.0.0"]],
    ["poetry", "^3", ["3.0.0", "3.14.0"], ["2.7.0", "4.0.0"]],
    ["poetry", "^ 3.11, != 3.12.*", ["3.11.0", "3.13.0"], ["3.10.0", "3.12.1"]],
    ["poetry", "~3.9|~3.11", ["3.9.1", "3.11.0"], ["3.10.0", "3.12.0"]],
    ["poetry", "^3.14.0rc1", ["3.14.0-rc.1", "3.14.0"], ["3.13.0"]],
    ["poetry", "^12.3", ["12.3.0", "12.4.0"], ["12.2.0", "13.0.0"]],
    ["conda", "=3.11", ["3.11.7"], ["3.12.0"]],
    ["conda", "==3.11.4", ["3.11.4"], ["3.11.5"]],
    ["conda", "3.11.4", ["3.11.4"], ["3.11.5"]],
    ["conda", "==3.11", ["3.11.0"], ["3.11.5"]],
    ["conda", "=3.11.*", ["3.11.7"], ["3.1.0", "3.12.0"]],
    ["conda", "=3.11*", ["3.11.7"], ["3.12.0"]],
    ["conda", "3.11.*", ["3.11.7"], ["3.12.0"]],
    ["conda", "*", ["0.0.0", "3.11.7"], []],
    ["conda", ">=3.10 , <3.12", ["3.11.0"], ["3.12.0"]],
    ["conda", ">=3.10,<3.12|=3.13", ["3.11.0", "3.13.1"], ["3.12.0"]],
    ["semver", "^18 || >=20", ["18.3.0", "20.0.0", "23.0.0"], ["17.0.0", "19.0.0"]],
    ["semver", "20.x", ["20.19.0"], ["21.0.0"]],
    ["prefix", "3.12", ["3.12.0", "3.12.4"], ["3.13.0", "3.11.9"]],
    ["prefix", "20.x", ["20.1.0"], ["21.0.0"]],
    ["prefix", " 3.12.4 ", ["3.12.4"], ["3.12.5"]],
    ["prefix", "20.X.x", ["20.1.0"], ["21.0.0"]],
    ["prefix", "3.12.*", ["3.12.4"], ["3.13.0"]],
    ["semver", "22.0.0-rc.1", ["22.0.0-rc.1"], ["22.0.0"]],
    ["semver", ">=22", ["22.0.0", "23.0.0-rc.1"], ["21.9.9"]],
    ["semver", `>=1${" ".repeat(194)}<10`, ["9.0.0"], ["10.0.0"]],
    ["prefix", "3.14.0rc1", ["3.14.0-rc.1"], ["3.14.0", "3.14.0-rc.2"]],
    ["minimum", "1.22", ["1.22.0", "1.30.0", "2.0.0"], ["1.21.9"]],
    ["minimum", "1.23rc1", ["1.23.0", "1.23.0-rc.1"], ["1.22.9"]],
  ])("%s reads %s", (grammar, text, inside, outside) => {
    const found = set(grammar, text);
    expect(inside.filter((version) => !found.has(version))).toEqual([]);
    expect(outside.filter((version) => found.has(version))).toEqual([]);
  });

  it.each<[Grammar, string, string]>([
    ["pep440", ">=3.11 <3.13", "it is not a PEP 440 specifier"],
    ["pep440", "3.12", "it is not a PEP 440 specifier"],
    ["pep440", "^3.12", "it is not a PEP 440 specifier"],
    ["pep440", "===3.12", "it is not a PEP 440 specifier"],
    ["pep440", ">=1!3.12", "it is not a PEP 440 specifier"],
    ["pep440", ">=3.13,<3.11", "no version can lie in it"],
    ["pep440", ">=1 ! 3.12", "it is not a PEP 440 specifier"],
    ["pep440", ">=3.11.12.1", "it is not a PEP 440 specifier"],
    ["pep440", ">=3.11,?", "it is not a PEP 440 specifier"],
    ["pep440", ",", "it is not a PEP 440 specifier"],
    ["policy", ">=3.11,,^3", "it is not a PEP 440 specifier"],
    ["policy", "3.11 || 3.12", "it is not a PEP 440 specifier"],
    ["poetry", ">=3.9 ||", "it is not a Poetry constraint"],
    ["poetry", "~0.3", "it is not a Poetry constraint"],
    ["poetry", ">=3.9,^3.11.*", "it is not a Poetry constraint"],
    ["poetry", "3~4", "it is not a Poetry constraint"],
    ["poetry", "py3", "it is not a Poetry constraint"],
    ["conda", ">=3.9|", "it is not a conda version"],
    ["conda", "=3.*1", "it is not a conda version"],
    ["conda", "=py3", "it is not a conda version"],
    ["minimum", ">=1.22", "it is not a version"],
    ["prefix", "x.3", "it is not a version"],
    ["prefix", "3.x.12", "it is not a version"],
    ["poetry", "^x", "it is not a Poetry constraint"],
    ["poetry", "^0.3", "it is not a Poetry constraint"],
    ["semver", "lts", "it is not a semver range"],
    ["semver", ">20 <19", "no version can lie in it"],
    ["prefix", "three", "it is not a version"],
    ["prefix", "3.12.1.2", "it is not a version"],
    ["prefix", "", "it is empty"],
    ["prefix", "1234567", "it has a number of more than six digits"],
    ["semver", `>=1${" ".repeat(195)}<10`, "it is longer than 200 characters"],
  ])("%s refuses %s", (grammar, text, why) => {
    expect(parseRange(grammar, text)).toEqual({ why });
  });
});
