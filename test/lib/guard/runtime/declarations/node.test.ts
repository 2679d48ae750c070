import { expect, it } from "vitest";
import { texts } from "./support.ts";

it.each<[string, string, string[]]>([
  [
    "package.json",
    '{"engines":{"node":"iron","pnpm":">=9","yarn":"4","bun":"1","deno":"2"}}',
    ["unclear node iron", "range pnpm >=9", "range yarn 4", "range bun 1"],
  ],
  ["package.json", '{"engines":{"node":20}}', ["range node 20"]],
  ["package.json", '{"volta":{"node":" iron ","npm":"10.1.0"}}', ["exact node  iron ", "exact npm 10.1.0"]],
  [
    "package.json",
    '{"devEngines":{"runtime":[{"name":"deno","version":"2"},{"name":"node","version":"^22"},{"name":"bun"}],"packageManager":{"name":"pnpm","version":"9"}}}',
    ["range node ^22", "range pnpm 9"],
  ],
  ["package.json", '{"packageManager":"npm@10.1.0"}', ["exact npm npm@10.1.0"]],
  ["package.json", '{"packageManager":"yarn@4+sha.a+b"}', ["exact yarn yarn@4+sha.a+b"]],
  ["package.json", '{"packageManager":"bun@1.1"}', ["exact bun bun@1.1"]],
  ["package.json", '{"packageManager":"pnpm@latest"}', ["unclear pnpm pnpm@latest"]],
  ["package.json", '{"packageManager":"pnpm@"}', ["unclear pnpm pnpm@"]],
  ["package.json", '{"packageManager":"deno@2"}', ["unclear npm deno@2"]],
  ["package.json", '{"packageManager":"xpnpm@9"}', ["unclear npm xpnpm@9"]],
  [".nvmrc", "v20 22 # a\n", ["exact node v20", "unclear node 22"]],
  [".nvmrc", "node20\n", ["unclear node node20"]],
  [".nvmrc", "2v0\n", ["unclear node 2v0"]],
  [".nvmrc", "irlts/on\n", ["unclear node irlts/on"]],
  ["package.json", '{"packageManager":"npm@1x"}', ["unclear npm npm@1x"]],
  [".tool-versions", "go 1.2prefix:2\n", ["unclear go 1.2prefix:2"]],
  ["mise.toml", '[tools]\n"nocore:de" = "20"\n', []],
  [".pre-commit-config.yaml", "default_language_version: { python: 3.python12 }\n", ["unclear python 3.python12"]],
  [".nvmrc", "xv20\n", ["unclear node xv20"]],
  [".nvmrc", "LTS/Iron\n", ["exact node LTS/Iron"]],
  [".nvmrc", "my/lts/iron\n", ["unclear node my/lts/iron"]],
  [".nvmrc", "\n", ["unclear node "]],
  [".go-version", "go1.22.3\n", ["exact go go1.22.3"]],
  [".go-version", "iron\n", ["unclear go iron"]],
  [".go-version", "gone\n", ["unclear go gone"]],
  [
    ".tool-versions",
    "python system 3.12\nnodejs 20 system\n",
    ["unclear python system", "tested python 3.12", "exact node 20"],
  ],
  [".tool-versions", "rust prefix:1.75\ngolang ref:main\n", ["exact rust prefix:1.75", "unclear go ref:main"]],
  [".tool-versions", "go x-prefix:1.22\n", ["unclear go x-prefix:1.22"]],
  [
    ".pre-commit-config.yaml",
    "default_language_version: { python: python, node: 20, golang: go1.22, rust: 1.75.0 }\n",
    ["exact node 20", "exact go go1.22", "exact rust 1.75.0"],
  ],
  [".pre-commit-config.yaml", "default_language_version: { python: pypy-3.10 }\n", ["exact python pypy-3.10"]],
  [".pre-commit-config.yaml", "default_language_version: { python: mypython3.10 }\n", ["unclear python mypython3.10"]],
  [".pre-commit-config.yaml", "default_language_version: { python: pythonx }\n", ["unclear python pythonx"]],
  [
    ".pre-commit-config.yaml",
    "repos: [{ hooks: [{ id: a, language_version: default }, { id: b, language_version: mypython3 }] }]\n",
    [],
  ],
])("%s: %s", async (path, text, expected) => {
  expect(await texts({ [path]: text })).toEqual(expected);
});
