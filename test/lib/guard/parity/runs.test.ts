// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell scripts stand in the data
import { describe, expect, it } from "vitest";
import { followScript } from "../../../../lib/guard/parity/follow.ts";
import { placesOfFile } from "../../../../lib/guard/parity/places.ts";
import type { Followed, Run } from "../../../../lib/guard/parity/runs.ts";
import { SourceError } from "../../../../lib/guard/sources/index.ts";

const follow = (text: string, files: Readonly<Record<string, string>> = {}): Promise<Followed> =>
  followScript(
    { text, places: placesOfFile("ci", text), cwd: "", faults: [], errexit: true, pipefail: false },
    {
      paths: Object.keys(files),
      text: async (path) => {
        if (files[path] === "unreadable") throw new SourceError(path, { line: 7, column: 1 }, "is a symbolic link");
        return files[path];
      },
    },
  );

const placeOf = ({ at: { path, line, column } }: Pick<Run, "at">): string => `${path}:${line}:${column}`;

/** Place, command, and what led to it. */
const shown = ({ runs }: Followed): string[] =>
  runs.map((run) =>
    [placeOf(run), ...run.via.map(({ text }) => `${text} →`), run.isTask ? `task ${run.text}` : run.text].join(" "),
  );

const doubts = ({ unfollowed }: Followed): string[] =>
  unfollowed.map((one) => `${placeOf(one)} ${one.written}: ${one.why}`);

const script = (text: string) => `#!/bin/sh -e\n${text}\n`;

describe("what a script runs in the end", () => {
  it("goes through scripts and tasks of the repository, in order", async () => {
    const files = {
      "a.sh": script("one\n./sub/b.sh x"),
      "sub/b.sh": script("two"),
      "package.json": JSON.stringify({ scripts: { check: "three" } }),
    };
    const found = await follow("zero; ./a.sh\nnpm run check && last", files);
    expect(shown(found)).toEqual([
      "ci:1:1 zero",
      "ci:1:7 task ./a.sh",
      "a.sh:2:1 ./a.sh → one",
      "a.sh:3:1 ./a.sh → task ./sub/b.sh x",
      "sub/b.sh:2:1 ./a.sh → ./sub/b.sh x → two",
      "ci:2:1 task npm run check",
      "package.json:1:22 npm run check → three",
      "ci:2:18 last",
    ]);
    expect(doubts(found)).toEqual([]);
  });

  it("keeps words, wrappers, assignments and the whole command", async () => {
    const { runs } = await follow(
      'A=1 B="$C" sudo -E env D=e gate \\\n   "x $y" | tee log; if (( a  > 1 )); then :; fi',
    );
    expect(runs[0]).toMatchObject({
      argv: ["gate", undefined],
      raws: ["gate", '"x $y"'],
      fronts: [
        { program: "sudo", flags: [{ flag: "-E", value: undefined }], others: [] },
        { program: "env", flags: [], others: [{ raw: "D=e" }] },
      ],
      text: 'gate "x $y"',
      whole: 'A=1 B="$C" sudo -E env D=e gate \\\n   "x $y" | tee log',
      assignments: ["A=1", 'B="$C"'],
      ...{ isAsked: false, isTask: false, cwd: "", via: [] },
    });
    expect(runs[2]).toMatchObject({ argv: [], text: "(( a > 1 ))", isAsked: true });
  });

  it("takes continued lines out of the words of a command", async () => {
    const { runs } = await follow('npm te\\\nst \\\n  "a\\\n  b"');
    expect(runs[0]).toMatchObject({
      text: 'npm test "a  b"',
      argv: ["npm", "test", "a  b"],
      raws: ["npm", "te\\\nst", '"a\\\n  b"'],
    });
  });

  it("adds what loses a failure on the way there", async () => {
    const { runs } = await follow("./a.sh || true\nb", { "a.sh": script("one | two") });
    expect(runs.map(({ text, faults }) => `${text} ${faults.map(placeOf).join(" ")}`)).toEqual([
      "./a.sh ci:1:11",
      "one ci:1:11 a.sh:2:1",
      "two ci:1:11",
      "true ci:1:1",
      "b ",
    ]);
  });

  it.each<[string, string[]]>([
    ["cd sub && one\n:", []],
    ["cd sub/deep && one\n:", []],
    ["cd sub/../sub/deep && one\n:", []],
    ["cd sub/gone/.. && one\n:", ["skipped"]],
    ["cd su && one\n:", ["skipped"]],
    ["cd sub/a.sh && one\n:", ["skipped"]],
    ["cd sub/deep/er && one\n:", ["skipped"]],
    ["cd nowhere && one\n:", ["skipped"]],
    ["cd nowhere && one", []],
  ])("knows the directories in which files are tracked: %j", async (text, expected) => {
    const { runs } = await follow(text, { "sub/deep/a.sh": "", "sub/a.sh": "" });
    expect(runs.find((run) => run.text === "one")?.faults.map(({ kind }) => kind)).toEqual(expected);
  });

  it("follows the words behind what stands in front of them", async () => {
    expect(shown(await follow("timeout 5 ./a.sh", { "a.sh": script("one") }))).toEqual([
      "ci:1:1 task ./a.sh",
      "a.sh:2:1 ./a.sh → one",
    ]);
  });
});

