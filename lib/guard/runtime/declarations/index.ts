/**
 * Every kind of file that declares a runtime.
 *
 * @module
 */
import { cargoToml, goMod, rustToolchain } from "./compiled.ts";
import { environmentYml, pixiToml } from "./conda.ts";
import { devcontainer, dockerfile } from "./container.ts";
import { githubWorkflow } from "./github.ts";
import { gitlabCi } from "./gitlab.ts";
import { packageJson } from "./package-json.ts";
import { goVersion, nodeVersion, pythonVersion } from "./pin-files.ts";
import { pipfile, pyproject, setupCfg } from "./python.ts";
import type { Reader } from "./source.ts";
import { miseToml, toolVersions } from "./tool-versions.ts";
import { toxIni } from "./tox.ts";

export type { Reader } from "./source.ts";

const readers: readonly Reader[] = [
  pyproject,
  setupCfg,
  pipfile,
  environmentYml,
  pixiToml,
  pythonVersion,
  toxIni,
  packageJson,
  nodeVersion,
  goMod,
  goVersion,
  cargoToml,
  rustToolchain,
  toolVersions,
  miseToml,
  dockerfile,
  devcontainer,
  githubWorkflow,
  gitlabCi,
];

/** What reads the file at `path`, if anything does. */
export const readerOf = (path: string): Reader | undefined => readers.find(({ reads }) => reads(path));
