/**
 * The shell of a job: bash, or sh where its image has none.
 *
 * docs.gitlab.com/runner/shells: "fallback for bash". The runner sets errexit, and pipefail in every shell that has it.
 *
 * @module
 */
import { type GitlabConfig, textAt } from "../../ci/index.ts";
import type { Keys, Located } from "../../sources/tree.ts";
import { type Fault, shortened, spotOf } from "../fault.ts";
import type { ShellOptions } from "../shell/state.ts";
import { settingsOf, takesDefault } from "./settings.ts";
import { isWrittenByThem } from "./situations.ts";
import { isMap, textOf } from "./text.ts";

/** How the shell of `job` starts. Without an image it is that of the machine, or of GitLab's own image: both have bash. */
export const shellOf = (config: GitlabConfig, job: string): ShellOptions => {
  const image = imageOf(config, job);
  return { errexit: true, pipefail: true, isSh: image !== undefined && !hasBash(filled(config, job, image)) };
};

/** The program that an image is told to start with gets the shell as its words, and may leave it out. */
export const entryFaults = (config: GitlabConfig, job: string): Fault[] => {
  const found = imageAt(config, job, ["image", "entrypoint"]);
  if (found === undefined) return [];
  const words = [found.value ?? []].flat().map(textOf);
  if (/^(?:(?:\/bin\/)?(?:ba)?sh -c)?$/.test(words.join(" "))) return [];
  const why = "what the entrypoint of its image does with its script is not known";
  return [{ kind: "unread", level: "undecided", at: spotOf(found), written: shortened(words.join(" ")), why }];
};

/** An image by whose name whoever proposes a change may choose the programs that run the gate. */
export const imageFaults = (config: GitlabConfig, job: string): Fault[] => {
  const found = textAt(imageAt(config, job, ["image", "name"])) ?? textAt(imageAt(config, job, ["image"]));
  if (found === undefined) return [];
  // Variables name others.
  const image = [1, 2, 3].reduce((text) => filled(config, job, text), found.value);
  const names = [...image.matchAll(/\$\{?(\w+)/g)].map(([, name = ""]) => name);
  if (!names.some((name) => ofBranch.test(name) || isWrittenByThem(name))) return [];
  const why = "whoever proposes the change may choose the image, and so the programs that run the gate";
  return [{ kind: "unread", level: "undecided", at: spotOf(found), written: shortened(found.value), why }];
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

/** Whoever proposes a change names its branch. */
const ofBranch = /^CI_(?:COMMIT_(?:BRANCH|REF_NAME|REF_SLUG|TAG)|MERGE_REQUEST_SOURCE_BRANCH_NAME)$/;

const imageOf = (config: GitlabConfig, job: string): string | undefined =>
  (textAt(imageAt(config, job, ["image", "name"])) ?? textAt(imageAt(config, job, ["image"])))?.value;

/** Of the image that counts for the job: its own, or that of all. */
const imageAt = (config: GitlabConfig, job: string, keys: Keys): Located<unknown> | undefined => {
  if (config.find(job, ["image"]) !== undefined) return config.find(job, keys);
  if (!takesDefault(config, job, "image")) return undefined;
  return config.find("default", ["image"]) === undefined ? config.top(keys) : config.find("default", keys);
};

const hasBash = (image: string): boolean => {
  const [name = "", ...tags] = image.replace(ofDockerHub, "").split(/[:@]/);
  return withBash.has(name) && !/alpine|busybox|[$[]/.test(tags.join());
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
