/**
 * check-identity: who the project says it is, the same everywhere.
 *
 * @module
 */
export { type CheckIdentityOptions, checkIdentity } from "./check-identity.ts";
export { commandsApart } from "./commands-apart.ts";
export type { IdentityConfig } from "./context.ts";
export { type Declared, type DeclaredOptions, declaredPaths } from "./declared.ts";
export { type ForbiddenTokens, filesOf, forbiddenFiles, readForbidden } from "./forbidden-list.ts";
export { isManifest } from "./manifests/path.ts";
export { type IdentityRules, identityRules } from "./rules.ts";
export type { ProjectOption } from "./scope.ts";
export { selfTestIdentity } from "./self-test.ts";
export { formatRepositoryUrl, isSameRepository, parseRepositoryUrl, type RepositoryUrl } from "./urls.ts";
