import { describe, expect, test } from "vitest";
import { sha256 } from "../../../lib/digest.ts";
import type { ReviewStatement } from "../../../lib/verify/review/chain.ts";
import { judgeReviews, type ReviewInput } from "../../../lib/verify/reviews.ts";
import { reviewBy, reviewedBundle } from "../../support/reviews.ts";

const judge = (statements: readonly ReviewStatement[], rules: Partial<ReviewInput> = {}) =>
  judgeReviews({
    statements,
    bundleDigest: reviewedBundle,
    runners: ["rita"],
    required: 1,
    reviewerMayBeRunner: false,
    ...rules,
  });
const codesOf = (statements: readonly ReviewStatement[], rules?: Partial<ReviewInput>): string[] =>
  judge(statements, rules).findings.map(({ code, level }) => `${code} ${level}`);

const [approve, reject] = ["approve", "reject"] as const;
const by = (owner: string, decision: "approve" | "reject", ...after: ReviewStatement[]): ReviewStatement =>
  reviewBy({ by: [owner], decision, after });

describe("judgeReviews: chains", () => {
  const ann = by("ann", approve);
  const annNo = by("ann", reject);
  const bob = by("bob", approve);
  const bobAfterAnn = by("bob", approve, ann);
  const bobNo = by("bob", reject, ann);
  const joined = by("carol", approve, ann, bob);
  const silent = by("bob", approve, annNo);
  const annAnswers = by("ann", approve, silent);
  const annAgain = by("ann", reject, annAnswers);

  test.each<[string, ReviewStatement[], Partial<ReviewInput>, string, string[]]>([
    ["nothing", [], {}, "pending", ["REVIEW_MISSING undecided"]],
    ["an approval", [ann], {}, "approved", []],
    ["an approval where two are needed", [ann], { required: 2 }, "pending", ["REVIEW_MISSING undecided"]],
    ["two approvals in a row", [ann, bobAfterAnn], { required: 2 }, "approved", []],
    ["the same in another order", [bobAfterAnn, ann], { required: 2 }, "approved", []],
    ["a reject", [annNo], {}, "rejected", ["REVIEW_MISSING undecided", "REVIEW_REJECTED violation"]],
    ["an approval and a reject after it", [ann, bobNo], {}, "rejected", ["REVIEW_REJECTED violation"]],
    ["a reject that somebody else answers", [annNo, silent], {}, "rejected", ["REVIEW_REJECTED violation"]],
    ["a reject that its author answers, later", [annNo, silent, annAnswers], { required: 2 }, "approved", []],
    [
      "a reject after its author's answer",
      [annNo, silent, annAnswers, annAgain],
      {},
      "rejected",
      ["REVIEW_REJECTED violation"],
    ],
    [
      "an approval by the same owner that does not come after the reject",
      [annNo, by("ann", approve)],
      {},
      "rejected",
      ["REVIEW_MISSING undecided", "REVIEW_FORK undecided", "REVIEW_REJECTED violation"],
    ],
    ["two roots", [ann, bob], {}, "pending", ["REVIEW_FORK undecided"]],
    ["two ends", [ann, bobAfterAnn, by("carol", approve, ann)], {}, "pending", ["REVIEW_FORK undecided"]],
    ["two ends that a third review joins", [ann, bob, joined], { required: 3 }, "approved", []],
    ["a missing predecessor", [bobAfterAnn], {}, "pending", ["REVIEW_GAP undecided"]],
    ["a missing predecessor of two joined ends", [ann, joined], {}, "pending", ["REVIEW_GAP undecided"]],
    [
      "one review twice",
      [ann, { ...ann, path: "attestations/copy" }],
      { required: 2 },
      "pending",
      ["REVIEW_MISSING undecided"],
    ],
  ])("%s", (_, statements, rules, state, codes) => {
    const judged = judge(statements, rules);
    expect(judged.findings.map(({ code, level }) => `${code} ${level}`)).toEqual(codes);
    expect(judged.state.state).toBe(state);
    expect(judged.state.verdict === "proved").toBe(codes.length === 0);
    expect(judged.claims).toHaveLength(1);
    expect(judged.claims[0]?.verdict).toBe(
      { proved: "proved", violated: "failed", undecided: "unverified" }[judged.state.verdict],
    );
  });

  test("name the head, and none where there are two", () => {
    expect(judge([bobAfterAnn, ann]).state.head).toBe(bobAfterAnn.payloadDigest);
    expect(judge([ann, bob])).toMatchObject({
      state: { head: null },
      heads: [ann, bob].map((r) => r.payloadDigest).sort(),
    });
    expect(judge([]).state.head).toBe(null);
  });

  test("are listed with predecessors first, whatever the clocks say", () => {
    const first = reviewBy({ by: ["ann"], at: "2030-01-01T00:00:00.000Z" });
    const second = reviewBy({ by: ["bob"], at: "2001-01-01T00:00:00.000Z", after: [first] });
    expect(judge([second, first]).reviews.map(({ digest }) => digest)).toEqual([
      first.payloadDigest,
      second.payloadDigest,
    ]);
  });
});

