/**
 * Who signs: a machine that runs, and two people who review; and the trust file that believes them.
 *
 * @module
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Caller, documentOf } from "./program.ts";

export interface People {
  /** Directories of their keys, by name. */
  homes: Record<"builder" | "ann" | "ben", string>;
  trust: string;
}

/** Make keys and `trust.json` below `top`. */
export const makePeople = async (call: Caller, top: string, now: number): Promise<People> => {
  const trust = join(top, "trust.json");
  const homes = { builder: "", ann: "", ben: "" };
  for (const { name, owner, role } of people) {
    const home = join(top, "people", name);
    mkdirSync(home, { recursive: true });
    const keys = (...argv: string[]) => call({ cwd: top, argv: ["keys", ...argv], now, home });
    const { fingerprint } = await documentOf(keys("new", name, "--plain", "--json"));
    const whose = ["--role", role, "--owner", owner, "--trust", trust];
    await documentOf(keys("trust", String(fingerprint), ...whose, "--json"));
    homes[name] = home;
  }
  return { homes, trust };
};

// --- internal ---

const people = [
  { name: "builder", owner: "build machine", role: "runner" },
  { name: "ann", owner: "Ann Lee", role: "reviewer" },
  { name: "ben", owner: "Ben Ode", role: "reviewer" },
] as const;
