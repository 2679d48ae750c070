import { describe, expect, test } from "vitest";
import { briefly, findingsOf, fixtureVersion, gate, workflow, workflowPath } from "./support.ts";

const name = "kprovengine";
const at = `${workflowPath}:7`;
const call = `npx ${name} preflight`;
const exact = { devDependencies: { [name]: fixtureVersion } };
const tarball = (rest = `${name}/-/${name}-${fixtureVersion}.tgz`) => `https://registry.npmjs.org/${rest}`;

/** Objects are written as JSON. */
type Files = Readonly<Record<string, object | string>>;

const judge = async (script: string, files: Files) => {
  const texts = Object.entries(files).map(([path, value]) => [
    path,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return briefly(await findingsOf({ ...workflow(script), ...Object.fromEntries(texts) }));
};

const ranged = { devDependencies: { [name]: "^0.0.0" } };

/** The package itself, with `more`. */
const bringing = (more: object): Files => ({ "package.json": { ...exact, ...more } });
const linking = (place: string): Files => ({ "package.json": { ...exact, dependencies: { x: place } } });
const tool = `${name}@${fixtureVersion}`;
const placed = (...paths: string[]) => ({ packages: Object.fromEntries(paths.map((path) => [path, { link: true }])) });
/** A lock with another package that has this program. */
const beside = (program: string) => ({ packages: { "node_modules/x": { bin: { [program]: "x" } } } });

const locked = (entry: object, version = fixtureVersion) => ({
  packages: { [`node_modules/${name}`]: { version, ...entry } },
});

describe("another program that npm would install by the tool's name", () => {
  test.each<[string, Files, string[]]>([
    [
      "of another kind of dependency, which pnpm prefers",
      { "package.json": { ...exact, dependencies: { [name]: "npm:other@1.0.0" } } },
      ["DIFFERENT package.json:1 npm:other@1.0.0"],
    ],
    [
      "of a dependency that may be left out",
      { "package.json": { ...exact, optionalDependencies: { [name]: "file:other" } } },
      ["DIFFERENT package.json:1 file:other"],
    ],
    [
      "of a peer, which is what others ask for",
      { "package.json": { ...exact, peerDependencies: { [name]: ">=0" } } },
      [],
    ],
    [
      "behind a range whose lock is sound",
      {
        "package.json": { devDependencies: { [name]: "^0.0.0" }, dependencies: { [name]: "file:other" } },
        "package-lock.json": locked({}),
      },
      ["DIFFERENT package.json:1 file:other"],
    ],
    [
      "of a range that nothing locks",
      { "package.json": { devDependencies: { [name]: "^0.0.0" } } },
      ["DIFFERENT package.json:1 ^0.0.0"],
    ],
    [
      "of the package itself, which names no version",
      { "package.json": { bin: { [name]: "x" } } },
      [`UNREAD? package.json:1 ${name}`],
    ],
    [
      "by the lock that npm prefers",
      {
        "package.json": { devDependencies: { [name]: "^0.0.0" } },
        "package-lock.json": locked({}),
        "npm-shrinkwrap.json": locked({}, "0.0.9"),
      },
      ["DIFFERENT npm-shrinkwrap.json:1 0.0.9"],
    ],
    [
      "behind a range whose lock npm leaves aside",
      { "package.json": ranged, "package-lock.json": locked({}), ".npmrc": "fund=false\npackage-lock = false\n" },
      ["DIFFERENT package.json:1 ^0.0.0"],
    ],
    [
      "behind a range whose lock npm takes",
      {
        "package.json": ranged,
        "package-lock.json": locked({}),
        ".npmrc": "# package-lock=false\npackage-lock=true\n",
      },
      [],
    ],
  ])("%s", async (_, files, expected) => {
    expect(await judge(call, files)).toEqual(expected);
  });

  test("stands there, or in a directory above", async () => {
    const from = (path: string) => judge(`cd web && ${call}`, { "web/package.json": exact, [path]: { name } });
    expect(await from("we/package.json")).toEqual([]);
    expect(await from("package.json")).toEqual([`UNREAD? package.json:1 ${name}`]);
  });

  test.each<[string, Files, string]>([
    [
      "a link to a directory",
      { "package-lock.json": locked({ resolved: "other", link: true }) },
      "package-lock.json:1",
    ],
    ["a link without a place", { "package-lock.json": locked({ link: true }) }, "package-lock.json:1"],
    ["another package", { "package-lock.json": locked({ name: "other" }) }, "package-lock.json:1"],
    [
      "another package's file",
      { "package-lock.json": locked({ resolved: tarball("x/-/x-1.tgz") }) },
      "package-lock.json:1",
    ],
    ["a file", { "package-lock.json": locked({ resolved: `file:${name}/-/${name}-1.tgz` }) }, "package-lock.json:1"],
    [
      "what is behind a #",
      { "package-lock.json": locked({ resolved: `${tarball("x")}#/${name}/-/${name}-1.tgz` }) },
      "package-lock.json:1",
    ],
    ["a place in a list", { "package-lock.json": locked({ resolved: [tarball()] }) }, "package-lock.json:1"],
    ["a place that is none", { "package-lock.json": locked({ resolved: 1 }) }, "package-lock.json:1"],
    [
      "a lock of an older form",
      { "package-lock.json": { dependencies: { [name]: { resolved: "file:other" } } } },
      "package-lock.json:1",
    ],
    ["the other lock", { "npm-shrinkwrap.json": locked({ link: true }) }, "npm-shrinkwrap.json:1"],
    ["resolutions", { "package.json": { ...exact, resolutions: { [`**/${name}`]: "npm:other@1" } } }, "package.json:1"],
    ["overrides", { "package.json": { ...exact, overrides: { [name]: "npm:other@1" } } }, "package.json:1"],
    [
      "overrides of pnpm",
      { "package.json": { ...exact, pnpm: { overrides: { [`a>${name}@1`]: "npm:other@1" } } } },
      "package.json:1",
    ],
    [
      "patches of pnpm",
      { "package.json": { ...exact, pnpm: { patchedDependencies: { [`${name}@1.2.3`]: "a.patch" } } } },
      "package.json:1",
    ],
    ["patches of bun", bringing({ patchedDependencies: { [`${name}@1.2.3`]: "a.patch" } }), "package.json:1"],
    ["overrides of pnpm's workspace", { "pnpm-workspace.yaml": `overrides:\n  ${name}: x\n` }, "pnpm-workspace.yaml:2"],
    [
      "a workspace's own package",
      { "package.json": { ...exact, workspaces: ["*"] }, "x/package.json": { name } },
      "x/package.json:1",
    ],
    [
      "a workspace's own package, for pnpm",
      { "pnpm-workspace.yaml": "packages: ['*']\n", "x/package.json": { name } },
      "x/package.json:1",
    ],
    ["a program that the package brings for a version", bringing({ bin: { [tool]: "x" } }), "package.json:1"],
    ["one whose name goes on before it", bringing({ bin: { [`a/${name}`]: "x" } }), "package.json:1"],
    ["one whose name goes on behind it", bringing({ bin: { [`${tool}:/`]: "x" } }), "package.json:1"],
    ["one of several programs", bringing({ bin: ["x", `a/${name}`] }), "package.json:1"],
    ["the package's only program", bringing({ name: `@acme/${name}`, bin: "x" }), "package.json:1"],
    ["a directory of programs", { ...bringing({ directories: { bin: "x" } }), [`x/${tool}`]: "" }, "package.json:1"],
    [
      "a workspace's program",
      { ...bringing({ workspaces: ["*"] }), "x/package.json": { bin: { [name]: "x" } } },
      "x/package.json:1",
    ],
    [
      "a workspace's directory of programs",
      { ...bringing({ workspaces: ["*"] }), "x/package.json": { directories: { bin: "." } }, [`x/${name}`]: "" },
      "x/package.json:1",
    ],
    ["a package's program, by its place", { ...linking("file:x"), "x/package.json": { name } }, "x/package.json:1"],
    ["another package's program", { "package-lock.json": beside(name) }, "package-lock.json:1"],
    ["another package's program for a version", { "package-lock.json": beside(tool) }, "package-lock.json:1"],
    [
      "another package, in the lock, for a package of the workspace",
      { "package-lock.json": { packages: { [`x/node_modules/${name}`]: { link: true } } } },
      "package-lock.json:1",
    ],
    [
      "a workspace's own package, in other letters",
      { "package.json": { ...exact, workspaces: ["*"] }, "x/package.json": '{"name":"kprov\\u0065ngine"}' },
      "x/package.json:1",
    ],
  ])("perhaps: %s", async (_, files, where) => {
    for (const script of [call, gate]) {
      const found = await judge(script, { "package.json": exact, ...files });
      expect(found.map((one) => one.split(" ").slice(0, 2).join(" "))).toEqual([`UNREAD? ${where}`]);
    }
  });

  test.each<[string, Files]>([
    ["a lock that names the package's own file", { "package-lock.json": locked({ resolved: tarball() }) }],
    ["a mirror", { "package-lock.json": locked({ resolved: `http://npm.acme.example/a/${name}/-/${name}-1.tgz` }) }],
    ["resolutions of others", { "package.json": { ...exact, resolutions: { [`${name}-x`]: "1", [`x${name}`]: "2" } } }],
    [
      "a workspace of others",
      { "package.json": { ...exact, workspaces: ["*"] }, "x/package.json": exact, "y/package.json": { name: "y" } },
    ],
    ["programs of others", { ...bringing({ bin: { [`${name}-x`]: name, [`x${name}`]: "1" } }), [name]: "" }],
    ["a directory of other programs", { ...bringing({ directories: { bin: "x" } }), [`x/${name}.md`]: "" }],
    ["a lock with programs of others", { "package-lock.json": beside(`${name}-x`) }],
    ["a lock with the program itself", { "package-lock.json": locked({ bin: { [name]: "x" } }) }],
    ["a dependency from a repository", { ...linking("git+file:x"), "x/package.json": { name } }],
    ["a dependency that is none", { ...bringing({ dependencies: { x: 1 } }), "x/package.json": { name } }],
    ["a workspace with a broken manifest of another", { ...bringing({ workspaces: ["*"] }), "x/package.json": "{" }],
    ["a dependency by its version", { ...linking("~1.0.0"), "x/package.json": { name } }],
    ["a lock with others' places", { "package-lock.json": placed(`x_node_modules/${name}`, `node_modules/${name}-x`) }],
    ["a lock of an older form, with others", { "package-lock.json": { dependencies: { x: { resolved: "file:x" } } } }],
    ["a package that no workspace has", { "x/package.json": { name } }],
    ["a lock elsewhere", { "x/package-lock.json": locked({ link: true }) }],
  ])("is not suspected behind %s", async (_, files) => {
    for (const script of [call, gate]) expect(await judge(script, { "package.json": exact, ...files })).toEqual([]);
  });

  test.each([
    "node_modules",
    "a/node_modules",
    "node_modules/.bin",
    `patches/${name}+1.2.3.patch`,
    `${name}@1.2.3.patch`,
  ])("is a doubt where git tracks %s, a link or a submodule or a patch", async (path) => {
    for (const script of [call, gate])
      expect(await judge(script, { "package.json": exact, [path]: "" })).toEqual([`UNREAD? ${at} ${path}`]);
  });

  test.each(["file:x", "link:x", "portal:x", "./x", "../x", "/x", "~/x"])(
    "is suspected by its place, %s",
    async (place) => {
      const files = {
        "package.json": exact,
        "a/package.json": { dependencies: { x: place } },
        "x/package.json": { name },
      };
      const found = await judge(`cd a && ${gate} --cwd ..`, files);
      expect(found).toEqual([`UNREAD? x/package.json:1 ${name}`]);
    },
  );

  test("is suspected in a workspace alone", async () => {
    const files = { "package.json": exact, "a/package.json": { workspaces: ["*"] }, "a/b/package.json": { name } };
    const script = `cd a && ${gate} --cwd ..`;
    expect(await judge(script, files)).toEqual([`UNREAD? a/b/package.json:1 ${name}`]);
    expect(await judge(script, { ...files, "a/b/package.json": "{}", "ab/package.json": { name } })).toEqual([]);
  });

  test.each(["package-lock.json", "x/package.json"])("is a doubt where %s is a link", async (path) => {
    const context = { ...workflow(gate), "package.json": JSON.stringify({ ...exact, workspaces: ["*"] }) };
    expect(briefly(await findingsOf({ ...context, [path]: undefined }))).toEqual([`UNREAD? ${path}:1 ${path}`]);
  });
});

describe("where npm searches the program", () => {
  const other = { devDependencies: { [name]: "npm:other@1.0.0" } };
  const otherAt = (path: string) => [`DIFFERENT ${path}:1 npm:other@1.0.0`];

  test("is every directory from there upwards", async () => {
    const files = { "package.json": other, "a/b/package.json": exact };
    expect(await judge(`cd a/b && ${call} --cwd ../..`, files)).toEqual(otherAt("package.json"));
    expect(await judge(`cd a/b && ${call} --cwd ../..`, { ...files, "package.json": "{}" })).toEqual([]);
    const between = { "package.json": exact, "a/package.json": other, "a/b/package.json": exact };
    expect(await judge(`cd a/b && ${call} --cwd ../..`, between)).toEqual(otherAt("a/package.json"));
    expect(await judge(call, between)).toEqual([]);
  });

  test("is that of the script for a program that npm's script names", async () => {
    const script = { scripts: { gate: `cd ../b && ${name} preflight --cwd ..` } };
    const files = { "a/package.json": { ...other, ...script }, "b/package.json": exact };
    expect(await judge("npm --prefix a run gate", files)).toEqual(otherAt("a/package.json"));
    const sound = { "a/package.json": { ...exact, ...script }, "b/package.json": other };
    expect(await judge("npm --prefix a run gate", sound)).toEqual([]);
    expect(await judge("cd a && npm run gate", sound)).toEqual([]);
  });

  test("is that of the program, where it is named by its path", async () => {
    const gate = `../node_modules/.bin/${name} preflight --cwd ..`;
    const files = { "a/package.json": { ...other, scripts: { gate } }, "package.json": exact };
    expect(await judge("npm --prefix a run gate", files)).toEqual([]);
  });

  test("is also that of a script that runs the script", async () => {
    const files = {
      "package.json": { ...other, scripts: { all: "npm --prefix a run gate" } },
      "a/package.json": { scripts: { gate: `${name} preflight --cwd ..` }, ...exact },
    };
    expect(await judge("npm run all", files)).toEqual(otherAt("package.json"));
    expect(
      await judge("npm run all", { ...files, "package.json": { scripts: { all: "npm --prefix a run gate" } } }),
    ).toEqual([]);
  });
});
