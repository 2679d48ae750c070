/**
 * Executables that stand in for others: the shims of pyenv, rbenv, asdf and mise, and rustup's proxies.
 *
 * Their digest says nothing about what runs, so their manager is asked.
 *
 * @module
 */
import { readFileSync, readlinkSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, join } from "node:path";
import { which } from "../../exec.ts";
import { ask, type Context, firstLine } from "./ask.ts";

/** True when the executable at `path` lies where stand-ins lie, or is one of rustup's. */
export const isStandIn = (path: string): boolean => managerOf(path) !== null;

/**
 * The executable that the stand-in at `path` would start here; null when its manager doesn't say so within
 * `timeout` milliseconds, or when it would have to download it first.
 */
export const seeThrough = async (path: string, context: Context, timeout: number): Promise<string | null> => {
  const manager = managerOf(path);
  const found = manager === null ? { missing: "not-found" } : which(manager, context);
  if (!("found" in found)) return null;
  const real = firstLine(await ask([found.found, "which", basename(path)], offline(context), timeout));
  if (real === null || !isAbsolute(real) || real === path) return null;
  return "found" in which(real, context) ? real : null;
};

// --- internal ---

const rustProxies: ReadonlySet<string> = new Set(
  "cargo rustc rustdoc rustfmt cargo-fmt cargo-clippy cargo-miri clippy-driver rls rust-analyzer rust-gdb rust-lldb".split(
    " ",
  ),
);

const managerOf = (path: string): string | null => {
  const name = basename(path);
  const dir = dirname(path);
  if (rustProxies.has(name)) return isSameFile(path, join(dir, "rustup")) ? join(dir, "rustup") : null;
  if (basename(dir) !== "shims") return null;
  return managerOfLink(path) ?? managerOfScript(path);
};

const isSameFile = (a: string, b: string): boolean => {
  const [first, second] = [a, b].map((path) => statSync(path, { throwIfNoEntry: false }));
  return first !== undefined && first.ino === second?.ino && first.dev === second.dev;
};

const managerOfLink = (path: string): string | null => {
  try {
    const target = readlinkSync(path);
    return basename(target) === "mise" && isAbsolute(target) ? target : null;
  } catch {
    return null; // Not a link.
  }
};

const managerOfScript = (path: string): string | null => {
  try {
    if (statSync(path).size > 64 * 1024) return null;
    const text = readFileSync(path, "latin1");
    return /^exec "?([^\s"]*\b(?:pyenv|rbenv|nodenv|goenv|jenv|plenv|phpenv|asdf))"? exec /m.exec(text)?.[1] ?? null;
  } catch {
    return null;
  }
};

/** rustup and mise would download what is missing; nothing may reach the network on our behalf. */
const offline = ({ cwd, env }: Context): Context => ({
  cwd,
  env: { ...env, RUSTUP_AUTO_INSTALL: "0", RUSTUP_DIST_SERVER: "file:///nonexistent", MISE_OFFLINE: "1" },
});