describe("judgeReviews: who counts", () => {
  test("one owner with two keys is one", () => {
    const first = by("ann", approve);
    const second = by("ann", approve, first);
    expect(judge([first, second], { required: 2 }).state).toMatchObject({ state: "pending", approvedBy: ["ann"] });
  });

  test("one payload signed by two owners counts for both", () => {
    expect(judge([reviewBy({ by: ["ann", "bob"] })], { required: 2 }).state.approvedBy).toEqual(["ann", "bob"]);
  });

  test("one payload in two files counts for the signers of both", () => {
    const one = reviewBy({ by: ["ann"], note: "fine" });
    const other = { ...reviewBy({ by: ["bob"], note: "fine" }), path: "attestations/other" };
    expect(judge([one, other], { required: 2 }).state.state).toBe("approved");
  });

  test("an owner who also signed the run doesn't, unless the trust file says so", () => {
    const own = by("rita", approve);
    expect(judge([own])).toMatchObject({
      state: { state: "pending", approvedBy: [] },
      reviews: [{ notCounted: "also signed the run" }],
    });
    expect(judge([own]).findings[0]?.message).toContain("rita");
    expect(judge([own], { reviewerMayBeRunner: true }).state.state).toBe("approved");
  });

  test("nobody is told from the runner when nobody trusted signed the run", () => {
    expect(codesOf([by("ann", approve)], { runners: [] })).toEqual(["REVIEW_MISSING undecided"]);
    expect(codesOf([by("ann", approve)], { runners: [], reviewerMayBeRunner: true })).toEqual([]);
    expect(judge([by("ann", reject)], { runners: [] }).state.state).toBe("rejected");
  });

  test("the reject of an owner who also signed the run stands", () => {
    const no = by("rita", reject);
    expect(judge([no, by("ann", approve, no)]).state).toMatchObject({ state: "rejected", rejectedBy: ["rita"] });
  });

  test("a signer without the role is listed and decides nothing, neither by approving nor by rejecting", () => {
    const guest = reviewBy({ withoutRole: ["gil"] });
    expect(judge([guest])).toMatchObject({
      state: { state: "pending", head: null },
      reviews: [{ signers: ["gil"], notCounted: "no role reviewer", isHead: false }],
    });
    const no = reviewBy({ withoutRole: ["gil"], decision: reject });
    expect(judge([no, by("ann", approve)]).state.state).toBe("approved");
  });

  test("a review that nobody trusted signed is listed, makes no fork, and can't reject", () => {
    const stranger = reviewBy({ decision: reject });
    const judged = judge([stranger, by("ann", approve)]);
    expect(judged.state.state).toBe("approved");
    expect(judged.reviews.find(({ decision }) => decision === reject)?.notCounted).toBe("nobody trusted signed it");
  });

  test("a review that nobody trusted signed still stands between two that count", () => {
    const ann = by("ann", reject);
    const stranger = reviewBy({ after: [ann] });
    const answer = by("ann", approve, stranger);
    expect(judge([ann, stranger, answer]).state.state).toBe("approved");
    // Its bytes vouch for the order; without them nobody knows what came before.
    expect(codesOf([ann, answer])).toContain("REVIEW_GAP undecided");
    expect(judge([ann, answer]).state.state).toBe("rejected");
  });

  test.each([0, -1, Number.NaN])("%d required approvals are taken for one", (required) => {
    expect(judge([], { required }).state.verdict).toBe("undecided");
    expect(judge([reviewBy()], { required }).state.verdict).toBe("undecided");
  });
});

