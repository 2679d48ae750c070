/**
 * What every repository must go through: adopt, be green, have each violation named, be green again, go back.
 *
 * @module
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { snapshot } from "../../lib/adopt/support.ts";
import type { TestRepo } from "../../support/repo.ts";
import { type Ended, kprov } from "../support.ts";
import {
  type Caller,
  commandsIn,
  createSubject,
  linkTool,
  makeWithTool,
  plantAndCall,
  type Subject,
  targetOf,
  together,
} from "./support.ts";

export interface Way {
  call: Caller;
  /** Plant what any repository can have one by one, too, and not only all at once. */
  isThorough?: boolean;
}

/** `title` names the repository; its targets are called by `call`. The tests stand in the order of a person's steps. */
export const describeAdoption = (title: string, subject: Subject, { call, isThorough = false }: Way): void => {
  const all = [...subject.plants, ...subject.common];
  describe(title, () => {
    let at: TestRepo;
    let before: Record<string, string>;
    beforeAll(() => {
      at = createSubject(subject);
      before = snapshot(at.dir);
      if (call !== makeWithTool) linkTool(at.dir);
    });
    afterAll(() => at.dispose());

    test("adopts, and is green at once", async () => {
      const init = await kprov(["init", "--yes"], { cwd: at.dir });
      expect(init.status, init.stderr).toBe(0);
      at.git("add", "--all");
      at.git("commit", "--quiet", "--message", "adopt");
      expectGreen(await call(at.dir, "preflight"));
      expect(await commandsIn(at.dir)).toEqual(subject.commands);
      expect(at.git("status", "--porcelain"), "what the project's own commands leave").toBe("");
    });

    test.each(isThorough ? all : subject.plants)("has %s named", async (code, change, named) => {
      expectRed(await plantAndCall(at, subject, { change, call, target: targetOf(code) }), [code, ...named]);
    });

    const { broken } = subject;
    if (broken !== undefined)
      test("fails where a command of its own fails", async () => {
        const [, change, named] = broken;
        expectRed(await plantAndCall(at, subject, { change, call, target: "preflight" }), named);
      });

    test("has all of them named by preflight at once, and is green again without them", async () => {
      const { files, named } = together(all);
      const red = await plantAndCall(at, subject, { change: files, call, target: "preflight" });
      expect(named.length).toBeGreaterThan(20);
      expectRed(red, [...named, "preflight: violated"]);
      expectGreen(await call(at.dir, "preflight"));
    });

    test("is changed by no second init, and goes back byte for byte", async () => {
      const again = await kprov(["init", "--yes"], { cwd: at.dir });
      expect(again.status).toBe(0);
      expect(again.stdout).not.toMatch(/^(?:created|added|updated|removed|outdated|touched)/m);
      expect((await kprov(["init", "--undo"], { cwd: at.dir })).status).toBe(0);
      // What its tools leave, and the tool itself, are ignored by the repository's own .gitignore.
      at.git("clean", "--quiet", "-d", "--force", "-X");
      expect(snapshot(at.dir)).toEqual(before);
    });
  });
};

// --- internal ---

const expectGreen = ({ status, stdout, stderr }: Ended): void => {
  expect(status, stdout + stderr).toBe(0);
  expect(stdout).toMatch(/: proved \(/);
};

/** make ends with 2 whatever failed, just as the check did: 1 for violated, 3 for undecided. */
const expectRed = ({ status, stdout, stderr }: Ended, named: readonly string[]): void => {
  expect([1, 2, 3], stdout + stderr).toContain(status);
  if (status === 2) expect(stderr).toMatch(/Error [13]$/m);
  for (const words of named) expect(stdout).toContain(words);
};
