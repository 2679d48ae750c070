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
import { noxfile } from "./nox.ts";
import { packageJson } from "./package-json.ts";
import { goVersion, nodeVersion, pythonVersion } from "./pin-files.ts";
import { preCommit } from "./pre-commit.ts";
import { pipfile, pyproject, setupCfg } from "./python.ts";
import { setupPy } from "./setup-py.ts";
import type { Reader } from "./source.ts";
import { miseToml, toolVersions } from "./tool-versions.ts";
import { toxIni } from "./tox.ts";

export type { Reader } from "./source.ts";

const readers: readonly Reader[] = [
  pyproject,
  setupCfg,
  setupPy,
  pipfile,
  environmentYml,
  pixiToml,
  pythonVersion,
  toxIni,
  noxfile,
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
  preCommit,
  githubWorkflow,
  gitlabCi,
];

/** One look for nearly every file. */
const anyReads = new RegExp(readers.map(({ reads }) => reads.source).join("|"));

/** What reads the file at `path`, if anything does. */
export const readerOf = (path: string): Reader | undefined =>
  anyReads.test(path) ? readers.find(({ reads }) => reads.test(path)) : undefined;