describe("judgeReviews under attack", () => {
  const no = by("bob", reject);
  const ann = by("ann", approve, no);
  const answer = by("bob", approve, ann);

  test("a deleted reject leaves a gap where somebody came after it", () => {
    expect(codesOf([ann])).toEqual(["REVIEW_GAP undecided"]);
  });

  test("a deleted newest review shows against an expected head, and only there", () => {
    const first = by("ann", approve);
    const last = by("bob", reject, first);
    expect(judge([first]).state.state).toBe("approved");
    expect(judge([first], { expectHead: last.payloadDigest }).findings).toMatchObject([
      { code: "REVIEW_HEAD", level: "violation", expected: last.payloadDigest, actual: first.payloadDigest },
    ]);
    expect(judge([], { expectHead: last.payloadDigest }).state.verdict).toBe("violated");
  });

  test("an expected head holds as long as it is the head or before it", () => {
    for (const { payloadDigest } of [no, ann, answer])
      expect(codesOf([no, ann, answer], { expectHead: payloadDigest })).toEqual([]);
  });

  test("an expected head that only a stranger's review reaches does not hold", () => {
    const stranger = reviewBy({ note: "me too" });
    expect(codesOf([stranger, by("ann", approve)], { expectHead: stranger.payloadDigest })).toEqual([
      "REVIEW_HEAD violation",
    ]);
    expect(codesOf([ann, no], { expectHead: "f".repeat(64) })).toContain("REVIEW_HEAD violation");
  });

  test("an expected head that is named and gone does not hold", () => {
    expect(codesOf([ann], { expectHead: no.payloadDigest })).toContain("REVIEW_HEAD violation");
  });

  test("a review replayed on another bundle is a violation, and does not count", () => {
    const other = reviewBy({ by: ["ann"], bundleDigest: "b".repeat(64) });
    expect(codesOf([other])).toEqual(["REVIEW_MISSING undecided", "REVIEW_INVALID violation"]);
    expect(codesOf([other, by("ann", approve)])).toEqual(["REVIEW_INVALID violation"]);
    expect(judge([other]).reviews).toEqual([]);
  });

  test.each([
    ["another run", { runId: "run-2" }],
    ["another step", { step: "deploy" }],
  ])("a review that speaks of %s is a violation", (_, change) => {
    const statement = reviewBy({ by: ["ann"], ...change });
    expect(codesOf([statement], { runId: "run-1", step: "train" })).toContain("REVIEW_INVALID violation");
    expect(codesOf([statement], { runId: null, step: null })).toEqual([]);
  });

  test("a malformed review is a violation when somebody trusted signed it, and no predecessor", () => {
    const payload = Buffer.concat([by("ann", approve).payload, Buffer.from(" ")]);
    const malformed = { ...by("ann", approve), payload, payloadDigest: sha256(payload) };
    expect(codesOf([malformed])).toEqual(["REVIEW_MISSING undecided", "REVIEW_INVALID violation"]);
    expect(codesOf([{ ...malformed, signers: [] }])).toEqual(["REVIEW_MISSING undecided"]);
    expect(codesOf([{ ...malformed, signers: [] }, by("bob", approve, malformed)])).toEqual(["REVIEW_GAP undecided"]);
  });

  test("a lie about a payload's digest gains nothing: digests are computed, so there is no circle", () => {
    // What calls itself by a digest that another one names, and the other way round.
    const [x, y] = ["1".repeat(64), "2".repeat(64)];
    const first = { ...reviewBy({ by: ["ann"], previous: [y] }), payloadDigest: x };
    const second = { ...reviewBy({ by: ["bob"], previous: [x] }), payloadDigest: y };
    expect(codesOf([first, second])).toEqual(["REVIEW_GAP undecided", "REVIEW_GAP undecided", "REVIEW_FORK undecided"]);
  });

  test("a reject by a key that has lapsed since keeps the bundle from being approved, until its owner answers", () => {
    const lapsed = reviewBy({ lapsed: ["bob"], decision: reject });
    const approved = by("ann", approve, lapsed);
    expect(judge([lapsed, approved])).toMatchObject({
      state: { state: "pending", verdict: "undecided" },
      findings: [{ code: "REVIEW_REJECTED", level: "undecided" }],
    });
    expect(codesOf([lapsed, approved, by("bob", approve, approved)])).toEqual([]);
  });

  test("an approval by a key that has lapsed does not count, nor does it answer a reject", () => {
    expect(codesOf([reviewBy({ lapsed: ["ann"] })])).toEqual(["REVIEW_MISSING undecided"]);
    const answered = [by("bob", reject)];
    answered.push(reviewBy({ lapsed: ["bob"], after: answered }));
    answered.push(by("ann", approve, ...answered.slice(-1)));
    expect(judge(answered).state.state).toBe("rejected");
  });

  test("a long chain is judged in its length, and is not too deep", () => {
    const chain: ReviewStatement[] = [];
    for (let index = 0; index < 2000; index += 1) chain.push(by(`owner-${index % 10}`, approve, ...chain.slice(-1)));
    const started = performance.now();
    expect(judge(chain.reverse(), { required: 10 }).state.state).toBe("approved");
    expect(performance.now() - started).toBeLessThan(3000);
  });
});

