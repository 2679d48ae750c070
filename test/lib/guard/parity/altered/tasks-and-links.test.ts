import { expect, test } from "vitest";
import { briefly, findingsOf, gate, workflow } from "../support.ts";
import { ciOnly, files, judge } from "./support.ts";

test.each<[string, number]>([
  ["ln -s Makefile x\ntrap 'tee x' DEBUG", 1],
  ["ln -s Makefile x\ntrap 'rm x' DEBUG", 0],
  ["ln -s Makefile x\ntee x", 1],
  ["ln -s Makefile x\necho y > x", 1],
  ["ln -s Makefile x\nrm x", 0],
  ["ln -s Makefile x\nln -sf a x", 0],
  ["ln -s src x\nrm x/a.ts", 1],
  ["ln -s src x\nln -s y x/a.ts", 1],
  ["ln -s src x", 0],
])("what is done by a link, or to it: %j: %s", async (script, count) => {
  expect(await judge(script)).toHaveLength(count);
});

test.each<[string, number]>([
  ["pnpm set script-shell x", 1],
  ["pnpm set fund x", 0],
  ["make set X=Makefile", 0],
])("a manager may do more than run the script of that name: %s: %s", async (script, count) => {
  const scripts = { gate, set: "true" };
  const more = { "package.json": JSON.stringify({ scripts }), Makefile: ".PHONY: set\nset: ; true\n" };
  const found = await findingsOf(
    { ...workflow(`${script}\nnpm run gate`), ...files, ...more },
    { parity: { ciOnly } as never },
  );
  expect(briefly(found)).toHaveLength(count);
});
