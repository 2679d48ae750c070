import { expect, it } from "vitest";
import { uuidOfTime, uuidOfUri } from "../../../lib/exchange/uuid.ts";

it("uuidOfUri is version 5 in the name space for URLs, as Python's uuid5 gives it", () => {
  // python3 -c 'import uuid; print(uuid.uuid5(uuid.NAMESPACE_URL, "https://example.org/é"))'
  expect(uuidOfUri("https://example.org/é")).toBe("4db32f13-2b90-551e-bb13-4c966035961b");
});

it("uuidOfTime is version 7: sorted by time, the rest from the digest", () => {
  const digest = "f".repeat(64);
  expect(uuidOfTime(0x0192_0304_0506, digest)).toBe("01920304-0506-7fff-bfff-ffffffffffff");
  expect(uuidOfTime(0x0192_0304_0506, "0".repeat(64))).toBe("01920304-0506-7000-8000-000000000000");
  expect(uuidOfTime(1, digest) < uuidOfTime(2, "0".repeat(64))).toBe(true);
});
