import { describe, expect, test } from "vitest";
import { sha256 } from "../../../../lib/digest.ts";
import { workflowSurface } from "../../../../lib/guard/governance/workflow.ts";

const surface = (text: string, path = ".github/workflows/a.yml") => workflowSurface(path, text);
const one = "1".repeat(40);
const two = "2".repeat(40);

describe("workflowSurface", () => {
  test("layout, comments and quotes are no part of the meaning; a step is", async () => {
    const [a, b, c] = await Promise.all([
      surface("jobs:\n  a:\n    steps:\n      - run: make\n"),
      surface('# words\njobs: { a: { steps: [{ "run": "make" }] } }\n'),
      surface("jobs:\n  a:\n    steps:\n      - run: make || true\n"),
    ]);
    expect(a.meaning).toBe(b.meaning);
    expect(a.sha256).not.toBe(b.sha256);
    expect(a.meaning).not.toBe(c.meaning);
  });

  test("a line end of YAML 1.1 leaves no meaning: to some readers a step may stand behind it", async () => {
    for (const end of ["\u0085", "\u2028", "\u2029"])
      expect((await surface(`a:\n  image: x # LTS${end}  allow_failure: true\n`)).meaning).toBeNull();
    expect((await surface('a: { name: "\\u2028\\u2029\\u0085" }\n')).meaning).not.toBeNull();
  });

  test("a whole commit of an action is a pin; a tag, a branch, a short commit or another action is meaning", async () => {
    const uses = (value: string) => surface(`jobs: { a: { steps: [{ uses: ${value} }] } }\n`);
    const [a, b, tag, short, other, image] = await Promise.all([
      uses(`acme/do@${one}`),
      uses(`acme/do@${two}`),
      uses("acme/do@v4"),
      uses(`acme/do@${one.slice(1)}`),
      uses(`evil/do@${one}`),
      uses(`docker://acme/do@${one}`),
    ]);
    expect([a.pins, b.pins, tag.pins, short.pins, image.pins]).toEqual([
      [`acme/do@${one}`],
      [`acme/do@${two}`],
      [],
      [],
      [],
    ]);
    expect(a.meaning).toBe(b.meaning);
    expect(new Set([a, tag, short, other, image].map(({ meaning }) => meaning)).size).toBe(5);
  });

  test("a pin elsewhere than behind uses is meaning", async () => {
    const [a, b] = await Promise.all([
      surface(`env: { REF: acme/do@${one} }\n`),
      surface(`env: { REF: acme/do@${two} }\n`),
    ]);
    expect(a.meaning).not.toBe(b.meaning);
  });

  test.each<[string, string, string]>([
    ["a tag, as of GitLab's references", "script: !reference [.gate, script]", "script: [.gate, script]"],
    ["which value has the tag", "a: !x [1]\nb: [1]", "a: [1]\nb: !x [1]"],
    [
      "which of two anchors an alias names, where one has a tag",
      "a: &x !y [1]\nb: &z [1]\nc: *x",
      "a: &x !y [1]\nb: &z [1]\nc: *z",
    ],
    ["the tag itself", "a: !x 1", "a: !y 1"],
    ["a tag of a name", "!x a: 1", "a: 1"],
    ["a word that is no text to YAML 1.1", "a: no", 'a: "no"'],
    ["the same in a list", "a: [b, Off]", 'a: [b, "Off"]'],
    ["a number of YAML 1.1", "a: 010", "a: 10"],
    ["an old number", "a: 1_000", 'a: "1_000"'],
    ["a time", "a: -1:30", "a: '-1:30'"],
    ["a day", "a: 2026-01-02", "a: '2026-01-02'"],
    ["a moment", "a: 2026-1-2 10:00:00", "a: '2026-1-2 10:00:00'"],
    ["a fraction", "a: 1_0.5", "a: '1_0.5'"],
    ["a power", "a: 1_0e+3", "a: '1_0e+3'"],
    ["bits", "a: 0b1", "a: '0b1'"],
    ["digits to sixteen", "a: 0x_f", "a: '0x_f'"],
    ["the last digit of a long number", "a: 12345678901234567891", "a: 12345678901234567892"],
    ["a version that is read as a number", "a: 1.10", "a: 1.1"],
  ])("%s is meaning", async (_, was, is) => {
    expect((await surface(`${was}\n`)).meaning).not.toBe((await surface(`${is}\n`)).meaning);
  });

  test.each([
    ["a: make", 'a: "make"'],
    ["a: nothing", "a: 'nothing'"],
    ["a: x2", 'a: "x2"'],
    ["a: [20.x, 3.12.1, 10m]", 'a: ["20.x", "3.12.1", "10m"]'],
    ["a: 0 0 * * *", 'a: "0 0 * * *"'],
    ["no: 1", "'no': 1"],
    ["010: a", '"010": a'],
    ["a: true", "a: TRUE"],
    ["a: ~", "a: null"],
    ['a: "no"', "a: 'no'"],
    ["a: |-\n  010", "a: '010'"],
    ["a: !x [b]", "a:   !x\n  - 'b' # words"],
    ["a: &x [1]\nb: &z [1]\nc: *x", "a: &x [1]\nb: &z [1]\nc: *z"],
    ["a: 010\nb: c", "# words\na:   010\nb: 'c'"],
  ])("%j means the same as %j", async (was, is) => {
    const [a, b] = [await surface(`${was}\n`), await surface(`${is}\n`)];
    expect(a.meaning).toMatch(/^[0-9a-f]{64}$/);
    expect(a.meaning).toBe(b.meaning);
  });

  test("of a document that reads alike everywhere the meaning is that of its values; of an empty one, of null", async () => {
    expect((await surface("b: [1, x]\na: null\n")).meaning).toBe(sha256('{"a":null,"b":[1,"x"]}'));
    expect((await surface("# words\n")).meaning).toBe(sha256("null"));
    // JSON has one reading.
    for (const path of ["a.json", "a.yml.json"])
      expect((await surface('{ "a": 1.10 }', path)).meaning).toBe(sha256('{"a":1.1}'));
  });

  test("what is tagged, or read in two ways, stands behind the values by its place in the document", async () => {
    const marks = '[[3,null,"010"],[5,"!x",null],[8,null,"*y"]]';
    expect((await surface("a: &y 010\nb: !x [1]\nc: *y")).meaning).toBe(sha256(`{"a":10,"b":[1],"c":10}\0${marks}`));
  });

  test("pins come in the order of the document, however deep; what has none but looks so is left", async () => {
    const { pins } = await surface(
      `b: [{ uses: z/a@${one} }]\na: { uses: { uses: a/b/c@${two} } }\nd: [{ uses: 1 }, { uses: [a/b@${one}] }]\n`,
    );
    expect(pins).toEqual([`z/a@${one}`, `a/b/c@${two}`]);
  });

  test("of values that nobody can write down it has no meaning, and no pins", async () => {
    expect(await surface(`a: { uses: a/b@${one} }\nb: .inf\n`)).toMatchObject({ meaning: null, pins: [] });
  });

  test.each(["a: 1\na: 2\n", "{", "a: 1\n---\nb: 2\n"])("%j can't be parsed: it has no meaning", async (text) => {
    expect(await surface(text)).toMatchObject({ meaning: null, pins: [] });
  });

  test("a file of a form that nobody knows has no meaning", async () => {
    expect(await surface("a: 1\n", "Jenkinsfile")).toMatchObject({ meaning: null });
  });
});
