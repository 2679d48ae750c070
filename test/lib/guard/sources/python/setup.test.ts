import { describe, expect, it } from "vitest";
import { parseSetup } from "../../../../../lib/guard/sources/index.ts";

const namesOf = (text: string) => parseSetup("setup.py", text).map(({ name }) => name.value);

describe("parseSetup", () => {
  it.each<[string, string[]]>([
    ["from setuptools import setup\nsetup(name='a')", ["setup"]],
    ["import setuptools\nsetuptools.setup(name='a')", ["setuptools.setup"]],
    ["import distutils.core\ndistutils.core.setup()", ["distutils.core.setup"]],
    ["from distutils import core\ncore.setup()", ["core.setup"]],
    ["import skbuild\nskbuild.setup()\nsetup()", ["skbuild.setup", "setup"]],
    ["import setuptools\nsetuptools.setup()\nx.core.setup()\nsetuptools.setup.x()\nsetup_all()", ["setuptools.setup"]],
    ["from unittest import setup\nsetup()", []],
    ["import setuptools\nprint(setuptools.find_packages())", []],
  ])("finds its calls: %j", (text, names) => {
    expect(namesOf(text)).toEqual(names);
  });

  it("refuses a file that has setup under another name", () => {
    expect(() => namesOf("from setuptools import setup as make\nmake(name='a')")).toThrow(
      expect.objectContaining({ code: "E_SOURCE", reason: "no call of setup() is to be found", line: 1, column: 1 }),
    );
  });
});
