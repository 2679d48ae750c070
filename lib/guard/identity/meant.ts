/**
 * Settings that have the right form and can't be meant.
 *
 * @module
 */
import { KprovError } from "../../errors.ts";
import type { IdentityConfig } from "./context.ts";
import { parseRepositoryUrl, type RepositoryUrl } from "./urls.ts";

/** A setting that nothing would ever be judged by looks like a gate to its author. Throws `E_CONFIG`. */
export const assertMeant = ({ name, display, docker }: IdentityConfig): void => {
  const unusable = (key: string, why: string) => new KprovError("E_CONFIG", `Cannot use "${key}": ${why}`);
  if (Object.keys(docker.labels).length > 0 && docker.files.length === 0)
    throw unusable("identity.docker.labels", "there is no identity.docker.files whose labels could be compared");
  if (display.allow.length === 0) return;
  if (display.name === null) throw unusable("identity.display.allow", "there is no identity.display.name to allow");
  if (display.name === name)
    throw unusable("identity.display.allow", "identity.display.name is the technical name, which may stand anywhere");
};

/** `identity.repository`, understood. Throws `E_CONFIG`. */
export const canonicalRepository = (url: string | null): RepositoryUrl | undefined => {
  if (url === null) return undefined;
  const repository = parseRepositoryUrl(url);
  if (repository === undefined) {
    throw new KprovError(
      "E_CONFIG",
      `Cannot use "identity.repository": expected the URL of a repository, found "${url}"`,
    );
  }
  return repository;
};
