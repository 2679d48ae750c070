import { expect, test } from "vitest";
import { repo } from "../../support/repo.ts";
import { kprov } from "../support.ts";
import { subjects } from "./repository/index.ts";

const checks = ["check-identity", "check-artifacts", "check-runtime"];

/** What the checks find beside their rules. */
const beside = ["ALLOW_UNUSED", "DEAD_GLOB", "FILE_UNREADABLE"];

/** What no file can hold. */
const inHistory = ["FORBIDDEN_IN_MESSAGE", "FORBIDDEN_IN_PERSON", "FORBIDDEN_IN_REF"];

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
  expect([...planted, ...inHistory].sort()).toEqual([...codes, ...beside].sort());
});

test("the rules of the history are planted in one", async () => {
  const config = { project: "p", identity: { name: "p", forbidden: ["acme-corp"] } };
  using at = repo({ "kprov.config.json": JSON.stringify(config) });
  at.git("commit", "--quiet", "--allow-empty", "-m", "for acme-corp", "--author", "acme-corp <a@example.com>");
  at.git("branch", "acme-corp/next");
  const { status, stdout } = await kprov(["check-identity", "--history", "HEAD~1..HEAD", "--json"], { cwd: at.dir });
  expect(status, stdout).toBe(1);
  const { findings } = JSON.parse(stdout) as { findings: { code: string }[] };
  expect(findings.map(({ code }) => code)).toEqual(expect.arrayContaining(inHistory));
});

test("every code that is planted is one that explain knows", async () => {
  using at = repo({ a: "x" });
  const { stdout } = await kprov(["explain", "--json"], { cwd: at.dir });
  const { codes } = JSON.parse(stdout) as { codes: { code: string }[] };
  expect(codes.map(({ code }) => code)).toEqual(expect.arrayContaining([...planted]));
});
