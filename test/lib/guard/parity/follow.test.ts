import { expect, test } from "vitest";
import { followScript } from "../../../../lib/guard/parity/follow.ts";
import { placesOfFile } from "../../../../lib/guard/parity/places.ts";
import type { Followed } from "../../../../lib/guard/parity/runs.ts";
import { SourceError } from "../../../../lib/guard/sources/index.ts";

const place = { line: 7, column: 1 };

/** What `text` runs, with `+` behind what stands beside a task, and each doubt, with `+` where nobody has it listed. */
const follow = async (
  text: string,
  files: Readonly<Record<string, string>>,
): Promise<[runs: string[], doubts: string[]]> => {
  const { runs, unfollowed } = await followed(text, files);
  return [
    runs.map(
      (run) => `${run.text}${run.isBeside === undefined ? "" : ` +${run.isBeside === true ? "" : run.isBeside}`}`,
    ),
    unfollowed.map(({ written, why, isInstalled }) => `${written}: ${why}${isInstalled ? " +" : ""}`),
  ];
};

const followed = async (text: string, files: Readonly<Record<string, string>>): Promise<Followed> =>
  await followScript(
    { text, places: placesOfFile("ci", text), cwd: "", faults: [], errexit: true, pipefail: false },
    {
      paths: Object.keys(files),
      text: async (path) => {
        if (files[path] === "unreadable") throw new SourceError(path, place, "is a symbolic link");
        return files[path];
      },
    },
  );

const manifest = (scripts: Readonly<Record<string, string>>) => ({ "package.json": JSON.stringify({ scripts }) });

test.each([
  ["npm ci", true],
  ["npm -x ci", true],
  ["pnpm i", true],
  ["npm -x $X ci", true],
  ["npm run x", false],
  ["npm test", false],
])("a manifest that can't be read, for %s: nobody has it listed: %s", async (text, isInstalled) => {
  const [, doubts] = await follow(text, { "package.json": "unreadable" });
  expect(doubts).toEqual([`${text}: is a symbolic link${isInstalled ? " +" : ""}`]);
});

test("a script that can't be read is no installation by its words", async () => {
  const [, doubts] = await follow("./ci ci", { ci: "unreadable" });
  expect(doubts).toEqual(["./ci ci: is a symbolic link"]);
});

test.each<[string, string[]]>([
  ["[[ -f x ]] && a", ["[ -f x ]", "a"]],
  ["([[ -f x ]])", ["[ -f x ]"]],
  ["true;[[ ! -f x ]];b", ["true", "[ ! -f x ]", "b"]],
  ["true|[[ a =~ b ]]&&b", ["true", "[ a =~ b ]", "b"]],
  ["[[ -f x ]] && [[ -f y ]]\na", ["[ -f x ]", "[ -f y ]", "a"]],
  ["x[[ -f x ]]", ["x[[ -f x ]]"]],
  ["![[ -f x ]]", ["![[ -f x ]]"]],
])("a test that is one to some shells only, of an installation: %j", async (prepare, expected) => {
  const [runs, doubts] = await follow("npm ci", manifest({ prepare }));
  expect(runs).toEqual(["npm ci", ...expected.map((one) => `${one} +`)]);
  expect(doubts).toEqual([]);
});

