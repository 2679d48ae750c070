/**
 * Which places of a machine are the system's, by a list that is short and closed: whatever is not named here is not the system.
 *
 * `runtime-trace-v0.md` beside the evidence schemas says the same to readers of a trace.
 *
 * @module
 */
import { isBelow } from "./byte-path.ts";

/**
 * The place of the operating system, or of a package manager, that the absolute path (bytes) lies in; null when it lies in none.
 * `homes`: the step's home directory, by every name it has.
 */
export const systemRoot = (path: string, homes: readonly string[]): string | null => {
  // Memory with a name, which looks like a path: the step's own.
  if (path.startsWith("/memfd:")) return "/memfd";
  if (isSomebodys(path)) return null;
  const place = places.find((one) => isBelow(path, one));
  if (place !== undefined) return place;
  for (const home of homes) {
    const kept = keptAtHome.find((one) => isBelow(path, `${home}/${one}`));
    if (kept !== undefined) return `${home}/${kept}`;
  }
  return null;
};

/** Directories that git, package managers and tools keep for themselves, wherever they lie. */
export const apart: ReadonlySet<string> = new Set([
  ...[".git", "node_modules", "site-packages", "dist-packages"],
  ...["__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache"],
]);

/** Directories of an installation that hold programs and what they load, and no data. */
export const programDirectories = ["bin", "sbin", "lib", "lib32", "lib64", "libexec", "include"] as const;

// --- internal ---

/** Below places of the system, and people's all the same: memory, disks and sessions that anybody can put files in. */
const isSomebodys = (path: string): boolean =>
  ["/dev/shm", "/run/media", "/run/mount", "/run/shm", "/run/user"].some((one) => isBelow(path, one)) ||
  (isBelow(path, "/usr/local") && !localPlaces.some((one) => isBelow(path, one)));

const localPlaces = [...programDirectories, "etc"].map((name) => `/usr/local/${name}`);

function inCache(name: string): string {
  return `.cache/${name}`;
}

/** FHS 3.0, hier(7), and where package managers keep what they install and know. */
const places: readonly string[] = [
  ...["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/etc", "/proc", "/sys", "/dev", "/run"],
  ...["/nix/store", "/gnu/store", "/snap", "/home/linuxbrew/.linuxbrew"],
  ...["/var/lib/dpkg", "/var/lib/apt", "/var/lib/rpm", "/var/lib/pacman", "/var/lib/snapd", "/var/lib/flatpak"],
  ...["/var/cache/apt", "/var/cache/dnf", "/var/cache/ldconfig", "/var/cache/fontconfig"],
];

/**
 * Caches and downloads of package managers and compilers below a home directory; their settings are none. Not all of `.cache`:
 * models and datasets lie there too, and those a step must declare.
 */
const keptAtHome: readonly string[] = [
  ...["ccache", "fontconfig", "go-build", "kprovengine", "matplotlib", "node", "pip", "pnpm", "pre-commit"].map(
    inCache,
  ),
  ...["pypoetry", "sccache", "uv", "yarn"].map(inCache),
  ...[".npm", ".nvm", ".rustup", ".cargo/bin", ".cargo/git", ".cargo/registry"],
  ...[".m2/repository", ".gradle/caches", ".gradle/wrapper", "go/pkg/mod"],
];
