import { describe, expect, test } from "vitest";
import { oddLines } from "../../../../lib/guard/parity/kin-locks.ts";
import { briefly, findingsOf, fixtureVersion, gate, workflow } from "./support.ts";

const version = "1.2.3";
const integrity = "sha512-aB+/c==";

const pnpm = `lockfileVersion: '9.0'
importers:
  .:
    devDependencies:
      kprovengine:
        specifier: 1.2.3
        version: 1.2.3(typescript@5.0.0)
      other:
        specifier: link:../other
        version: link:../other
packages:
  kprovengine@1.2.3:
    resolution: {integrity: ${integrity}}
    engines: {node: '>=20'}
    hasBin: true
  other@2.0.0:
    resolution: {tarball: https://example.com/other.tgz}
snapshots:
  kprovengine@1.2.3(typescript@5.0.0):
    dependencies:
      yaml: 2.0.0

  other@2.0.0: {}
`;

const olderPnpm = `devDependencies:
  kprovengine: 1.2.3
packages:
  /kprovengine/1.2.3:
    resolution: {integrity: ${integrity}}
  '/kprovengine@1.2.3': {}
`;

const yarn = `# yarn lockfile v1


kprovengine@1.2.3:
  version "1.2.3"
  resolved "https://registry.yarnpkg.com/kprovengine/-/kprovengine-1.2.3.tgz#0a1b"
  integrity ${integrity}
  dependencies:
    typed "^1.0.0"

other@^1.0.0:
  version "1.0.0"
  resolved "https://example.com/other.tgz"
`;

const berry = `__metadata:
  version: 8

"app@workspace:.":
  version: 0.0.0-use.local
  resolution: "app@workspace:."
  dependencies:
    kprovengine: "npm:1.2.3"
  languageName: unknown

"kprovengine@npm:1.2.3":
  version: 1.2.3
  resolution: "kprovengine@npm:1.2.3"
  bin:
    kprovengine: dist/scripts/kprovengine.cjs
  checksum: 10c0/0a1b
`;

const bun = `{
  "lockfileVersion": 1,
  "workspaces": {
    "": {
      "name": "app",
      "devDependencies": {
        "kprovengine": "1.2.3",
      },
    },
  },
  "packages": {
    "kprovengine": ["kprovengine@1.2.3", "", { "bin": { "kprovengine": "x" } }, "${integrity}"],

    "other": ["other@file:../other", {}],
  }
}
`;

const locks = { pnpm, olderPnpm, yarn, berry, bun };

