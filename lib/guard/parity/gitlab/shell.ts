/**
 * The shell of a job: bash, or sh where its image has none.
 *
 * docs.gitlab.com/runner/shells: "fallback for bash". The runner sets errexit, and pipefail in every shell that has it.
 *
 * @module
 */
import { type GitlabConfig, textAt } from "../../ci/index.ts";
import type { ShellOptions } from "../shell/state.ts";
import { settingsOf, takesDefault } from "./settings.ts";
import { isMap, textOf } from "./text.ts";

/** How the shell of `job` starts. Without an image it is that of the machine, or of GitLab's own image: both have bash. */
export const shellOf = (config: GitlabConfig, job: string): ShellOptions => {
  const image = imageOf(config, job);
  return { errexit: true, pipefail: true, isSh: image !== undefined && !hasBash(filled(config, job, image)) };
};

/** With all values of each variable in its place, side by side; one without a value stays. */
export const filled = (config: GitlabConfig, job: string, text: string): string => {
  return text.replace(/\$(?:\{(\w+)\}|(\w+))/g, (whole, braced?: string, bare?: string) => {
    const settings = settingsOf(config, job).filter(({ name }) => name === (braced ?? bare));
    const values = settings.map(({ found: { value } }) => textOf(isMap(value) ? value["value"] : value));
    return values.length > 0 ? values.join(" ") : whole;
  });
};

// --- internal ---

const imageOf = (config: GitlabConfig, job: string): string | undefined => {
  if (config.find(job, ["image"]) !== undefined) return nameAt((keys) => config.find(job, keys));
  if (!takesDefault(config, job, "image")) return undefined;
  return nameAt((keys) => config.find("default", keys)) ?? nameAt(config.top);
};

const nameAt = (find: GitlabConfig["top"]): string | undefined =>
  (textAt(find(["image", "name"])) ?? textAt(find(["image"])))?.value;

const hasBash = (image: string): boolean => {
  const [name = "", ...tags] = image.replace(ofDockerHub, "").split(/[:@]/);
  return withBash.has(name) && !/alpine|busybox|\$/.test(tags.join());
};

/** Docker Hub itself, and what stands for it. */
const ofDockerHub =
  /^(?:docker\.io\/|public\.ecr\.aws\/docker\/|mirror\.gcr\.io\/|\$\{?CI_DEPENDENCY_PROXY_(?:DIRECT_)?GROUP_IMAGE_PREFIX\}?\/)?(?:library\/)?/;

/** They stand on Debian, Ubuntu or a relative of Fedora, or bring bash themselves, unless their tag says otherwise. */
const withBash: ReadonlySet<string> = new Set(
  [
    "almalinux amazoncorretto amazonlinux bash buildpack-deps centos clojure composer dart debian eclipse-temurin elixir erlang fedora",
    "gcc golang gradle groovy haskell julia maven mono node openjdk oraclelinux perl php pypy python r-base rockylinux ruby rust",
    "sapmachine swift ubuntu cimg/base cimg/node cimg/python cypress/base cypress/browsers cypress/included",
    "mcr.microsoft.com/playwright mcr.microsoft.com/playwright/python",
  ].flatMap((names) => names.split(" ")),
);
