/**
 * What is different around the second run: all that must not matter.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { captureSync } from "../../exec.ts";

/** The second run's variables, beside those of the first. */
export interface Variation {
  env: NodeJS.ProcessEnv;
  umask: number;
}

/**
 * Another time zone, another locale that is installed, another umask. `umask` is the first run's. Where no other locale is
 * installed, the locale stays as it is.
 */
export const varyEnvironment = (env: NodeJS.ProcessEnv, umask: number, installed = installedLocales()): Variation => {
  const locale = otherLocale(env, installed);
  return {
    env: { ...env, TZ: otherZone(env["TZ"]), ...(locale !== undefined && { LC_ALL: locale, LANG: locale }) },
    umask: umask === 0o077 ? 0o022 : 0o077,
  };
};

/** The locale that a program sees; null when none is set (locale(7)). */
export const localeOf = (env: NodeJS.ProcessEnv): string | null => env["LC_ALL"] || env["LANG"] || null;

/** A locale that is installed and is not `env`'s: of another language when there is one, and always of UTF-8 when it can be. */
export const otherLocale = (env: NodeJS.ProcessEnv, installed: readonly string[]): string | undefined => {
  const now = foldLocale(localeOf(env) ?? "C");
  const others = installed.filter((name) => foldLocale(name) !== now && !(isPlain(name) && isPlain(now)));
  const rank = (name: string): number => {
    const preferred = ["de_", "fr_", "tr_", "nl_", "es_"].findIndex((start) => name.startsWith(start));
    const isUtf8 = /utf-?8/i.test(name);
    if (isUtf8 && preferred !== -1) return preferred;
    if (isUtf8 && name.slice(0, 2) !== now.slice(0, 2) && !isPlain(name) && !name.startsWith("C.")) return 10;
    return isUtf8 ? 20 : 30;
  };
  return others.toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))[0];
};

// --- internal ---

/** Far from everybody: UTC+12:45 or +13:45, without a name that a system may lack. */
const otherZone = (zone: string | undefined): string => {
  const named = zone === "Pacific/Chatham" ? "Asia/Kathmandu" : "Pacific/Chatham";
  if (existsSync(`/usr/share/zoneinfo/${named}`)) return named;
  return zone === "FAR-13:45" ? "FAR-05:45" : "FAR-13:45";
};

const isPlain = (name: string): boolean => /^(?:C|POSIX)$/i.test(name);

/** `C.UTF-8` and `C.utf8` are one. */
const foldLocale = (name: string): string => name.toLowerCase().replace("utf-8", "utf8");

const installedLocales = (): string[] => {
  try {
    const { status, stdout } = captureSync(["locale", "-a"], { cwd: "/", timeout: 5_000 });
    return status === 0
      ? stdout
          .toString("latin1")
          .split("\n")
          .filter((name) => /^[\w.@-]+$/.test(name))
      : [];
  } catch {
    return []; // Not installed, as in small containers.
  }
};
