import { expect, test } from "vitest";
import {
  circumstancesOf,
  markOf,
  readSetupTrust,
  type Setup,
  sameCircumstances,
  setupTrust,
} from "../../../lib/indexing/setup.ts";
import { makeKey, trustFile, trusting } from "../../support/sign.ts";
import { loadTrust } from "../../support/verify.ts";

const now = Date.parse("2026-06-01T00:00:00Z");
const setup = (more: Partial<Setup> = {}): Setup => ({
  ...{ trust: null, cwd: "/", now, searchable: [], secrets: [], secretFiles: { root: "/", patterns: [] } },
  ...more,
});

test("circumstancesOf does not depend on the order of globs, or on one that is there twice", () => {
  const one = circumstancesOf(null, setup({ searchable: ["a", "b"] }));
  const other = circumstancesOf(null, setup({ searchable: ["b", "a", "b"] }));
  expect(sameCircumstances(one, other)).toBe(true);
  expect(markOf(one)).toMatch(/^[0-9a-f]{8}$/);
  expect(markOf(one)).toBe(markOf(other));
  expect(sameCircumstances(one, circumstancesOf(null, setup()))).toBe(false);
});

test("circumstancesOf is another when a key expires or begins to count", async () => {
  const file = trustFile([
    trusting(makeKey(), "Ann", ["runner"], { validFrom: "2026-02-01T00:00:00Z", validUntil: "2026-07-01T00:00:00Z" }),
  ]);
  const trust = await loadTrust(file);
  const at = (time: string) => circumstancesOf(trust, setup({ now: Date.parse(time) })).trust;
  expect(at("2026-06-30T00:00:00Z")).toBe(at("2026-03-01T00:00:00Z"));
  expect(at("2026-07-02T00:00:00Z")).not.toBe(at("2026-06-30T00:00:00Z"));
  expect(at("2026-01-01T00:00:00Z")).not.toBe(at("2026-03-01T00:00:00Z"));
});

test("readSetupTrust gives the same file again, and refuses another in its place", async () => {
  const trust = await loadTrust(trustFile([trusting(makeKey(), "Ann")]));
  expect(await readSetupTrust(setup({ trust: setupTrust(trust) }))).toMatchObject({ sha256: trust.sha256 });
  const other = { path: trust.path, sha256: "0".repeat(64), trustedRoot: null };
  await expect(readSetupTrust(setup({ trust: other }))).rejects.toMatchObject({ code: "E_TRUST" });
  expect(await readSetupTrust(setup())).toBeNull();
});