describe("judgeReviews, whatever the chain", () => {
  /** Small and repeatable: the seed stands in the test's name. */
  const random = (seed: number) => () => {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
    return (seed >> 8) / 0x7fffff;
  };

  const draw = (seed: number): ReviewStatement[] => {
    const next = random(seed);
    const all: ReviewStatement[] = [];
    for (let index = 0; index < 2 + Math.floor(next() * 8); index += 1) {
      const owner = ["ann", "bob", "carol", "rita"][Math.floor(next() * 4)] ?? "ann";
      const after = all.filter(() => next() < (index < 2 ? 0.8 : 0.5));
      const who = next();
      const signed =
        who < 0.75 ? { by: [owner] } : who < 0.85 ? { withoutRole: [owner] } : who < 0.92 ? { lapsed: [owner] } : {};
      all.push(reviewBy({ ...signed, after, decision: next() < 0.7 ? approve : reject, note: `n${index}` }));
    }
    return all;
  };
  const isBefore = (all: readonly ReviewStatement[], a: string, b: string): boolean => {
    const node = all.find(({ payloadDigest }) => payloadDigest === b);
    const previous = node === undefined ? [] : (JSON.parse(node.payload.toString()).predicate.previous as string[]);
    return previous.includes(a) || previous.some((digest) => isBefore(all, a, digest));
  };

  test.each(Array.from({ length: 200 }, (_, seed) => seed))("the rules hold for seed %d", (seed) => {
    const all = draw(seed);
    const judged = judge(all);
    const shuffled = judge([...all].reverse());
    expect({ ...shuffled, reviews: [] }).toEqual({ ...judged, reviews: [] });

    const decisionOf = ({ payload }: ReviewStatement): string => JSON.parse(payload.toString()).predicate.decision;
    const isOf = (statement: ReviewStatement, owner: string): boolean =>
      statement.signers.some((signer) => signer.owner === owner && signer.roles.includes("reviewer"));
    // The rule by hand: a reject stands unless an approval of the same owner comes after it.
    const standing = all.filter(
      (no) =>
        decisionOf(no) === reject &&
        no.signers.some(({ owner }) => isOf(no, owner)) &&
        !all.some(
          (yes) =>
            decisionOf(yes) === approve &&
            no.signers.some(({ owner }) => isOf(no, owner) && isOf(yes, owner)) &&
            isBefore(all, no.payloadDigest, yes.payloadDigest),
        ),
    );
    expect(judged.state.state === "rejected").toBe(standing.length > 0);

    if (judged.state.verdict !== "proved") return;
    expect(judged.state.approvedBy.length).toBeGreaterThan(0);
    expect(judged.state.approvedBy).not.toContain("rita");
    expect(judged.heads).toHaveLength(1);
    // Nothing that lies before the head can be taken away without being missed.
    for (const gone of all) {
      if (!isBefore(all, gone.payloadDigest, judged.state.head ?? "")) continue;
      expect(judge(all.filter((statement) => statement !== gone)).state.verdict).not.toBe("proved");
    }
    // Nothing that a stranger adds changes the state.
    const stranger = reviewBy({ decision: reject, after: all.slice(-1), note: "stranger" });
    expect(judge([...all, stranger]).state).toEqual(judged.state);
  });

  test("some of the chains are approved, and some are not", () => {
    const verdicts = Array.from({ length: 200 }, (_, seed) => judge(draw(seed)).state.verdict);
    for (const verdict of ["proved", "violated", "undecided"])
      expect(verdicts.filter((found) => found === verdict).length).toBeGreaterThan(10);
  });
});
