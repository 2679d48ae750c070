/**
 * What a step or an install script leads to before the gate.
 *
 * @module
 */
import { expect, test } from "vitest";
import type { Finding } from "../../../../../lib/report.ts";
import { briefly, findingsOf, gate, workflow } from "../support.ts";
import { ciOnly, files } from "./support.ts";

export const evil = "cp x Makefile";
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

interface Around {
  /** Further scripts of package.json. */
  more?: object;
  listed?: object[];
}

/** What is found before the gate of a step, which is listed unless told. */
const inStep = async (script: string, { more = {}, listed = ciOnly as object[] }: Around = {}): Promise<Finding[]> =>
  await findingsOf(
    {
      ...workflow(`${script}\nnpm run gate`),
      ...all,
      "package.json": JSON.stringify({ scripts: { ...scripts, ...more } }),
    },
    { parity: { ciOnly: listed } as never },
  );

/** The same in brief. */
export const asStep = async (script: string, around?: Around) => briefly(await inStep(script, around));

/** The same of what `npm ci` runs of the project itself. */
export const inInstalled = async (script: string): Promise<Finding[]> =>
  await inStep("npm ci", { more: { postinstall: script } });

/** The same in brief. */
export const asInstalled = async (script: string) => briefly(await inInstalled(script));

export const isDoubt = (found: readonly string[]): void => {
  expect(found).not.toEqual([]);
  expect(found.every((one) => one.startsWith("UNREAD? "))).toBe(true);
};

/** A doubt as a step, and as an install script. */
export const areFollowed = (commands: readonly string[]): void =>
  test.each(commands.map((one) => [one.slice(0, 60), one]))("a doubt: %s", async (_, command) => {
    isDoubt(await asStep(command));
    isDoubt(await asInstalled(command));
  });

/** A doubt as an install script, for which nobody answers, and nothing as a listed step. */
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
