import { describe, expect, it } from "vitest";
import { said } from "./support.ts";

describe("declarations of nox", () => {
  it.each<[string, string, string[]]>([
    ["one version", '@nox.session(python="3.12")\n', ["tested python 3.12 @1:21"]],
    ["several", '@nox.session(python=["3.11", "3.12"])\n', ["tested python 3.11 @1:22", "tested python 3.12 @1:30"]],
    ["the short name", '@session(py=("3.11",))\n', ["tested python 3.11 @1:14"]],
    [
      "a constant, and an element of it",
      'P = ["3.11", "3.12"]\n@nox.session(python=P)\n@nox.session(python=P[-1])\n',
      ["tested python 3.11 @1:6", "tested python 3.12 @1:14"],
    ],
    [
      "names of interpreters",
      '@nox.session(python=["python3.11", "pypy3.10", "3.13t"])\n',
      ["tested python python3.11 @1:22", "tested python pypy3.10 @1:36", "tested python 3.13t @1:48"],
    ],
    ["the Python that runs nox", "@nox.session\n@nox.session(python=False)\n@nox.session(python=None, name='a')\n", []],
    ["options", 'nox.options.pythons = ["3.11"]\nnox.options.sessions = ["tests-3.9"]\n', ["tested python 3.11 @1:24"]],
    ["no decorator", 'run.session(python="3.8")\n', []],
    [
      "what is computed",
      "@nox.session(python=nox.project.python_versions(P))\n",
      ["unclear python nox.project.python_versions(P) @1:21"],
    ],
    ["a computed element", '@nox.session(python=["3.11", *MORE])\n', ['unclear python ["3.11",*MORE] @1:21']],
    ["computed options", "nox.options.pythons = read()\n", ["unclear python read() @1:23"]],
    ["options that are spread", "@nox.session(**options)\n", ["unclear python **options @1:14"]],
    ["a name that nothing has", '@nox.session(python="jython")\n', ["unclear python jython @1:21"]],
    ["what is malformed", "@nox.session(\n", ["SOURCE_MALFORMED noxfile.py"]],
  ])("reads %s", async (_, text, expected) => {
    expect(await said({ "noxfile.py": text })).toEqual(expected);
  });
});
