import { expect, test } from "vitest";
import { factsDigest, mergeFacts } from "../../../lib/catalog/index.ts";
import { exampleRun } from "../../support/catalog.ts";

const [review] = exampleRun(0).reviews;
const a = exampleRun(1, { tags: [{ key: "a", value: "1" }], review: "approved", reviews: review ? [review] : [] });
const b = exampleRun(1, {
  tags: [
    { value: "1", key: "a" },
    { key: "b", value: "" },
  ],
  review: "rejected",
});
const c = exampleRun(1, { tags: [], annotations: [{ at: 1, author: null, text: "x" }], origin: "violated" });

test("mergeFacts knows everything that is said at any place, once", () => {
  const merged = mergeFacts(a, [b, c]);
  expect(merged.tags).toHaveLength(2);
  expect(merged).toMatchObject({
    review: "rejected",
    origin: "violated",
    annotations: [{ text: "x" }],
    files: a.files,
  });
  expect(merged.reviews).toHaveLength(1);
});

test("mergeFacts gives the same in any order, and the same again with more of the same", () => {
  const digest = factsDigest(mergeFacts(a, [b, c]));
  expect(factsDigest(mergeFacts(c, [a, b]))).toEqual(digest);
  expect(factsDigest(mergeFacts(mergeFacts(b, [c]), [a, a, c]))).toEqual(digest);
});
