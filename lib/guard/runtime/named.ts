/**
 * Names that stand for versions.
 *
 * @module
 */
import { atLeast, parseRange } from "./ranges.ts";
import type { Runtime } from "./version.ts";
import type { VersionSet } from "./version-set.ts";

/**
 * What `name` stands for, or undefined when it is no name.
 *
 * A code name (`lts/iron`) is one line for ever. A name that moves (`latest`, `stable`, `lts/*`) is in `ci`, where
 * it is looked up anew, at least what it was when this table was made; elsewhere it may have been looked up long
 * ago and can't be understood.
 */
export const namedVersions = (
  runtime: Runtime,
  name: string,
  isCi: boolean,
): VersionSet | { why: string } | undefined => {
  const key = name.toLowerCase();
  if (runtime === "node") {
    const line = codeNames.get(key.replace(/^lts\//, ""));
    if (line !== undefined) {
      const set = parseRange("prefix", line);
      return "why" in set ? set : { ...set, text: name };
    }
  }
  const floor = Object.hasOwn(floors[runtime], key) ? floors[runtime][key] : undefined;
  if (floor === undefined) return /^(?:nightly|beta|stable)-/.test(key) ? { why: moving } : undefined;
  return isCi ? atLeast(name, floor) : { why: moving };
};

// --- internal ---

const moving = "the version that it names changes with time";

/** https://github.com/nodejs/Release, as of 2026-07-02; Node 26 had no code name yet. */
const codeNames: ReadonlyMap<string, string> = new Map(
  Object.entries({
    argon: "4",
    boron: "6",
    carbon: "8",
    dubnium: "10",
    erbium: "12",
    fermium: "14",
    gallium: "16",
    hydrogen: "18",
    iron: "20",
    jod: "22",
    krypton: "24",
  }),
);

/**
 * What each name was on 2026-08-22, by the release tables of the four projects. Releases are not taken back, so an old
 * table is true, only less sharp.
 */
const floors: Readonly<Record<Runtime, Readonly<Record<string, string>>>> = {
  python: { latest: "3.14.0" },
  node: {
    latest: "26.0.0",
    current: "26.0.0",
    node: "26.0.0",
    stable: "24.0.0",
    lts: "24.0.0",
    "lts/*": "24.0.0",
    "lts/-1": "22.0.0",
    "lts/-2": "20.0.0",
  },
  go: { latest: "1.27.0", stable: "1.27.0", oldstable: "1.26.0" },
  rust: { latest: "1.98.0", stable: "1.98.0", beta: "1.99.0", nightly: "1.100.0" },
};
