import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { sha256 } from "../../../lib/digest.ts";
import { formatReview, jsonSchemas, parseReview, type Review } from "../../../lib/evidence/index.ts";
import { formatDocument } from "../../../lib/json.ts";

const review: Review = {
  bundleDigest: "a".repeat(64),
  decision: "approve",
  note: "Zahlen geprüft ✓",
  at: "2026-02-15T20:13:00.000Z",
  runId: "2026-02-15T20-13-00Z-0000000a",
  step: "train",
  previous: ["b".repeat(64), "c".repeat(64)],
};
const statement = () => JSON.parse(formatReview(review).toString("utf8"));
const refusal = (payload: Buffer): unknown => {
  try {
    return parseReview(payload, "review.x");
  } catch (error) {
    return error;
  }
};

describe("formatReview", () => {
  test("keeps its bytes for ever", () => {
    const bytes = formatReview(review);
    expect(bytes.toString("utf8")).toBe(
      `{"_type":"https://in-toto.io/Statement/v1","predicate":{"at":"2026-02-15T20:13:00.000Z","decision":"approve","note":"Zahlen geprüft ✓","previous":["${"b".repeat(64)}","${"c".repeat(64)}"],"runId":"2026-02-15T20-13-00Z-0000000a","step":"train"},"predicateType":"pkg:npm/kprovengine#predicate/review/v1","subject":[{"digest":{"sha256":"${"a".repeat(64)}"},"name":"manifest.json"}]}\n`,
    );
    expect(sha256(bytes)).toBe("dddc7dd5f14222da6b95b5d5935fe2e30dd1d82c9bc00b81ac4f83d9801700b3");
  });

  test("gives one payload for the same predecessors in any order and number", () => {
    const [b = "", c = ""] = review.previous;
    expect(formatReview({ ...review, previous: [c, b, c] })).toEqual(formatReview(review));
  });

  test("is what parseReview reads", () => {
    expect(parseReview(formatReview(review))).toEqual(review);
  });

  test.each<[string, Partial<Review>]>([
    ["a reject without a reason", { decision: "reject", note: "" }],
    ["a reject with a blank reason", { decision: "reject", note: "  " }],
    ["a newline", { note: "a\nb" }],
    ["an escape sequence", { note: "\u001b[2J" }],
    ["a C1 control", { note: "\u009b2J" }],
    ["an override of direction", { note: "a\u202eb" }],
    ["an isolate", { note: "a\u2067b" }],
    ["a line separator", { note: "a\u2028b" }],
    ["a lone surrogate", { note: "a\ud800b" }],
    ["10,001 characters", { note: "x".repeat(10_001) }],
    ["a decision that is none", { decision: "maybe" as "approve" }],
    ["a time without milliseconds", { at: "2026-02-15T20:13:00Z" }],
    ["an empty step", { step: "" }],
    ["a short digest", { bundleDigest: "abc" }],
    ["an upper-case digest", { previous: ["B".repeat(64)] }],
    ["101 predecessors", { previous: Array.from({ length: 101 }, (_, index) => sha256(String(index))) }],
  ])("refuses %s", (_, change) => {
    expect(() => formatReview({ ...review, ...change })).toThrow(expect.objectContaining({ code: "E_STATEMENT" }));
  });

  test.each<[string, string]>([
    ["10,000 characters beyond the first plane", "😀".repeat(10_000)],
    ["letters written from right to left", "אושר"],
    ["markup, which is only text", "<b>**ok**</b>"],
    ["nothing", ""],
  ])("takes a note of %s", (_, note) => {
    expect(parseReview(formatReview({ ...review, note })).note).toBe(note);
  });
});

describe("parseReview refuses", () => {
  const edited = (edit: (value: ReturnType<typeof statement>) => void): Buffer => {
    const value = statement();
    edit(value);
    return formatDocument(value);
  };
  const text = formatReview(review).toString("utf8");
  const digest = "d".repeat(64);

  test.each<[string, Buffer]>([
    ["nothing", Buffer.alloc(0)],
    ["no JSON", Buffer.from("approve\n")],
    ["a list", Buffer.from("[]\n")],
    ["invalid UTF-8", Buffer.concat([formatReview(review), Buffer.from([0xff])])],
    ["a byte order mark", Buffer.from(`\ufeff${text}`)],
    ["trailing bytes", Buffer.from(`${text}{}`)],
    ["a second newline", Buffer.from(`${text}\n`)],
    ["no newline", Buffer.from(text.trimEnd())],
    ["a space, so that one review would have two digests", Buffer.from(text.replace(":", ": "))],
    ["duplicate keys", Buffer.from(text.replace('"decision":"approve"', '"decision":"reject","decision":"approve"'))],
    ["deep nesting", Buffer.from(`${'{"a":'.repeat(20)}1${"}".repeat(20)}\n`)],
    ["a megabyte", Buffer.from(text.replace("Zahlen", "Z".repeat(2 ** 20)))],
    ["an unknown field", edited((value) => Object.assign(value.predicate, { weight: 2 }))],
    ["an unknown field beside the predicate", edited((value) => Object.assign(value, { more: 1 }))],
    ["another statement type", edited((value) => Object.assign(value, { _type: "https://in-toto.io/Statement/v0.1" }))],
    ["another predicate type", edited((value) => Object.assign(value, { predicateType: "x" }))],
    ["no subject", edited((value) => Object.assign(value, { subject: [] }))],
    [
      "two subjects, of which one is the bundle",
      edited((value) => value.subject.push({ name: "manifest.json", digest: { sha256: digest } })),
    ],
    ["a subject of another name", edited((value) => Object.assign(value.subject[0], { name: "provenance.json" }))],
    ["a second digest", edited((value) => Object.assign(value.subject[0].digest, { sha512: "00" }))],
    ["unsorted predecessors", edited((value) => value.predicate.previous.reverse())],
    ["one predecessor twice", edited((value) => Object.assign(value.predicate, { previous: [digest, digest] }))],
    ["a reject without a reason", edited((value) => Object.assign(value.predicate, { decision: "reject", note: "" }))],
    ["a missing note", edited((value) => delete value.predicate.note)],
    ["a number for a note", edited((value) => Object.assign(value.predicate, { note: 1 }))],
  ])("%s", (_, payload) => {
    expect(refusal(payload)).toMatchObject({ code: "E_STATEMENT", message: expect.stringContaining("review.x") });
  });
});

describe("the shipped JSON Schema of a review", () => {
  const validate = new Ajv2020().compile(jsonSchemas()["review-statement"] ?? {});
  const withNote = (note: string) => {
    const value = statement();
    value.predicate.note = note;
    return value;
  };

  test("accepts what parseReview accepts", () => {
    expect(validate(statement()), JSON.stringify(validate.errors)).toBe(true);
    expect(validate(withNote("😀".repeat(10_000)))).toBe(true);
  });

  test.each(["a\nb", "\u001b[2J", "a\u202eb", "x".repeat(10_001)])("refuses the note %j", (note) => {
    expect(validate(withNote(note))).toBe(false);
  });

  test("refuses an unknown field, and a second subject", () => {
    expect(validate({ ...statement(), more: 1 })).toBe(false);
    const value = statement();
    value.subject.push(value.subject[0]);
    expect(validate(value)).toBe(false);
  });
});
