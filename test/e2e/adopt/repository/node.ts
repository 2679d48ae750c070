/**
 * A Node workspace: two packages, no dependencies.
 *
 * @module
 */
import { commonPlants, undeclared } from "../plants.ts";
import { replace, type Subject } from "../support.ts";

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
const member = (name: string, scripts: Record<string, string>): string =>
  json({ name: `@acme/${name}`, version: "1.0.0", type: "module", scripts });

export const node: Subject = {
  remote: "https://github.com/acme/claims-web.git",
  files: {
    ".gitignore": "node_modules/\n",
    "package.json": json({
      name: "claims-web",
      version: "1.0.0",
      private: true,
      repository: "github:acme/claims-web",
      bin: { "claims-web": "packages/site/cli.js" },
      engines: { node: ">=20.19" },
      workspaces: ["packages/*"],
    }),
    "packages/core/package.json": member("core", { test: "node --test" }),
    "packages/core/core.js": "export const double = (n) => 2 * n;\n",
    "packages/core/core.test.js": `import assert from "node:assert";
import test from "node:test";
import { double } from "./core.js";

test("double", () => assert.equal(double(2), 4));
`,
    "packages/site/package.json": member("site", {
      build: "node cli.js",
      test: 'echo "Error: no test specified" && exit 1',
    }),
    "packages/site/cli.js": 'console.log("built");\n',
    "README.md": "# Claims Web\n",
  },
  commands: {
    // The other member has what npm init wrote, which always fails.
    test: ["npm", "run", "test", "--workspace=packages/core"],
    build: ["npm", "run", "build", "--workspace=packages/site"],
  },
  broken: ["COMMAND_FAILED", { "packages/core/core.js": replace("2 *", "3 *") }, ["test: violated (exit 1)"]],
  common: commonPlants({ name: "claims-web", display: "Claims Web", readmeLine: 2 }),
  plants: [
    undeclared,
    ["NAME_MISMATCH", { "package.json": replace('"claims-web"', '"claims-shop"') }, ["package.json:2:11"]],
    ["ENTRY_POINT_MISMATCH", { "package.json": replace('"claims-web":', '"planted":') }, ["package.json:7:5"]],
    ["URL_MISMATCH", { "package.json": replace("github:acme", "github:planted") }, ["package.json:5:17"]],
    [
      "DIRECTORY_MISMATCH",
      {
        "package.json": replace(
          '"github:acme/claims-web"',
          '{ "url": "github:acme/claims-web", "directory": "planted" }',
        ),
      },
      ["package.json:5:"],
    ],
    ["SOURCE_MALFORMED", { "package.json": replace('"1.0.0",', '"1.0.0"') }, ["package.json:4:"]],
    ["RUNTIME_MISMATCH", { ".nvmrc": "18\n" }, [".nvmrc", "package.json:10:13"]],
    [
      "RUNTIME_UNTESTED",
      { ".github/workflows/kprov.yml": replace('          - { node: "20.19" }\n', "") },
      ["package.json", "10:13", "Node 20"],
    ],
    ["RUNTIME_UNREADABLE", { ".nvmrc": "three or so\n" }, [".nvmrc", "1:1"]],
    ["RUNTIME_WRONG_VERSION", { "package.json": replace(">=20.19", ">=99") }, ["package.json", "10:13"]],
  ],
};
