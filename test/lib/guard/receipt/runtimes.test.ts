import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { runtimesHere } from "../../../../lib/guard/receipt/runtimes.ts";
import { takeSnapshot } from "../../../../lib/guard/surface/snapshot.ts";
import { repo } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";

const none = { python: null, node: null, go: null, rust: null };

/** A directory in which these programs say this. */
const programs = (words: Record<string, string>): string => {
  const dir = temporary();
  for (const [name, said] of Object.entries(words))
    writeFileSync(join(dir, name), `#!/bin/sh\necho "${said}"\n`, { mode: 0o755 });
  return dir;
};

const answer = (words: string) => ({ mode: 0o755, content: `#!/bin/sh\necho "${words}"\n` });

const ask = (policy: Partial<Record<keyof typeof none, string>>, path: (top: string) => string) => {
  const fixture = repo({ "tools/node": answer("v22.1.0"), node: answer("v22.2.0") });
  onTestFinished(fixture.dispose);
  fixture.write({ "installed/node": answer("v22.3.0") });
  const snapshot = takeSnapshot(fixture.dir);
  return runtimesHere({ ...none, ...policy }, { snapshot, env: { PATH: `${path(fixture.dir)}:/usr/bin:/bin` } });
};

test("runtimesHere asks for the version of what the configuration names, and of nothing else", async () => {
  const here = programs({ node: "v22.1.0", rustc: "rustc 1.80.1 (3f5fd8dd4 2024-08-06)", go: "go version go1.22.0 x" });
  expect(await ask({}, () => here)).toEqual({});
  expect(await ask({ node: ">=18" }, () => here)).toEqual({ node: "22.1.0" });
  expect(await ask({ node: ">=18", rust: "1.80" }, () => here)).toEqual({ node: "22.1.0", rust: "1.80.1" });
});

test("runtimesHere has null for a runtime that does not answer, or with no version", async () => {
  expect(await ask({ rust: "1.80" }, () => programs({ rustc: "rustc unknown" }))).toEqual({ rust: null });
});

test.each([
  ["tools", null],
  ["", null],
  ["installed", "22.3.0"],
])("runtimesHere does not run what the repository brings: node in %j is %s", async (place, version) => {
  expect(await ask({ node: ">=18" }, (top) => join(top, place))).toEqual({ node: version });
});
