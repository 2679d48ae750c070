import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { pagerOf, showPaged } from "../../lib/pager.ts";
import { temporary } from "../support/temporary.ts";

test.each([
  [{}, ["less", "-FRX"]],
  [{ PAGER: "most -s" }, ["most", "-s"]],
  [{ PAGER: "most", KPROV_PAGER: "'my pager' --x=\"a b\"c" }, ["my pager", "--x=a bc"]],
  // No shell is asked.
  [{ PAGER: "less; rm -rf $HOME `id` | x" }, ["less;", "rm", "-rf", "$HOME", "`id`", "|", "x"]],
  [{ PAGER: "" }, null],
  [{ PAGER: "  " }, null],
  [{ PAGER: "cat" }, null],
  [{ PAGER: "less 'x" }, null],
])("pagerOf(%j)", (env, argv) => expect(pagerOf(env as NodeJS.ProcessEnv)).toEqual(argv));

test("showPaged hands the text over, and waits for the end", async () => {
  const file = join(temporary(), "seen");
  const save = `require("fs").writeFileSync(${JSON.stringify(file)}, require("fs").readFileSync(0, "utf8") + process.env.LESS)`;
  expect(await showPaged("one\ntwo\n", [process.execPath, "-e", save], {})).toBe(true);
  expect(readFileSync(file, "utf8")).toBe("one\ntwo\nFRX");
});

test("showPaged is done when the person has seen enough of a long text", async () => {
  const listeners = process.listenerCount("SIGINT");
  expect(await showPaged("x\n".repeat(1e6), [process.execPath, "-e", "process.exit(0)"], {})).toBe(true);
  expect(process.listenerCount("SIGINT")).toBe(listeners);
});

test("showPaged says when nothing was shown", async () => {
  expect(await showPaged("x", [join(temporary(), "no-such-pager")], {})).toBe(false);
});
