import { describe, expect, test } from "vitest";
import { everything, type Filter, groupsOf } from "../../../../lib/catalog/query/filter.ts";
import { parseFilter, parseQuery } from "../../../../lib/catalog/query/parse.ts";

const options = { now: Date.UTC(2026, 2, 1, 15, 30), isLocal: false };
const read = (text: string) => parseQuery(text, options);
const conditionsOf = (text: string) => read(text).filter.conditions;
const exact = (text: string) => ({ text, isGlob: false });

describe("parseQuery", () => {
  test("reads the fields of the README", () => {
    const text = "tag:x step:train tool:python>=3.12 sha256:ab12 before:2026-01-01 outcome:failed";
    expect(conditionsOf(text)).toMatchObject([
      { field: "tag", key: exact("x"), value: null, isNegated: false },
      { field: "step", pattern: exact("train") },
      { field: "tool", name: exact("python"), range: { text: ">=3.12" } },
      { field: "digest", prefix: "ab12" },
      { field: "time", from: null, below: Date.UTC(2026, 0, 1) },
      { field: "outcome", pattern: exact("failed") },
    ]);
    expect(read(text).words).toEqual([]);
  });

  test("keeps words, phrases and what is not wanted apart", () => {
    expect(read('disk "no space left" -retry -"out of memory" step:train')).toMatchObject({
      filter: { conditions: [{ field: "step" }] },
      words: [
        { text: "disk", isPhrase: false, isNegated: false },
        { text: "no space left", isPhrase: true, isNegated: false },
        { text: "retry", isPhrase: false, isNegated: true },
        { text: "out of memory", isPhrase: true, isNegated: true },
      ],
    });
  });

  test("takes quotes for what they are: blanks and stars inside are the value", () => {
    expect(conditionsOf('step:"a * b" tag:"owner=Ann Lee" step:tr*')).toEqual([
      { field: "step", pattern: exact("a * b"), isNegated: false },
      { field: "tag", key: exact("owner"), value: exact("Ann Lee"), isNegated: false },
      { field: "step", pattern: { text: "tr*", isGlob: true }, isNegated: false },
    ]);
  });

  test("negates with a dash, takes any case of a field's name, and synonyms", () => {
    expect(conditionsOf("-outcome:succeeded Step:x after:2026-01-01 dist:numpy id:2026")).toMatchObject([
      { field: "outcome", isNegated: true },
      { field: "step", isNegated: false },
      { field: "time", from: Date.UTC(2026, 0, 1) },
      { field: "distribution", name: exact("numpy"), range: null },
      { field: "run", prefix: "2026" },
    ]);
  });

  test("reads dates by what they include", () => {
    expect(conditionsOf("since:2026-01 until:2026-01 on:2026-01-31 before:7d")).toMatchObject([
      { from: Date.UTC(2026, 0, 1), below: null },
      { from: null, below: Date.UTC(2026, 1, 1) },
      { from: Date.UTC(2026, 0, 31), below: Date.UTC(2026, 1, 1) },
      { from: null, below: options.now - 7 * 86_400_000 },
    ]);
  });

  test("reads states, checks, exit codes and lengths of time", () => {
    expect(
      conditionsOf("check:violated check:preflight=proved check:self exit:137 duration:>10m duration:<=1s is:dirty"),
    ).toMatchObject([
      { field: "check", name: null, verdict: "violated" },
      { field: "check", name: exact("preflight"), verdict: "proved" },
      { field: "check", name: exact("self"), verdict: null },
      { field: "exit", code: 137 },
      { field: "duration", from: 600_001, below: null },
      { field: "duration", from: null, below: 1001 },
      { field: "is", state: "dirty" },
    ]);
    expect(read("is:refused").filter).toEqual({ conditions: [], isRefused: true });
  });

  test("leaves addresses and messages with colons words", () => {
    expect(read("https://example.org error: C:\\x std::vector 12:30 :x a:").words.map(({ text }) => text)).toEqual([
      "https://example.org",
      "error:",
      "C:\\x",
      "std::vector",
      "12:30",
      ":x",
      "a:",
    ]);
  });

  test.each([
    ["setp:train", 'Unknown field "setp", did you mean "step:"?'],
    ["outcome:faild", 'did you mean "failed"?'],
    ["review:done", '"review:" takes one of pending, approved, rejected, found "done"'],
    ["sha256:ab1", '"sha256:" takes 4 to 64 hexadecimal digits, found "ab1"'],
    ["digest:sha256:xyzw", "hexadecimal digits"],
    ["commit:HEAD", "hexadecimal digits"],
    ["tool:>=3", '"tool:" needs a name before the versions'],
    ["tool:python>=", 'Cannot use the version range ">="'],
    ["before:tomorrow", 'Cannot use the date "tomorrow"'],
    ["exit:one", '"exit:" takes a number'],
    ["duration:10m", '"duration:" takes a comparison such as >10m'],
    ["is:refsed", "takes one of incomplete, dirty, rerun"],
    ["-is:refused", "leave it out"],
    ['step:""', '"step:" needs a value'],
    ['a "b', "a double quote is not closed"],
    ["x".repeat(10_001), "Cannot read a question of 10001 characters"],
  ])("refuses %j", (text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  test("is not led astray by names of every object", () => {
    for (const name of ["constructor", "__proto__", "toString"]) {
      const { filter, words } = read(`${name}:x`);
      expect([filter.conditions, words.length]).toEqual([[], 1]);
    }
  });

  test("ends soon, whatever it is given", () => {
    const started = process.hrtime.bigint();
    for (const hostile of [
      "-".repeat(10_000),
      "a:".repeat(5000),
      '""'.repeat(5000),
      " ".repeat(10_000),
      "\n\0:".repeat(3000),
    ])
      read(hostile);
    expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(1000);
  });
});

test("parseFilter takes fields only, and says where words go", () => {
  expect(parseFilter([], options)).toEqual(everything);
  expect(parseFilter(["step:a step:b", "tag:x"], options).conditions).toHaveLength(3);
  expect(() => parseFilter(["nonsense:x"], options)).toThrow(
    'Unknown field "nonsense": expected one of project, step, ',
  );
  expect(() => parseFilter(["train"], options)).toThrow('Unexpected argument "train": expected FIELD:VALUE');
});

test("groupsOf makes alternatives of what a run has one of", () => {
  const filter: Filter = read("step:a tag:x step:b tag:y -step:c -step:d outcome:failed").filter;
  const shown = groupsOf(filter).map((group) =>
    group.map(({ field, isNegated }) => `${isNegated ? "-" : ""}${field}`).join("|"),
  );
  expect(shown).toEqual(["step|step", "tag", "tag", "-step", "-step", "outcome"]);
});
