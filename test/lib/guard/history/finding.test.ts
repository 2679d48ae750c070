import { describe, expect, it } from "vitest";
import {
  inMessage,
  inPerson,
  inReference,
  type Origin,
  titleOf,
  unreadable,
} from "../../../../lib/guard/history/finding.ts";

const name = "0123456789abcdef0123456789abcdef01234567";
const told = { token: "acme", secrecy: undefined };
const secret = { token: "f00", secrecy: { blind: (text: string) => `blind ${text}`, labelOf: () => "of the list" } };

const origins: Origin[] = [
  { kind: "commit", name, isHead: true },
  { kind: "commit", name, isHead: false },
  { kind: "tag", name },
  { kind: "note", reference: "refs/notes/a b", commit: name },
];

describe("a finding of the history", () => {
  it("in a message says where it is and what mends it there", () => {
    const line = { what: "message", line: 3, text: "for acme" };
    expect(
      origins.map((origin) => inMessage(told, origin, line)).map(({ message, fix }) => [message, fix]),
    ).toMatchInlineSnapshot(`
      [
        [
          "Commit 0123456789ab: Forbidden token "acme" in the message, line 3",
          "git commit --amend",
        ],
        [
          "Commit 0123456789ab: Forbidden token "acme" in the message, line 3",
          "git rebase --interactive 0123456789ab^, and reword it",
        ],
        [
          "Tag object 0123456789ab: Forbidden token "acme" in the message, line 3",
          "make the tag anew with another message: git tag --force --annotate",
        ],
        [
          "Note on commit 0123456789ab in refs/notes/a b: Forbidden token "acme" in the message, line 3",
          "git notes --ref='refs/notes/a b' edit 0123456789ab",
        ],
      ]
    `);
  });

  it("in a person says how many objects have it, and one of them", () => {
    const [first = { kind: "tag", name }] = origins;
    const person = { who: "author", text: "Acme <a@x>", first };
    expect([1, 2].map((count) => inPerson(told, { ...person, count }).message)).toMatchInlineSnapshot(`
      [
        "Forbidden token "acme" in the name or address of the author of commit 0123456789ab",
        "Forbidden token "acme" in the name or address of the author of 2 objects, among them commit 0123456789ab",
      ]
    `);
  });

  it("in a name says how to give another one", () => {
    const names = [
      { name: "refs/heads/for/acme", kind: "branch" },
      { name: "refs/tags/acme;x", kind: "tag" },
    ] as const;
    expect(names.map((one) => inReference(told, one)).map(({ message, fix }) => [message, fix])).toMatchInlineSnapshot(`
      [
        [
          "Forbidden token "acme" in the name of the branch "for/acme"",
          "git branch -m for/acme NEW_NAME",
        ],
        [
          "Forbidden token "acme" in the name of the tag "acme;x"",
          "git tag NEW_NAME 'acme;x'^{} && git tag -d 'acme;x'",
        ],
      ]
    `);
  });

  it("is known by the text, by a keyed digest of it for a token that nobody may read", () => {
    const [origin = { kind: "tag", name }] = origins;
    const reference = { name: "refs/heads/acme", kind: "branch" } as const;
    const person = { who: "author", text: "acme", first: origin, count: 1 };
    for (const print of [
      (one: typeof told | typeof secret, text: string) => inMessage(one, origin, { what: "text", line: 1, text }),
      (one: typeof told | typeof secret, text: string) => inPerson(one, { ...person, text }),
      (one: typeof told | typeof secret, text: string) =>
        inReference(one, { ...reference, name: `refs/heads/${text}` }),
    ]) {
      const prints = ["acme", "acme corp"].flatMap((text) => {
        const keyed = { ...secret, token: "acme", secrecy: { ...secret.secrecy, blind: (all: string) => `x${all}` } };
        return [told, { ...secret, token: "acme" }, keyed].map((one) => print(one, text).fingerprint);
      });
      expect(new Set(prints).size).toBe(6);
    }
  });
});

it("titleOf begins a sentence, or goes on with one", () => {
  expect(origins.flatMap((origin) => [titleOf(origin), titleOf(origin, false)])).toMatchInlineSnapshot(`
    [
      "Commit 0123456789ab",
      "commit 0123456789ab",
      "Commit 0123456789ab",
      "commit 0123456789ab",
      "Tag object 0123456789ab",
      "tag object 0123456789ab",
      "Note on commit 0123456789ab in refs/notes/a b",
      "note on commit 0123456789ab in refs/notes/a b",
    ]
  `);
});

it("unreadable is undecided, and has a way out only where there is one", () => {
  expect(unreadable("why")).toStrictEqual({ code: "HISTORY_UNREADABLE", level: "undecided", message: "why" });
  expect(unreadable("why", "how")).toMatchObject({ fix: "how" });
});
