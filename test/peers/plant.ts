/**
 * One repository with the same forbidden word in every place that git or a release publishes.
 *
 * @module
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The word that nothing may hold. */
export const token = "acme-internal";

/** We show no private word. */
const shown = `(?:${token}|\\[private \\w+\\])`;

/** One place: what a person calls it, and what a tool's output holds when it has found it. */
export interface Place {
  name: string;
  mark: RegExp;
  plant: (dir: string) => void;
}

/** Make the repository in `dir`, which is empty; the branch is `main`, its history two commits. */
export const plantEverything = (dir: string): void => {
  git(dir, "init", "-q", "-b", "main");
  write(dir, "README.md", "# Claims\n");
  write(dir, ".gitignore", "ignored/\nnode_modules/\n");
  for (const { plant } of places) plant(dir);
  git(dir, "add", "-A");
  git(dir, "add", "-f", "ignored");
  git(dir, "commit", "-qm", `feat: take rates from ${token}`);
  git(dir, "commit", "-q", "--allow-empty", "-m", "chore: next", "--author", `${token} bot <bot@example.com>`);
  git(dir, "branch", `wip/${token}`);
  // What a commit made now would publish: the work tree has been cleaned already.
  write(dir, "staged.txt", `url: https://${token}.example\n`);
  git(dir, "add", "staged.txt");
  write(dir, "staged.txt", "url: https://example.com\n");
};

/** In the order of the table. */
export const places: readonly Place[] = [
  file("a text file", "plain.txt"),
  file("a hidden file", ".config/settings.toml"),
  file("a file that is tracked and ignored", "ignored/cache.txt"),
  file("a binary file", "model.bin", Buffer.from(`\0\u0001\0${token}\0`)),
  file("UTF-16 without a mark", "wide.txt", Buffer.from(`word ${token} word`, "utf16le")),
  file("another way to write it (`AcmeInternal`)", "Client.java", "class AcmeInternalClient {}\n"),
  {
    name: "a path",
    mark: new RegExp(`docs/${shown}/`),
    plant: (dir) => write(dir, `docs/${token}/notes.md`, "nothing here\n"),
  },
  {
    name: "the target of a link",
    mark: /\bcurrent\b/,
    plant: (dir) => symlinkSync(`/srv/${token}/rates`, join(dir, "current")),
  },
  { name: "staged, and cleaned in the work tree", mark: /staged\.txt/, plant: () => undefined },
  { name: "a commit's message", mark: /take rates|FORBIDDEN_IN_MESSAGE/, plant: () => undefined },
  {
    name: "an author's name",
    mark: new RegExp(`${token} bot|chore: next|FORBIDDEN_IN_PERSON`),
    plant: () => undefined,
  },
  { name: "a branch's name", mark: new RegExp(`wip/${shown}`), plant: () => undefined },
  { name: "inside a wheel", mark: /claims\/rates\.py/, plant: plantWheel },
];

// --- internal ---

function file(name: string, path: string, content: string | Buffer = `see https://${token}.example\n`): Place {
  return { name, mark: new RegExp(path.replaceAll(".", "\\.")), plant: (dir) => write(dir, path, content) };
}

function plantWheel(dir: string): void {
  const source = join(dir, "wheel");
  write(source, "claims/rates.py", `URL = "https://${token}.example"\n`);
  write(source, "claims-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: claims\nVersion: 1.0\n");
  write(source, "claims-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
  const names = ["claims/rates.py", "claims-1.0.dist-info/METADATA", "claims-1.0.dist-info/WHEEL"];
  const record = names.map((name) => {
    const bytes = readFileSync(join(source, name));
    return `${name},sha256=${createHash("sha256").update(bytes).digest("base64url")},${bytes.length}\n`;
  });
  write(source, "claims-1.0.dist-info/RECORD", `${record.join("")}claims-1.0.dist-info/RECORD,,\n`);
  mkdirSync(join(dir, "dist"), { recursive: true });
  const out = join(dir, "dist/claims-1.0-py3-none-any.whl");
  execFileSync("python3", ["-m", "zipfile", "-c", out, "claims", "claims-1.0.dist-info"], { cwd: source });
  rmSync(source, { recursive: true });
}

function write(dir: string, path: string, content: string | Buffer): void {
  mkdirSync(dirname(join(dir, path)), { recursive: true });
  writeFileSync(join(dir, path), content);
}

export function git(dir: string, ...args: string[]): void {
  const person = ["-c", "user.name=Planter", "-c", "user.email=planter@example.com", "-c", "commit.gpgsign=false"];
  execFileSync("git", [...person, ...args], { cwd: dir, stdio: "pipe" });
}
