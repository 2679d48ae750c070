/**
 * Built packages: wheels, source distributions and npm tarballs, judged before they are released.
 *
 * @module
 */
export { judgePackageArtifacts } from "./artifacts.ts";
export { judgePackageIdentity } from "./identity.ts";
export { type JudgedPackage, judgePackages } from "./judge.ts";
export type { Package } from "./open.ts";
