import { type CheckIdentityOptions, checkIdentity } from "../../../../lib/guard/identity/check-identity.ts";
import type { IdentityConfig } from "../../../../lib/guard/identity/context.ts";
import type { Report } from "../../../../lib/report.ts";

/** A configuration that says nothing. */
export const none: IdentityConfig = {
  name: null,
  commands: [],
  display: { name: null, allow: [] },
  repository: null,
  docker: { files: [], labels: {} },
};

export type Options = Partial<Omit<CheckIdentityOptions, "identity">> & { identity?: Partial<IdentityConfig> };

/** The check of the repository at `cwd`, with nothing configured but `options`. */
export const check = (cwd: string, { identity, ...options }: Options = {}) =>
  checkIdentity({
    ...{ cwd, forbidden: [], declaredIn: { name: [], tokens: [] }, config: null, version: "0.0.0", cacheDir: null },
    ...options,
    identity: { ...none, ...identity },
  });

/** Each finding as its code and its path. */
export const codesOf = ({ findings }: Report) =>
  findings.map(({ code, path }) => (path === undefined ? code : `${code} ${path}`));
