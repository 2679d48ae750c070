/**
 * What a step or an install script leads to before the gate.
 *
 * @module
 */
import { expect, test } from "vitest";
import type { Finding } from "../../../../../lib/report.ts";
import { briefly, findingsOf, gate, workflow } from "../support.ts";
import { ciOnly, files } from "./support.ts";

const evil = "cp x Makefile";
const scripts = { gate, evil, build: "rm -rf dist && tsc -p .", lint: "eslint ." };
const all = {
  ...files,
  x: "",
  "scripts.sh": `#!/bin/sh\n${evil}\n`,
  "fine.sh": "#!/bin/sh\ntsc -p .\n",
  "words.sh": "#!/bin/bash\nsh <<< 'tsc -p .'\n",
  "open.sh": '#!/bin/bash\nsh <<< "tsc $X"\n',
  "low/.keep": "",
};

/** What is found before the gate, of a step that is listed. */
const inStep = async (script: string, more = {}): Promise<Finding[]> =>
  await findingsOf(
    {
      ...workflow(`${script}\nnpm run gate`),
      ...all,
      "package.json": JSON.stringify({ scripts: { ...scripts, ...more } }),
    },
    { parity: { ciOnly } as never },
  );

const asStep = async (script: string) => briefly(await inStep(script));

/** The same of what `npm ci` runs of the project itself. */
export const inInstalled = async (script: string): Promise<Finding[]> =>
  await inStep("npm ci", { postinstall: script });

const asInstalled = async (script: string) => briefly(await inInstalled(script));

const isDoubt = (found: readonly string[]): void => {
  expect(found).not.toEqual([]);
  expect(found.every((one) => one.startsWith("UNREAD? "))).toBe(true);
};

/** A doubt as a step, and as an install script. */
export const areFollowed = (commands: readonly string[]): void =>
  test.each(commands.map((one) => [one.slice(0, 60), one]))("a doubt: %s", async (_, command) => {
    isDoubt(await asStep(command));
    isDoubt(await asInstalled(command));
  });

/** A doubt as an install script, for which nobody answers. */
export const areUnread = (commands: readonly string[]): void =>
  test.each(commands.map((one) => [one.slice(0, 60), one]))("unread: %s", async (_, command) => {
    expect(await asStep(command)).toEqual([]);
    isDoubt(await asInstalled(command));
  });

/** Neither. */
export const areFine = (commands: readonly string[]): void =>
  test.each(commands.map((one) => [one.slice(0, 60), one]))("nothing: %s", async (_, command) => {
    expect(await asStep(command)).toEqual([]);
    expect(await asInstalled(command)).toEqual([]);
  });
