/**
 * Packages, and what check-identity says of them.
 *
 * @module
 */
import { gzipSync } from "node:zlib";
import { type KprovConfig, resolveConfig } from "../../../../lib/config/index.ts";
import { identityGate } from "../../../../lib/guard/gates/identity.ts";
import { judgePackageIdentity } from "../../../../lib/guard/package/identity.ts";
import { openPackage, type Package } from "../../../../lib/guard/package/open.ts";
import type { Finding } from "../../../../lib/report.ts";
import { makeTar } from "../../../support/tar.ts";
import { temporary } from "../../../support/temporary.ts";
import { wheel } from "../../../support/zip.ts";

export type Identity = NonNullable<KprovConfig["identity"]>;

export const url = "https://github.com/acme/claims-etl";
export const info = "claims_etl-1.0.0.dist-info/METADATA";
export const metadata = (more = "", [name, version] = ["claims-etl", "1.0.0"]) =>
  `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n${more}\nText\n`;

export const aWheel = (text = metadata(), name = "claims_etl-1.0.0-py3-none-any.whl"): Package =>
  openPackage(name, wheel({ [info]: text }));
export const inTop = (top: string, files: Record<string, string>): Buffer =>
  gzipSync(makeTar(Object.fromEntries(Object.entries(files).map(([path, text]) => [`${top}/${path}`, text]))));
export const sdist = (
  files: Record<string, string> = {},
  { name = "claims_etl-1.0.0.tar.gz", top = "claims_etl-1.0.0" } = {},
) => openPackage(name, inTop(top, { "PKG-INFO": metadata(), ...files }));
export const npm = (files: Record<string, string> = {}, name = "claims-etl-1.0.0.tgz") =>
  openPackage(name, inTop("package", { "package.json": '{"name":"claims-etl"}', ...files }));

export const judge = (
  found: Package,
  identity: Identity,
  {
    root = temporary({}) as string,
    projects = [] as NonNullable<KprovConfig["projects"]>,
    deny = undefined as { saltFile: string } | undefined,
  } = {},
): Promise<Finding[]> =>
  judgePackageIdentity(found, identityGate, {
    ...{ cwd: root, root, policyRoot: root, path: null, digest: null, version: "1", cacheDir: null },
    ...{ config: resolveConfig({ identity, projects } as KprovConfig), env: { HOME: root }, ...(deny && { deny }) },
  });