describe("a lock file of npm's kin", () => {
  test.each(Object.entries(locks))("has the tool as it is: %s", (_, text) => {
    expect(oddLines("lock", text, version)).toEqual([]);
    expect(oddLines("lock", text.replaceAll("\n", "\r\n"), version)).toEqual([]);
  });

  test("has the lines of an entry behind an empty one, too", () => {
    expect(oddLines("lock", "kprovengine:\n\n  version: x\nversion: y\n", version)).toMatchObject([{ line: 3 }]);
  });

  test("has it from another registry", () => {
    const tarball = "https://npm.example.com/kprovengine/-/kprovengine-1.2.3.tgz";
    expect(oddLines("lock", pnpm.replace(`${integrity}}`, `${integrity}, tarball: ${tarball}}`), version)).toEqual([]);
    const mirrored = bun.replace('"kprovengine@1.2.3", ""', '"kprovengine@1.2.3", "https://npm.example.com/"');
    expect(oddLines("lock", mirrored, version)).toEqual([]);
  });

  test.each<[keyof typeof locks, string, string]>([
    ["pnpm", "        version: 1.2.3(typescript@5.0.0)", "        version: link:../x"],
    ["pnpm", "        version: 1.2.3(typescript@5.0.0)", "        version: 1.2.4"],
    ["pnpm", "        specifier: 1.2.3", "        specifier: npm:other@1.2.3"],
    ["pnpm", `    resolution: {integrity: ${integrity}}`, "    resolution: {tarball: https://example.com/x.tgz}"],
    ["pnpm", `    resolution: {integrity: ${integrity}}`, `    resolution: {integrity: ${integrity}, tarball: x}`],
    [
      "pnpm",
      `    resolution: {integrity: ${integrity}}`,
      `    resolution: {integrity: ${integrity}, tarball: https://a.example?/kprovengine/-/kprovengine-1.2.3.tgz}`,
    ],
    ["pnpm", `    resolution: {integrity: ${integrity}}`, "    resolution:"],
    ["pnpm", `    resolution: {integrity: ${integrity}}`, "    tarball: x"],
    ["pnpm", `    resolution: {integrity: ${integrity}}`, '    "repo": x'],
    ["pnpm", "  kprovengine@1.2.3:", "  kprovengine@https://example.com/x.tgz:"],
    ["pnpm", "  kprovengine@1.2.3:", "  x-kprovengine@1.2.3:"],
    ["pnpm", "  other@2.0.0: {}", '  "kprov\\u0065ngine@1.2.3": {}'],
    ["olderPnpm", "  kprovengine: 1.2.3", "  kprovengine: file:x"],
    ["olderPnpm", "  kprovengine: 1.2.3", "  kprovengine: 1.2.3x"],
    ["yarn", "kprovengine@1.2.3:", '"kprovengine@npm:other@1.2.3":'],
    ["yarn", '  version "1.2.3"', '  version "1.2.4"'],
    ["yarn", '  resolved "https://registry.yarnpkg.com', '  resolved "file:///registry.yarnpkg.com'],
    ["yarn", "kprovengine-1.2.3.tgz#", "kprovengine-1.2.4.tgz#"],
    ["yarn", "com/kprovengine/-/", "com/x?/kprovengine/-/"],
    ["berry", '  resolution: "kprovengine@npm:1.2.3"', '  resolution: "other@npm:1.2.3"'],
    ["berry", "  version: 1.2.3", "  version: 1.2.4"],
    ["berry", '    kprovengine: "npm:1.2.3"', '    kprovengine: "workspace:x"'],
    ["berry", "    kprovengine: dist/scripts/kprovengine.cjs", "    kprovengine: x.js"],
    ["bun", '        "kprovengine": "1.2.3",', '        "kprovengine": "file:x",'],
    ["bun", '"kprovengine@1.2.3", ""', '"other@1.2.3", ""'],
    ["bun", '"kprovengine@1.2.3", ""', '"kprovengine@1.2.3", "https://example.com?x"'],
    ["bun", `"${integrity}"]`, '"x"]'],
    ["bun", '    "other": [', '    "kprovengine-x": ['],
  ])("has something else by its name: %s, %j for %j", (name, from, to) => {
    const text = locks[name].replace(from, to);
    const index = text.split("\n").findIndex((line, at) => line !== locks[name].split("\n")[at]);
    const value = text.split("\n")[index]?.trim();
    expect(oddLines("a/lock", text, version)).toEqual([{ value, path: "a/lock", line: index + 1, column: 1 }]);
  });

  test("counts for the gate, wherever npm's kin would find what it installs", async () => {
    const files = (text: string) => ({
      ...workflow(`cd a && ${gate} --cwd ..`),
      "yarn.lock": text,
      "b/yarn.lock": "\\",
    });
    const own = yarn.replaceAll(version, fixtureVersion);
    expect(briefly(await findingsOf(files(own)))).toEqual([]);
    const other = own.replaceAll('version "', 'version "1').replaceAll("registry.yarnpkg.com", "x?");
    expect(briefly(await findingsOf(files(other)))).toEqual([`UNREAD? yarn.lock:5 version "1${fixtureVersion}"`]);
  });

  test("is a doubt where it is a link", async () => {
    const found = await findingsOf({ ...workflow(gate), "bun.lock": undefined });
    expect(briefly(found)).toEqual(["UNREAD? bun.lock:1 bun.lock"]);
  });
});
