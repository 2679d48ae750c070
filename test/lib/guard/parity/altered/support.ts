/**
 * Listed commands before the gate, and behind it.
 *
 * @module
 */
import { expect, test } from "vitest";
import { briefly, findingsOf, gate, stepOf, workflow, workflowPath } from "../support.ts";

export const files = {
  "package.json": JSON.stringify({ scripts: { gate } }),
  "src/a.ts": "",
  "docs/index.md": "",
  // What only keeps a directory is nothing in it.
  "cache/.gitkeep": "",
  "gen/.gitkeeper": "",
  ".early/post-checkout": "",
  ".late/pre-commit": "",
  ".late/pre-push": "",
  Makefile: "include kprov.mk\n",
  "kprov.mk": `.PHONY: gate\ngate: ; @${gate}\n`,
};

/** Everything is listed: what is found is found all the same. */
export const ciOnly = [{ run: "*", reason: "CI's own" }];

/** What is found before `call`, the gate. */
export const judge = async (script: string, { before = "", call = "npm run gate", shell = "" } = {}) => {
  const more = shell === "" ? "" : `    defaults: { run: { shell: ${shell} } }\n`;
  const written = workflow(script === "" ? call : `${script}\n${call}`, { before, more });
  return briefly(await findingsOf({ ...written, ...files }, { parity: { ciOnly } as never }));
};

/** Each is a doubt before the gate, in the same step and in another one, and nothing behind it. */
export const areChanging = (scripts: readonly string[]): void =>
  test.each(scripts)("a doubt: %s", async (script) => {
    const found = await judge(script);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(`UNREAD? ${workflowPath}:7 `);
    expect(await judge("", { before: stepOf(script) })).toHaveLength(1);
    expect(await judge("", { call: `npm run gate\n${script}` })).toEqual([]);
  });

/** Nothing is found, wherever they stand. */
export const areHarmless = (scripts: readonly string[]): void =>
  test.each(scripts)("none of the gate's business: %s", async (script) => {
    expect(await judge(script)).toEqual([]);
    expect(await judge("", { call: `npm run gate\n${script}` })).toEqual([]);
  });