test.each(["[[ -f x ]]y", "[[ a && b ]]", "[[ a < b ]]", "[[ a\nb ]]", "[[ a b]]"])(
  "what may be no test, of an installation: %j",
  async (prepare) => {
    const [runs, doubts] = await follow("npm ci", manifest({ prepare }));
    expect(runs).toEqual(["npm ci"]);
    expect(doubts).toEqual([expect.stringMatching(/: the script can't be understood: .* \+$/s)]);
  },
);

const unsure = (stray: string) => `in which directory it runs is known only then, because of "${stray}"`;

test.each<[string, Readonly<Record<string, string>>, string[], string[]]>([
  ["npm ci; npm ci", { prepare: "a" }, ["npm ci", "a +", "npm ci"], []],
  ["npm ci; npm run prepare", { prepare: "a" }, ["npm ci", "a +", "npm run prepare", "a"], []],
  ["npm ci", { prepare: "npm run b; npm run b", b: "c" }, ["npm ci", "npm run b +", "c +", "npm run b +"], []],
  [
    "npm ci",
    { prepare: "npm run b -- x; npm run b -- y", b: "c" },
    ["npm ci", "npm run b -- x +", "c x +", "npm run b -- y +", "c y +"],
    [],
  ],
  ["npm run b; npm run b", { b: "c" }, ["npm run b", "c", "npm run b", "c"], []],
  ["npm ci", { prepare: "npm ci" }, ["npm ci", "npm ci +"], ["npm ci: it runs itself"]],
  [
    "npm ci",
    { prepare: "eval $X" },
    ["npm ci", "eval $X +"],
    ['eval $X: what "$X" stands for is known only when it runs +'],
  ],
  ["eval $X", {}, ["eval $X"], []],
  ["npm ci", { prepare: "cd $Y; npm run b", b: "c" }, ["npm ci", "npm run b +"], [`npm run b: ${unsure("cd $Y")} +`]],
  [
    "npm ci",
    { prepare: "env -C s npm run b", b: "c" },
    ["npm ci", "npm run b +"],
    ["npm run b: in which directory it runs is known only then +"],
  ],
  ["env -C s npm run b", { b: "c" }, ["npm run b"], []],
  ["cd $X; npm ci", { prepare: "a" }, ["npm ci"], [`npm ci: ${unsure("cd $X")}`]],
  ["npx npm run b", { b: "c" }, ["npx npm run b", "c +called"], []],
  ["cd $X; npx npm run b", { b: "c" }, ["npx npm run b", "c +called"], [`npx npm run b: ${unsure("cd $X")}`]],
  ["npx npm ci", { prepare: "a" }, ["npx npm ci", "a +"], []],
  [
    "npx npm ci",
    { prepare: "npm run b", b: "npm run x" },
    ["npx npm ci", "npm run b +", "npm run x +"],
    ['npm run x: "package.json" has no script "x"'],
  ],
  ["npm run x", { b: "c" }, ["npm run x"], ['npm run x: "package.json" has no script "x"']],
  ["npm ci", { prepare: "npm run x" }, ["npm ci", "npm run x +"], ['npm run x: "package.json" has no script "x"']],
  ["npm ci", { prepare: "make x" }, ["npm ci", "make x +"], ['make x: git tracks no Makefile in "."']],
  ["npm ci", { prepare: "make -f $X" }, ["npm ci", "make -f $X +"], [expect.stringMatching(/^make -f .* \+$/)]],
  ["make -f $X", {}, ["make -f $X"], [expect.stringMatching(/^make -f .*[^+]$/)]],
  ["make x", {}, ["make x"], ['make x: git tracks no Makefile in "."']],
  [
    "npm ci",
    { prepare: 'trap "$X" EXIT' },
    ["npm ci"],
    [`trap "$X" EXIT: what a trap runs is known only when it runs +`],
  ],
  [
    "npx $X npm ci",
    { prepare: "a" },
    ["npx $X npm ci", "a +"],
    ['npx $X npm ci: what "$X" stands for is known only when it runs +'],
  ],
  ["cd $X; npm ci", {}, ["npm ci"], []],
  ["cd $X; npx $Y", {}, ["npx $Y"], []],
  ["npx sh -c 'npm ci'", { prepare: "a" }, ["npx sh -c 'npm ci'", "npm ci +called", "a +"], []],
  ["cd $X; npx npm run b", { b: "make x" }, ["npx npm run b", "make x +called"], [`npx npm run b: ${unsure("cd $X")}`]],
])("%s %j", async (text, scripts, expected, doubted) => {
  const [runs, doubts] = await follow(text, manifest(scripts));
  expect(runs).toEqual(expected);
  expect(doubts).toEqual(doubted);
});

test("a script that an installation runs twice, with other words", async () => {
  const [runs] = await follow("npm ci", {
    ...manifest({ prepare: "./a.sh x; ./a.sh y" }),
    "a.sh": "#!/bin/sh\nb $1\n",
  });
  expect(runs).toEqual(["npm ci", "./a.sh x +", "b x +", "./a.sh y +", "b y +"]);
});

test("what make is given goes on to the make of a script that it runs", async () => {
  const files = { Makefile: "x: ; ./b.sh\ny: ; $(A) c\n", "b.sh": "#!/bin/sh\nmake y\n" };
  const [runs] = await follow("make x A=b", files);
  expect(runs.at(-1)).toBe("b c");
});

test("the script up to the end of each command, and what its task asks for", async () => {
  const { runs } = await followed("a; b\njust x", { justfile: "x:\n  c\n" });
  expect(runs.map(({ past }) => past.text)).toEqual(["a", "a; b", "a; b\njust x", "c"]);
  expect(runs.map(({ asks }) => asks.includes("JUST_DRY_RUN"))).toEqual([false, false, false, true]);
});

test("where a task runs its script, and the file that keeps it from that", async () => {
  const files = { "s/package.json": JSON.stringify({ scripts: { b: "c" } }), Makefile: "x: ; d\n" };
  const { runs } = await followed("npm --prefix s run b\nmake x", files);
  expect(runs.map(({ text, cwd, unless }) => [text, cwd, ...unless])).toEqual([
    ["npm --prefix s run b", ""],
    ["c", "s"],
    ["make x", ""],
    ["d", "", "x"],
  ]);
});
