/**
 * Files that pin what a project is built from.
 *
 * @module
 */
import { readdirSync, realpathSync, type Stats, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { hashFiles } from "../../digest.ts";
import { errnoOf, KprovError } from "../../errors.ts";
import type { Toolchain } from "../../evidence/index.ts";
import { compareBytes } from "../../report.ts";

/**
 * Digest the lock files of `cwd` and of the repository's top, when it is above. Paths are relative to `cwd`.
 *
 * Only regular files and links to them count. Throws `E_IO` for one that can't be read.
 */
export const readLockFiles = async (cwd: string, repositoryRoot: string | null): Promise<Toolchain["lockFiles"]> => {
  const files = [...listLockFiles(cwd, ""), ...listAbove(cwd, repositoryRoot)];
  if (files.length === 0) return [];
  const digests = await hashFiles(files.map(({ absolute }) => absolute));
  const read = files.map(({ path }, index) => {
    const digest = digests[index] ?? { failed: "EIO" };
    if ("failed" in digest) throw unreadable(path, digest.failed);
    return { path, size: digest.size, sha256: digest.sha256 };
  });
  return read.sort((a, b) => compareBytes(a.path, b.path));
};

// --- internal ---

const lockNames: ReadonlySet<string> = new Set(
  `package-lock.json npm-shrinkwrap.json pnpm-lock.yaml yarn.lock bun.lock bun.lockb deno.lock poetry.lock uv.lock pdm.lock
Pipfile.lock conda-lock.yml environment.yml pixi.lock go.mod go.sum Cargo.lock Gemfile.lock composer.lock mix.lock flake.lock
renv.lock Manifest.toml .tool-versions rust-toolchain rust-toolchain.toml .python-version`.split(/\s+/),
);

const isLockName = (name: string): boolean => lockNames.has(name) || /^requirements.*\.txt$/s.test(name);

interface LockFile {
  path: string;
  absolute: string;
}

const listAbove = (cwd: string, repositoryRoot: string | null): LockFile[] => {
  if (repositoryRoot === null) return [];
  // Both as the system knows them: git resolves links, the working directory may be named through one.
  const path = relative(realpathSync(cwd), realpathSync(repositoryRoot));
  const isAbove = path !== "" && path.split(sep).every((part) => part === "..");
  return isAbove ? listLockFiles(repositoryRoot, `${path.split(sep).join("/")}/`) : [];
};

const listLockFiles = (dir: string, prefix: string): LockFile[] =>
  namesIn(dir, prefix)
    .filter(isLockName)
    .flatMap((name) => {
      const absolute = join(dir, name);
      const stats = statFile(absolute, `${prefix}${name}`);
      return stats?.isFile() === true ? [{ path: `${prefix}${name}`, absolute }] : [];
    });

const namesIn = (dir: string, prefix: string): string[] => {
  try {
    return readdirSync(dir);
  } catch (cause) {
    throw unreadable(prefix === "" ? "." : prefix, errnoOf(cause) ?? "EIO", cause);
  }
};

const statFile = (absolute: string, path: string): Stats | undefined => {
  try {
    return statSync(absolute, { throwIfNoEntry: false }); // Nothing behind a dangling link: no lock file.
  } catch (cause) {
    throw unreadable(path, errnoOf(cause) ?? "EIO", cause);
  }
};

const unreadable = (path: string, why: string, cause?: unknown): KprovError =>
  new KprovError("E_IO", `Cannot read the lock file "${path}": ${why === "changed" ? "it changed meanwhile" : why}`, {
    cause,
  });
