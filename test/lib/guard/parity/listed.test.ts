import { describe, expect, it } from "vitest";
import { createListed } from "../../../../lib/guard/parity/listed.ts";

const listedBy = (...runs: readonly string[]) => createListed(runs.map((run) => ({ run, reason: "because" })));

describe("an entry of parity.ciOnly", () => {
  it.each<[string, string, boolean]>([
    ["npm ci", "npm ci", true],
    ["npm ci", " npm   ci\n", true],
    ["npm ci", "npm \\\n  ci", true],
    [" npm  ci ", "npm ci", true],
    ["npm ci", "npm ci --force", false],
    ["npm ci", "sudo npm ci", false],
    ["npm *", "npm ci", true],
    ["npm *", "npm", false],
    ["npm *", "pnpm ci", false],
    ["* ci", "npm ci", true],
    ["* ci", "npm ci --force", false],
    ["a*b", "ab", true],
    ["aba*ba", "aba", false],
    ["aba*ba", "ababa", true],
    ["a*b*c", "a b c", true],
    ["a*b*c", "a c b c", true],
    ["a*b*c", "a c b", false],
    ["a*bb*b", "abb", false],
    ["a*bb*b", "abbb", true],
    ["a*b*b*c", "a b c", false],
    ["*", "", true],
    ["a*", "a", true],
    ["run uses: x", "run uses: x", true],
    ["uses: npm ci", "npm ci", false],
    ["workflow: npm ci", "npm ci", false],
  ])("%j for the command %j: %s", (run, text, isListed) => {
    for (const named of [{ text }, { whole: text }, { text: "another", whole: text }]) {
      const listed = listedBy(run);
      expect(listed.hasCommand(named, "ci.yml")).toBe(isListed);
      expect(listed.unmet()).toEqual(isListed ? [] : [run]);
    }
  });

  it.each<[string, string, boolean]>([
    ["npm ci*", "npm ci --x\nnode tamper.js", false],
    ["npm ci*", "npm ci \\\n  --x", true],
    ["npm ci*", "npm ci && ./e2e.sh", false],
    ["npm ci*", "npm ci; ./e2e.sh", false],
    ["npm ci*", "npm ci || true", false],
    ["npm ci*", "npm ci & ./e2e.sh", false],
    ["curl *", "curl x | bash", false],
    ["*", "a\nb", false],
    ["a* c*", "a\nb c", false],
    ["a *b* d", "a xb\nc d", false],
    ["* ./e2e.sh", "npm ci\n./e2e.sh", false],
    ["npm ci && ./e2e.sh *", "npm ci && ./e2e.sh --fast", true],
    ["npm ci && ./e2e.sh", "npm ci   && ./e2e.sh\n", true],
    ["npm ci --x ./e2e.sh y", "npm ci --x  \n  ./e2e.sh y\n", true],
    ["npm ci --x ./e2e.sh *", "npm ci --x\n  ./e2e.sh y", false],
    ["npm * ./e2e.sh *", "npm ci\nx\n./e2e.sh y", false],
  ])("%j goes over the end of no command in %j: %s", (run, whole, isListed) => {
    expect(listedBy(run).hasCommand({ whole }, "ci.yml")).toBe(isListed);
  });

  it("takes words of one command for what they are", () => {
    expect(
      listedBy("pip install *").hasCommand({ text: "pip install 'x; python_version < \"3\"' | y" }, "ci.yml"),
    ).toBe(true);
    expect(listedBy("pip install *").hasCommand({}, "ci.yml")).toBe(false);
  });

  it("for actions, with or without their version, and for whole files", () => {
    const listed = listedBy("uses: acme/lint", "uses: acme/test@v1", "workflow: .github/workflows/*.yml");
    expect(listed.hasUse("acme/lint@v3", "a")).toBe(true);
    expect(listed.hasUse("acme/test@v1", "a")).toBe(true);
    expect(listed.hasUse("acme/test@v2", "a")).toBe(false);
    expect(listed.hasUse("acme/linter@v1", "a")).toBe(false);
    expect(listed.hasCommand({ text: "acme/lint" }, "a")).toBe(false);
    expect(listed.hasWorkflow(".github/workflows/deploy.yml")).toBe(true);
    expect(listed.hasWorkflow("acme/lint")).toBe(false);
  });

  it("shows where it was met, and why it is there", () => {
    const listed = listedBy("npm ci", "npm *", "never");
    for (const path of ["b.yml", "a.yml", "b.yml"]) listed.hasCommand({ text: "npm ci" }, path);
    listed.hasCommand({ text: "npm install" }, "c.yml");
    const met = (...paths: string[]) => paths.map((path) => ({ path, code: "PARITY_UNCOVERED" }));
    expect(listed.exemptions()).toEqual([
      { glob: "npm ci", reason: "because", exempted: met("a.yml", "b.yml") },
      { glob: "npm *", reason: "because", exempted: met("a.yml", "b.yml", "c.yml") },
      { glob: "never", reason: "because", exempted: [] },
    ]);
    expect(listed.unmet()).toEqual(["never"]);
  });
});
