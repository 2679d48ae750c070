/**
 * A fixture of a rule as a repository in memory.
 *
 * @module
 */
import { compareBytes } from "../../report.ts";
import type { Fixture, FixtureFile } from "../../rule-definition.ts";
import type { State } from "./state.ts";

/** The state that `fixture` describes: as if all of it were tracked and committed. */
export const stateOfFixture = ({ files, git }: Fixture): State => {
  const fileAt = (path: string): Exclude<FixtureFile, string> => {
    // A state throws for what can't be had: what every object has, such as "constructor", would be an empty file.
    const file = Object.hasOwn(files, path) ? files[path] : undefined;
    if (file === undefined) throw new RangeError(`The fixture has no "${path}"`);
    return typeof file === "string" ? { text: file } : file;
  };
  return {
    paths: Object.freeze(Object.keys(files).sort(compareBytes)),
    facts: (path) => {
      const { link, ignored = false } = fileAt(path);
      return { kind: link === undefined ? "file" : "link", ignored };
    },
    read: (path) => {
      const { link, base64, text = "" } = fileAt(path);
      return base64 === undefined ? Buffer.from(link ?? text) : Buffer.from(base64, "base64");
    },
    git: () => ({ commit: "0".repeat(40), branch: "main", tags: [], ...git }),
  };
};
