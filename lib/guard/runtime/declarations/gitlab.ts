/**
 * What GitLab CI tests: the images of its jobs, also those that come from other files of this repository.
 *
 * Not seen: files of other projects, and what is fetched or made when it runs. They are said to be unseen; where
 * CI's versions stay unknown, the rule about untested versions doubts.
 *
 * @module
 */
import { parseSource } from "../../sources/index.ts";
import type { Located } from "../../sources/tree.ts";
import type { Statement } from "../declaration.ts";
import type { Part, Walk } from "./follow.ts";
import { createConfig, type GitlabConfig } from "./gitlab-config.ts";
import { includedBy, layersOf, withoutHeader } from "./gitlab-include.ts";
import { readImage, unseenImage } from "./image.ts";
import type { Beside, Reader } from "./source.ts";

/** docs.gitlab.com "CI/CD YAML syntax reference": `image`, `parallel:matrix`, `variables`, `trigger:include`. */
export const gitlabCi: Reader = {
  isCi: true,
  reads: /^\.gitlab-ci\.ya?ml$/,
  read: async (path, text, beside) => {
    const tree = await parseSource(path, withoutHeader(text));
    const walk: Walk = { beside, source: "include", left: mostParts, prepare: withoutHeader };
    return readPipeline(walk, { tree, chain: [path] });
  },
};

// --- internal ---

/** Files that one pipeline may bring in: GitLab's own limit is 150. */
const mostParts = 1000;

const readPipeline = async (walk: Walk, main: Part): Promise<Statement[]> => {
  let isWhole = true;
  const unseen: Walk["beside"]["unseen"] = (part) => {
    isWhole = false;
    walk.beside.unseen(part);
  };
  const layers = await layersOf({ ...walk, beside: { ...walk.beside, unseen } }, main);
  const config = createConfig(layers, walk.beside, isWhole);
  const statements = config.jobs.flatMap((job) => readJob(config, job, walk.beside));
  // Jobs that nobody sees may take the default.
  if (config.jobs.length === 0 || !isWhole) statements.push(...readJob(config, "default", walk.beside));
  for (const job of config.jobs) {
    if (config.find(job, ["trigger", "include"]) === undefined) continue;
    // A child pipeline has its own configuration.
    for (const layer of layers.filter((tree) => tree.get([job, "trigger", "include"]) !== undefined).slice(0, 1)) {
      for (const part of await includedBy(walk, { ...main, tree: layer }, [job, "trigger", "include"])) {
        statements.push(...(await readPipeline(walk, part)));
      }
    }
  }
  return statements;
};

const readJob = (config: GitlabConfig, job: string, { unseen }: Pick<Beside, "unseen">): Statement[] => {
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

const imageOf = (config: GitlabConfig, job: string): Located<string> | undefined =>
  textAt(config.find(job, ["image", "name"])) ?? textAt(config.find(job, ["image"]));

const textAt = (found: Located<unknown> | undefined): Located<string> | undefined =>
  typeof found?.value === "string" ? { ...found, value: found.value } : undefined;

/** Images that a matrix may make of one. */
const mostImages = 1000;

/** Every image that the variables' values make; a variable without a value stays, and can't be understood. */
const substitute = (config: GitlabConfig, job: string, image: Located<string>): Located<string>[] => {
  const names = new Set([...image.value.matchAll(variable)].map(([, braced, bare]) => braced ?? bare ?? ""));
  let images = [image];
  for (const name of names) {
    // A value that names another variable could go on for ever.
    const values = valuesOf(config, job, name).filter(({ value }) => !`${value}`.includes("$"));
    if (values.length === 0 || values.length * images.length > mostImages) continue;
    images = images.flatMap((one) =>
      values.map(({ value, ...place }) => ({ ...place, value: fill(one.value, name, `${value}`) })),
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
