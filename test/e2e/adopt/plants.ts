/**
 * Violations that any repository can have, whatever it is written in.
 *
 * @module
 */
import type { Plant } from "./support.ts";
import { replace } from "./support.ts";

export interface About {
  /** Technical name, which ends the URL. */
  name: string;
  /** Name for people. */
  display: string;
  /** The line of the README behind its last one. */
  readmeLine: number;
}

/** For a repository `https://github.com/acme/NAME` that has adopted. */
export const commonPlants = ({ name, display, readmeLine }: About): readonly Plant[] => [
  ["ARTIFACT_TRACKED", { "debug.log": "x\n" }, ["debug.log"]],
  [
    "ARTIFACT_IGNORED",
    { ".gitignore": (text) => `${text}/generated/\n`, "generated/table.csv": "1\n" },
    ["generated/table.csv"],
  ],
  ["SECRET_FILE_TRACKED", { "deploy/.env": "A=1\n" }, ["deploy/.env"]],
  ["COMPILED_FILE", { "tool.bin": Buffer.from("\x7fELF\x02\x01\x01\0", "latin1") }, ["tool.bin"]],
  ["FILE_TOO_LARGE", { "data.csv": Buffer.alloc(5_000_001, "1,2\n") }, ["data.csv"]],
  ["FORBIDDEN_TOKEN", { "notes/key.txt": `of old:\n  ${token}\n` }, ["notes/key.txt:2:3"]],
  ["FORBIDDEN_TOKEN", { "notes/key.dat": Buffer.from(`\0\0${token}`, "utf16le") }, ["notes/key.dat", "UTF-16"]],
  ["FORBIDDEN_IN_NAME", { [`notes/${token}.txt`]: "x\n" }, [`notes/${token}.txt`]],
  ["FORBIDDEN_IN_LINK", { "notes/link": { link: token } }, ["notes/link"]],
  [
    "URL_MISMATCH",
    (at) => void at.git("remote", "set-url", "origin", `https://github.com/acme/${name}-old`),
    [`"origin"`, `${name}-old`],
  ],
  [
    "README_URL_MISMATCH",
    { "README.md": (text) => `${text}git clone https://github.com/planted/${name}.git\n` },
    [`README.md:${readmeLine}:11`],
  ],
  ["DISPLAY_NAME_MISPLACED", { "notes/names.txt": `a\nof ${display}\n` }, ["notes/names.txt:2:4"]],
  [
    "ALLOW_UNUSED",
    { "kprov.config.ts": replace("  run: {", '  artifacts: { allow: [{ glob: "gone/**", reason: "x" }] },\n  run: {') },
    ["gone/**"],
  ],
  ["DEAD_GLOB", { "kprov.config.ts": replace('allow: ["', 'allow: ["gone.md", "') }, ["gone.md"]],
  ["FILE_UNREADABLE", { "README.md": { link: "nowhere" } }, ["README.md"]],
];

/** For a repository that has a runtime policy: one more runtime, of which no file speaks. */
export const undeclared: Plant = [
  "RUNTIME_UNDECLARED",
  { "kprov.config.ts": replace("  runtime: {", '  runtime: {\n    rust: ">=1.60",') },
  ["runtime.rust"],
];

// --- internal ---

/** What init forbids in a new repository. */
const token = "-----BEGIN RSA PRIVATE KEY-----";