describe("what can't be followed", () => {
  it.each<[string, string, Record<string, string>, string[]]>([
    [
      "a script that can't be understood",
      "a\nb 'c",
      {},
      ["ci:2:3 a b 'c: the script can't be understood: a single quote that is never closed"],
    ],
    [
      "one that is called",
      "./a.sh",
      { "a.sh": script("a;; b") },
      ['a.sh:2:2 #!/bin/sh -e a;; b: the script can\'t be understood: ";; b" is not expected here'],
    ],
    ["a task that is not there", "make x", {}, ['ci:1:1 make x: git tracks no Makefile in "."']],
    ["a file that can't be read", "./a.sh", { "a.sh": "unreadable" }, ["a.sh:7:1 ./a.sh: is a symbolic link"]],
    ["a script that runs itself", "./a.sh", { "a.sh": script("./a.sh") }, ["a.sh:2:1 ./a.sh: it runs itself"]],
  ])("%s", async (_, text, files, expected) => {
    expect(doubts(await follow(text, files))).toEqual(expected);
  });

  it("leaves what stands before it, and says what led to it", async () => {
    const found = await follow("a; ./a.sh; b", { "a.sh": script("one; ./a.sh\ntwo") });
    expect(shown(found)).toEqual([
      "ci:1:1 a",
      "ci:1:4 task ./a.sh",
      "a.sh:2:1 ./a.sh → one",
      "a.sh:2:6 ./a.sh → ./a.sh",
      "a.sh:3:1 ./a.sh → two",
      "ci:1:12 b",
    ]);
    expect(found.unfollowed.map(({ via }) => via.map(placeOf))).toEqual([["ci:1:4", "a.sh:2:6"]]);
  });

  it("is a program or a directory that only a run can tell: no task", async () => {
    const files = { "a.sh": script("one") };
    const found = await follow("$a ./a.sh\ncd $b\ncd x\n./a.sh\n./b.sh", files);
    expect(shown(found)).toEqual(["ci:1:1 $a ./a.sh", "ci:4:1 task ./a.sh", "ci:5:1 ./b.sh"]);
    expect(found.unfollowed.map(({ why }) => why)).toEqual([
      'in which directory it runs is known only then, because of "cd $b"',
    ]);
  });

  it("is a directory that a program in front goes to: no task", async () => {
    const files = { "a.sh": script("one"), "sub/a.sh": script("two") };
    const found = await follow("env -C sub ./a.sh\ncd sub\nenv -C .. ./a.sh", files);
    expect(shown(found)).toEqual(["ci:1:1 ./a.sh", "ci:3:1 ./a.sh"]);
    expect(doubts(found)).toEqual([]);
  });

  it("the same script elsewhere is not itself", async () => {
    const files = { "a.sh": script("cd sub\n./a.sh"), "sub/a.sh": script("one") };
    const found = await follow("./a.sh", files);
    expect(shown(found).at(-1)).toBe("sub/a.sh:2:1 ./a.sh → ./a.sh → one");
    expect(doubts(found)).toEqual([]);
  });

  it("is no fault of ours", async () => {
    const broken = { paths: ["a.sh"], text: () => Promise.reject(new Error("ours")) };
    const files = { ...broken, paths: [0] as never };
    const of = (text: string) => ({ text, places: placesOfFile("ci", text), cwd: "", faults: [] });
    await expect(followScript({ ...of("./a.sh"), errexit: true, pipefail: false }, broken)).rejects.toThrow("ours");
    await expect(followScript({ ...of("cd a && b"), errexit: true, pipefail: false }, files)).rejects.toThrow(
      TypeError,
    );
  });

  it("has its limits of depth and number", async () => {
    const chain = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, at) => [`${at}.sh`, script(`./${at + 1}.sh`)]));
    const deep = await follow("./0.sh", { ...chain(20), "20.sh": script("end") });
    expect(shown(deep).at(-1)).toMatch(/→ \.\/13\.sh$/);
    const many = await follow("./a.sh\n".repeat(100), { "a.sh": script("one\n".repeat(100)) });
    expect(many.runs).toHaveLength(5000);
    expect(new Set(many.unfollowed.map(({ why }) => why))).toEqual(new Set(["it runs too many commands to follow"]));
    expect((await follow("one\n".repeat(5000))).unfollowed).toEqual([]);
  });
});
