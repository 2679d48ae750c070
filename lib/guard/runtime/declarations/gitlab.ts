/**
 * What GitLab CI tests: the images of its jobs, also those that come from other files of this repository.
 *
 * Not seen: files of other projects, and what is fetched or made when it runs. They are said to be unseen; where
 * CI's versions stay unknown, the rule about untested versions doubts.
 *
 * @module
 */
import { type Beside, type GitlabConfig, gitlabMain, textAt, textOf, visitGitlab } from "../../ci/index.ts";
import type { Located } from "../../sources/tree.ts";
import { isNested, type Statement } from "../declaration.ts";
import { readImage, unseenImage } from "./image.ts";
import type { Reader } from "./source.ts";

/** docs.gitlab.com "CI/CD YAML syntax reference": `image`, `parallel:matrix`, `variables`, `trigger:include`. */
export const gitlabCi: Reader = {
  isCi: true,
  reads: gitlabMain,
  read: async (path, text, beside) => {
    const statements: Statement[] = [];
    await visitGitlab(path, text, beside, ({ config, isWhole }) => {
      for (const job of config.jobs) statements.push(...statementsOfGitlabJob(config, job, beside));
      // Jobs that nobody sees may take the default.
      if (config.jobs.length === 0 || !isWhole) {
        statements.push(...statementsOfGitlabJob(config, "default", beside));
      }
    });
    return statements;
  },
};

/** What the image of a job says. */
export const statementsOfGitlabJob = (
  config: GitlabConfig,
  job: string,
  { unseen }: Pick<Beside, "unseen">,
): Statement[] => {
  if (config.find(job, ["trigger"]) !== undefined) return [];
  const image =
    imageOf(config, job) ??
    imageOf(config, "default") ??
    textAt(config.top(["image", "name"]) ?? config.top(["image"]));
  if (image === undefined) return [];
  return substitute(config, job, image).flatMap((one) => {
    const hidden = unseenImage(one, "image");
    if (hidden !== undefined) unseen(hidden);
    // An input of the file is a variable like others.
    const value = one.value.replace(/\$\[\[[^\]]*\]\]/g, (input) => input.replace(/\s/g, ""));
    return readImage({ ...one, value }, { kind: "tested", source: "image", where: "ci" });
  });
};

// --- internal ---

const imageOf = (config: GitlabConfig, job: string): Located<string> | undefined =>
  textAt(config.find(job, ["image", "name"])) ?? textAt(config.find(job, ["image"]));

/** Images that a matrix may make of one. */
const mostImages = 1000;

/** Every image that the variables' values make; a variable without a value stays, and can't be understood. */
const substitute = (config: GitlabConfig, job: string, image: Located<string>): Located<string>[] => {
  const names = new Set([...image.value.matchAll(variable)].map(([, braced, bare]) => braced ?? bare ?? ""));
  let images = [image];
  for (const name of names) {
    // A value that names another variable could go on for ever; a list or a map is none.
    const values = valuesOf(config, job, name).filter(({ value }) => !isNested(value) && !textOf(value).includes("$"));
    if (values.length === 0 || values.length * images.length > mostImages) continue;
    images = images.flatMap((one) =>
      values.map(({ value, ...place }) => ({ ...place, value: fill(one.value, name, textOf(value)) })),
    );
  }
  return images;
};

const variable = /\$(?:\{(\w+)\}|(\w+))/g;

const fill = (text: string, name: string, value: string): string =>
  text.replace(variable, (whole, braced?: string, bare?: string) => ((braced ?? bare) === name ? value : whole));

const valuesOf = (config: GitlabConfig, job: string, name: string): Located<unknown>[] => {
  const matrix = ["parallel", "matrix"];
  const fromMatrix = config.items(job, matrix).flatMap((_, index) => {
    const keys = [...matrix, index, name];
    const several = config.items(job, keys);
    return several.length > 0 ? several : (config.find(job, keys) ?? []);
  });
  if (fromMatrix.length > 0) return fromMatrix;
  const own = config.find(job, ["variables", name, "value"]) ?? config.find(job, ["variables", name]);
  const found = own ?? config.top(["variables", name, "value"]) ?? config.top(["variables", name]);
  return found === undefined ? [] : [found];
};
