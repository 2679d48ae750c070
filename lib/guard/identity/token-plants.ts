/**
 * Forbidden tokens on every surface that only the private list and `--history` look at, each in a sound project.
 *
 * @module
 */
import { git } from "../../git.ts";
import { type Plant, sound } from "./plants.ts";

/** A plant with commits: what they say, and which references lead to them. */
export interface TokenPlant extends Plant {
  /** The token is in the private list, not in the plain one. */
  isPrivate: boolean;
  history: { message?: string; author?: string; branch?: string; tag?: string; note?: string };
}

/** Nothing is wrong with it, its history included. */
export const soundHistory: TokenPlant = { ...sound, code: "FORBIDDEN_TOKEN", path: "", isPrivate: true, history: {} };

/** Make the commits of a plant, and what leads to them. */
export const plantHistory = async ({ history }: TokenPlant, cwd: string): Promise<void> => {
  const { message = "planted", author = "Planted", branch, tag, note } = history;
  const own = ["-c", `user.name=${author}`, "-c", "user.email=planted@example.com", "-c", "core.hooksPath=/dev/null"];
  const unsigned = ["-c", "commit.gpgSign=false", "-c", "tag.gpgSign=false"];
  const ask = (...args: string[]) => git([...own, ...unsigned, ...args], { cwd });
  await ask("commit", "--quiet", "--allow-empty", "--message", message);
  if (branch !== undefined) await ask("branch", branch);
  if (tag !== undefined) await ask("tag", "--annotate", "--message", tag, "planted");
  if (note !== undefined) await ask("notes", "add", "--message", note);
};

/** Spelled as no plain list would find it. */
const spelled = "AcmeInternal";

const inFile = (code: Plant["code"], path: string, file: TokenPlant["files"][string]): TokenPlant => ({
  ...soundHistory,
  ...{ code, path, files: { ...sound.files, [path]: file } },
});

const inHistory = (code: Plant["code"], history: TokenPlant["history"]): TokenPlant[] => [
  { ...soundHistory, code, history },
  // The plain list finds what it has, as it is written.
  { ...soundHistory, code, isPrivate: false, history: inLowerCase(history) },
];

const inLowerCase = (history: TokenPlant["history"]): TokenPlant["history"] =>
  Object.fromEntries(Object.entries(history).map(([key, text]) => [key, text.replaceAll(spelled, "acme-internal")]));

export const tokenPlants: readonly TokenPlant[] = [
  inFile("FORBIDDEN_TOKEN", "src/planted-private.txt", `const ${spelled} = 1;\n`),
  inFile("FORBIDDEN_TOKEN", "src/planted-private.bin", Buffer.from("\0ACME_INTERNAL", "utf16le")),
  inFile("FORBIDDEN_IN_LINK", "src/planted-private", { link: "../acme.internal" }),
  // Its path is not shown: the token's name stands in its place.
  { ...inFile("FORBIDDEN_IN_NAME", `src/${spelled}.txt`, "planted\n"), path: "" },
  ...inHistory("FORBIDDEN_IN_MESSAGE", { message: `planted\n\n${spelled}` }),
  ...inHistory("FORBIDDEN_IN_MESSAGE", { tag: spelled }),
  ...inHistory("FORBIDDEN_IN_MESSAGE", { note: spelled }),
  ...inHistory("FORBIDDEN_IN_PERSON", { author: spelled }),
  ...inHistory("FORBIDDEN_IN_REF", { branch: `planted/${spelled}` }),
];
