import { expect, test } from "vitest";
import { repo } from "../../support/repo.ts";
import { kprov } from "../support.ts";
import { subjects } from "./repository/index.ts";

const checks = ["check-identity", "check-artifacts", "check-runtime"];

/** What the checks find beside their rules. */
const beside = ["ALLOW_UNUSED", "DEAD_GLOB", "FILE_UNREADABLE"];

const planted = new Set(subjects.flatMap(({ plants, common }) => [...plants, ...common].map(([code]) => code)));

test("every rule of the three checks is planted in some repository, and nothing else is", async () => {
  using at = repo({ a: "x" });
  const codes = new Set<string>();
  for (const check of checks) {
    const { status, stdout } = await kprov([check, "--self-test", "--json"], { cwd: at.dir });
    expect(status, stdout).toBe(0);
    const { trials } = JSON.parse(stdout) as { trials: { code: string }[] };
    for (const { code } of trials) codes.add(code);
  }
  expect([...planted].sort()).toEqual([...codes, ...beside].sort());
});

test("every code that is planted is one that explain knows", async () => {
  using at = repo({ a: "x" });
  const { stdout } = await kprov(["explain", "--json"], { cwd: at.dir });
  const { codes } = JSON.parse(stdout) as { codes: { code: string }[] };
  expect(codes.map(({ code }) => code)).toEqual(expect.arrayContaining([...planted]));
});
