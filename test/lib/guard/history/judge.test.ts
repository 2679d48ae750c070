import { describe, expect, it } from "vitest";
import { createMatcher } from "../../../../lib/guard/forbidden/index.ts";
import { createPeople, judgeNote, judgeObject, judgeReference } from "../../../../lib/guard/history/judge.ts";
import { matcherFor } from "../../../support/deny.ts";

const origin = { kind: "commit", name: "0".repeat(40), isHead: true } as const;

const plain = [createMatcher(["globex", "acme-corp", "Zürich"])];

/** What is found in a commit, by its messages. */
const judge = (text: string | Buffer, matchers = plain): string[] | undefined => {
  const people = createPeople();
  const found = judgeObject({ type: "commit", bytes: Buffer.from(text as string) }, { matchers, origin, people });
  return found && [...found, ...people.findings()].map(({ message }) => message);
};

const notes = (text: string, matchers = plain) => judgeNote(Buffer.from(text), matchers, origin);

describe("judgeObject", () => {
  it("finds each token once in each part, in the order of the list for people", () => {
    const both = "acme-corp globex acme-corp";
    expect(judge(`author ${both} <a@x> 1 +0000\nx-made-by globex\n\n${both}\n`)).toEqual([
      expect.stringMatching(/"globex" in the header "x-made-by", line 1$/),
      expect.stringMatching(/"acme-corp" in the message, line 1$/),
      expect.stringMatching(/"globex" in the message, line 1$/),
      expect.stringMatching(/"globex" in the name or address of the author of commit 0{12}$/),
      expect.stringMatching(/"acme-corp" in the name or address of the author of commit 0{12}$/),
    ]);
  });

  it("finds what a stated encoding makes of the bytes, and what they are", () => {
    const commit = (encoding: string, message: string) =>
      Buffer.from(`author A <a@x> 1 +0000\nencoding ${encoding}\n\n${message}\n`, "latin1");
    expect(judge(commit("ISO-8859-1", "Z\xfcrich"))).toEqual([expect.stringMatching(/"Zürich" in the message/)]);
    expect(judge(commit("UTF-16LE", "acme-corp\xff"))).toEqual([expect.stringMatching(/"acme-corp" in the message/)]);
    expect(judge(commit("ISO-8859-1", "words"))).toEqual([]);
    expect(judge(commit("x-planted", "words"))).toBeUndefined();
  });

  it("looks for the tokens of every list", () => {
    expect(judge("\nacme-corp and initech\n", [...plain, matcherFor(["initech"])])).toHaveLength(2);
    expect(judge("\ninitech\n", [...plain, matcherFor(["initech"])])).toHaveLength(1);
    expect(judge("\nwords\n", [...plain, matcherFor(["initech"])])).toEqual([]);
  });
});

describe("judgeNote", () => {
  it.each([
    ["acme-corp", 1],
    ["one\nacme-corp", 2],
    ["one\n\nof acme-corp\nacme-corp", 3],
    ["\nacme-corp\n", 2],
  ])("names the first line with a token: %j", (text, line) => {
    expect(notes(text).map(({ message }) => message)).toEqual([expect.stringMatching(`in the text, line ${line}$`)]);
  });

  it("names the line on which a token begins that goes on over the next", () => {
    const own = [matcherFor(["acme corp"])];
    for (const [text, line] of [
      ["a\ncme corp", 1],
      ["x\na\ncme\ncorp\n", 2],
    ] as const) {
      const [first, ...rest] = notes(text, own);
      expect(first?.message).toMatch(new RegExp(`line ${line}$`));
      expect(rest).toEqual([]);
    }
  });

  it("knows a token by the text of its line, without the space around it", () => {
    const [print] = notes("for acme-corp").map(({ fingerprint }) => fingerprint);
    for (const same of ["for acme-corp\n", "  for acme-corp \r\nmore", "more\n\tfor acme-corp\n\n"])
      expect(notes(same).map(({ fingerprint }) => fingerprint)).toEqual([print]);
    for (const other of ["for acme-corps", "of acme-corp", "x for acme-corp"])
      expect(notes(other).map(({ fingerprint }) => fingerprint)).not.toEqual([print]);
  });
});

it("judgeReference reads the name behind the kind", () => {
  const matchers = [createMatcher(["heads", "tags", "acme"])];
  const find = (name: string, kind: "branch" | "tag") =>
    judgeReference({ name, kind, object: "" }, matchers).map(({ message }) => message);
  expect(find("refs/heads/main", "branch")).toEqual([]);
  expect(find("refs/tags/v1", "tag")).toEqual([]);
  expect(find("refs/heads/acme/refs/tags/x", "branch")).toEqual([
    expect.stringMatching(/"tags" in the name of the branch "acme\/refs\/tags\/x"$/),
    expect.stringMatching(/"acme" in the name of the branch "acme\/refs\/tags\/x"$/),
  ]);
  expect(find("refs/tags/acme", "tag")).toEqual([expect.stringMatching(/"acme" in the name of the tag "acme"$/)]);
});

describe("createPeople", () => {
  const person = { who: "author", text: "Acme", origin };

  it("counts the objects of a person, and names the oldest, which comes last", () => {
    const people = createPeople();
    const told = { token: "acme", secrecy: undefined };
    people.add(told, person);
    people.add(told, { ...person, origin: { kind: "tag", name: "1".repeat(40) } });
    people.add(told, { ...person, who: "committer" });
    people.add(told, { ...person, text: "Bo of Acme" });
    people.add({ ...told, token: "corp" }, person);
    expect(people.findings().map(({ message }) => message.replace(/^.* of the /, ""))).toEqual([
      "author of 2 objects, among them tag object 111111111111",
      ...["committer of commit 000000000000", "author of commit 000000000000", "author of commit 000000000000"],
    ]);
  });
});
