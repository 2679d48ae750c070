/**
 * Where a person's own keys and trust file lie: never in what is judged.
 *
 * @module
 */
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

/**
 * `$KPROV_CONFIG_DIR`, else `$XDG_CONFIG_HOME/kprovengine`, else `~/.config/kprovengine`; null when there is no home.
 *
 * A relative path in a variable is ignored, as the XDG Base Directory Specification says: it could lead into a checkout.
 */
export const userDir = (env: NodeJS.ProcessEnv = process.env): string | null => {
  const own = env["KPROV_CONFIG_DIR"];
  if (own !== undefined && isAbsolute(own)) return own;
  const base = env["XDG_CONFIG_HOME"];
  if (base !== undefined && isAbsolute(base)) return join(base, "kprovengine");
  const home = env["HOME"] ?? homedir();
  return isAbsolute(home) ? join(home, ".config", "kprovengine") : null;
};
