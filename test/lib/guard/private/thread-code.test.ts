import { isAscii } from "node:buffer";
import { expect, it } from "vitest";
import type { Thread } from "../../../../lib/guard/forbidden/matcher.ts";
import { encode } from "../../../../lib/guard/forbidden/tokens.ts";
import { matcherFor } from "../../../support/deny.ts";

/** The quick look of the second thread, in this one. */
const threadLook = (thread: Thread | undefined): ((bytes: Buffer, end: number) => boolean) =>
  new Function(`${thread?.code}; return createHasMatch;`)()(thread?.data);

it.each(["UTF-16 LE", "UTF-16 BE"] as const)(
  "the thread sees Cyrillic as %s, whose bytes are all ASCII",
  (encoding) => {
    const { hasMatch, matches, thread } = matcherFor(["Зенит"]);
    const text = encode("и ЗЕНИТ и", encoding);
    expect(isAscii(text)).toBe(true);
    expect(hasMatch(text)).toBe(true);
    expect(matches(text)).toHaveLength(1);
    expect(threadLook(thread)(text, text.length)).toBe(true);
    expect(hasMatch(encode("и ЗЕНИК и", encoding))).toBe(false);
  },
);

it("the thread sees what the matcher does, and more only where it takes a digest to know", () => {
  const { hasMatch, thread } = matcherFor(["acmerutemu"]);
  const look = (text: string) => threadLook(thread)(Buffer.from(text), Buffer.byteLength(text));
  for (const text of ["of AcmeRutemu", "a.c.m.e.r.u.t.e.m.u", "acme", "acmeruteme", "a......cmerutemu"])
    expect(look(text), text).toBe(hasMatch(Buffer.from(text)));
  expect([look("acmesofino"), hasMatch(Buffer.from("acmesofino"))]).toEqual([true, false]);
  expect(threadLook(matcherFor(["acmerutemu", "Zürich"]).thread)(Buffer.from("é"), 2)).toBe(true);
});
