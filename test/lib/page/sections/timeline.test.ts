import { expect, test } from "vitest";
import { markupText } from "../../../../lib/page/html.ts";
import { formatTimeline } from "../../../../lib/page/sections/timeline.ts";
import { place, viewOf, words } from "../../../support/page.ts";

test("a timeline is a table of labels and times, with pictures for those who see", async () => {
  const made = markupText(formatTimeline((await viewOf()).details.timeline, place));
  expect(words(formatTimeline((await viewOf()).details.timeline, place))).toMatch(
    /Step 1\.50 s .*Seal the bundle 97\.0 ms/,
  );
  expect(made.match(/<svg/g)).toHaveLength(made.match(/aria-hidden="true"/g)?.length ?? 0);
});
