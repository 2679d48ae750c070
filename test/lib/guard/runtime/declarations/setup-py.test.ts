import { describe, expect, it } from "vitest";
import { said } from "./support.ts";

const head = "from setuptools import setup\n";

describe("declarations of setup.py", () => {
  it.each<[string, string, string[]]>([
    ["a literal", `${head}setup(name="a", python_requires=">=3.9")\n`, ["range python >=3.9 @2:33"]],
    [
      "another spelling",
      'import setuptools\nsetuptools.setup(python_requires=">=3.9")\n',
      ["range python >=3.9 @2:34"],
    ],
    ["a constant", `R = ">=3.9"\n${head}setup(python_requires=R)\n`, ["range python >=3.9 @1:5"]],
    ["nothing about it", `${head}setup(name="a")\n`, []],
    ["None", `${head}setup(python_requires=None)\n`, []],
    ["what is computed", `${head}setup(python_requires=">=" + low)\n`, ['unclear python ">="+low @2:23']],
    ["a formatted text", `${head}setup(python_requires=f">={low}")\n`, ['unclear python f">={low}" @2:23']],
    ["another kind of value", `${head}setup(python_requires=["3.9"])\n`, ["unclear python a list @2:23"]],
    ["what may be given", `${head}setup(name="a", **more)\n`, ["unclear python **more @2:17"]],
    ["a module that is only called so", 'def setup(hass): ...\nsetup(python_requires=">=3")\n', []],
    ["a call by another name", "from setuptools import setup as s\ns()\n", ["SOURCE_MALFORMED setup.py"]],
    ["what is malformed", `${head}setup(`, ["SOURCE_MALFORMED setup.py"]],
  ])("reads %s", async (_, text, expected) => {
    expect(await said({ "setup.py": text })).toEqual(expected);
  });
});
