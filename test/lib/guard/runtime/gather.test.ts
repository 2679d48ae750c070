import { describe, expect, it } from "vitest";
import { gatherStatements } from "../../../../lib/guard/runtime/gather.ts";
import type { Version } from "../../../../lib/guard/sources/index.ts";

/** Each file as the index has it, or in several versions. */
const gather = (files: Record<string, string | Version[]>) =>
  gatherStatements({
    paths: Object.keys(files),
    versions: async (path) => {
      const file = files[path] ?? [];
      return typeof file === "string" ? [{ from: "index", text: file }] : file;
    },
  });
const textsOf = ({ views }: Awaited<ReturnType<typeof gather>>) =>
  views.map(({ statements }) => statements.map(({ located }) => located.value));
const both = (index: string, workTree: string): Version[] => [
  { from: "index", text: index },
  { from: "work tree", text: workTree },
];

describe("gatherStatements", () => {
  it.each([
    ...["node_modules", "vendor", "third_party", "fixtures", "__fixtures__", "__tests__", "testdata", "templates"],
  ])("leaves out what is in %s, and not what only begins or ends like it", async (dir) => {
    const foreign = { [`${dir}/.nvmrc`]: "18\n", [`a/${dir}/b/.nvmrc`]: "18\n" };
    const own = { [`${dir}s/.nvmrc`]: "20\n", [`my${dir}/.nvmrc`]: "21\n", ".nvmrc": "22\n" };
    const gathered = await gather({ ...foreign, ...own, [dir]: "no file that is read" });
    expect(textsOf(gathered)).toEqual([["20", "21", "22"]]);
    expect(gathered.coverage).toEqual({
      ...{ unit: "runtime files", considered: 5, examined: 3 },
      skipped: { "vendored, a fixture or a template": 2 },
    });
  });

  it("leaves out the environment of one process of Nextflow, and no other", async () => {
    const environment = (version: number) => `dependencies: [python=3.${version}]\n`;
    const own = { "a/main.nf": "", "a/environment.yml": environment(8), "a/environment-gpu.yaml": environment(9) };
    const others = { "main.nf": "", "environment.yml": environment(10), "b/environment.yml": environment(11) };
    const gathered = await gather({ ...own, ...others, "a/.nvmrc": "20\n", "a/b/environment.yml": environment(12) });
    expect(
      textsOf(gathered)[0]
        ?.map(String)
        .map((text) => text.replace("python=", "")),
    ).toEqual([...["3.10", "3.11", "20", "3.12"]]);
    expect(gathered.coverage.skipped).toEqual({ "the environment of one process of Nextflow": 2 });
  });

  it("has a second view only where the work tree differs, with all files in it", async () => {
    expect(textsOf(await gather({ ".nvmrc": "20\n", "go.mod": "module a\n\ngo 1.22\n" }))).toEqual([["20", "1.22"]]);
    const files = { ".nvmrc": both("20\n", "22\n"), "go.mod": "module a\n\ngo 1.22\n" };
    expect(textsOf(await gather(files))).toEqual([
      ["20", "1.22"],
      ["22", "1.22"],
    ]);
  });

  it("reads all versions of a file in the middle of a merge, and the work tree's alone beside them", async () => {
    const merging: Version[] = [
      { from: "index", text: "18\n" },
      { from: "index", text: "20\n" },
    ];
    expect(textsOf(await gather({ ".nvmrc": merging }))).toEqual([["18", "20"]]);
    expect(textsOf(await gather({ ".nvmrc": [...merging, { from: "work tree", text: "22\n" }] }))).toEqual([
      ["18", "20"],
      ["22"],
    ]);
  });

  it("follows a workflow into a file that differs in the work tree, in each view its own version", async () => {
    const action = (node: number) =>
      `runs: { using: composite, steps: [{ uses: actions/setup-node@v4, with: { node-version: ${node} } }] }\n`;
    const files = {
      ".github/workflows/ci.yml": "jobs: { t: { steps: [{ uses: ./.github/actions/x }] } }\n",
      ".github/actions/x/action.yml": both(action(20), action(22)),
    };
    expect(textsOf(await gather(files))).toEqual([["20"], ["22"]]);
  });

  it("says once what several jobs say, and counts parts that lie elsewhere once, but none that is broken", async () => {
    const use = "{ uses: actions/setup-node@v4, with: { node-version: 20 } }";
    const text = `jobs:
  a: &a { strategy: { matrix: { x: [1, 2] } }, steps: [${use}] }
  b: { uses: o/r/.github/workflows/x.yml@v1 }
  c: { uses: ./.github/workflows/gone.yml }
  d: { uses: ./.github/workflows/gone-too.yml }
`;
    const gathered = await gather({ ".github/workflows/ci.yml": both(text, `${text}# b\n`) });
    expect(textsOf(gathered)).toEqual([["20"], ["20"]]);
    expect(gathered.coverage).toEqual({
      ...{ unit: "runtime files", considered: 2, examined: 1 },
      skipped: { "brought in from elsewhere": 1 },
    });
    expect(gathered.hasCi).toBe(true);
  });

  it("says what it could not read, and why", async () => {
    const { findings, coverage, hasCi } = await gatherStatements({
      paths: [".nvmrc", "link/.nvmrc", "package.json"],
      versions: async (path) => {
        if (path === ".nvmrc") throw new Error("git is gone");
        return path === "link/.nvmrc" ? [] : [{ from: "index", text: "{" }];
      },
    });
    expect(findings).toEqual([
      { code: "FILE_UNREADABLE", level: "undecided", path: ".nvmrc", message: "Cannot be read: git is gone" },
      {
        ...{ code: "FILE_UNREADABLE", level: "undecided", path: "link/.nvmrc" },
        message: "Is no file with a text of its own, but a symbolic link or submodule",
      },
      {
        ...{ code: "SOURCE_MALFORMED", level: "undecided", path: "package.json", line: 1, column: 2 },
        message: "At 1:2: expected a name in double quotes, found the end of the file",
      },
    ]);
    expect(coverage).toEqual({
      ...{ unit: "runtime files", considered: 3, examined: 0 },
      skipped: { unreadable: 1, malformed: 1, "no regular file": 1 },
    });
    expect(hasCi).toBe(false);
  });
});
