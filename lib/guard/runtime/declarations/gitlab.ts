/**
 * What GitLab CI tests: the images of its jobs.
 *
 * Not seen: what `include` and `extends` bring from other places. Where CI's versions stay unknown, the rule about
 * untested versions doubts.
 *
 * @module
 */
import { parseSource } from "../../sources/index.ts";
import type { Keys, Located, Tree } from "../../sources/tree.ts";
import type { Statement } from "../declaration.ts";
import { readImage } from "./image.ts";
import type { Reader } from "./source.ts";

/** docs.gitlab.com "CI/CD YAML syntax reference": `image`, `parallel:matrix`, `variables`. */
export const gitlabCi: Reader = {
  isCi: true,
  reads: (path) => path === ".gitlab-ci.yml" || path === ".gitlab-ci.yaml",
  read: async (path, text) => {
    const tree = await parseSource(path, text);
    const jobs = tree.names([]).map(({ value }): Keys => (value === "image" ? [] : [value]));
    return jobs.flatMap((job) => readJob(tree, job));
  },
};

// --- internal ---

const readJob = (tree: Tree, job: Keys): Statement[] => {
  const image = tree.text([...job, "image", "name"]) ?? tree.text([...job, "image"]);
  if (image === undefined) return [];
  return substitute(tree, job, image).flatMap((one) =>
    readImage(one, { kind: "tested", source: "image", where: "ci" }),
  );
};

/** Every image that the first variable's values make; a variable without a value stays, and can't be understood. */
const substitute = (tree: Tree, job: Keys, image: Located<string>): Located<string>[] => {
  const [whole, braced, bare] = /\$(?:\{(\w+)\}|(\w+))/.exec(image.value) ?? [];
  const name = braced ?? bare;
  if (whole === undefined || name === undefined) return [image];
  return valuesOf(tree, job, name)
    .flatMap(({ value, line, column }) => {
      const filled = image.value.replace(whole, `${value}`);
      // A value that names itself would never end.
      return filled.length > 200 || `${value}`.includes("$")
        ? [image]
        : substitute(tree, job, { ...image, line, column, value: filled });
    })
    .concat(valuesOf(tree, job, name).length === 0 ? [image] : []);
};

const valuesOf = (tree: Tree, job: Keys, name: string): Located<unknown>[] => {
  const matrix = [...job, "parallel", "matrix"];
  const fromMatrix = tree.items(matrix).flatMap((_, index) => {
    const keys = [...matrix, index, name];
    const several = tree.items(keys);
    return several.length > 0 ? several : (tree.get(keys) ?? []);
  });
  if (fromMatrix.length > 0) return fromMatrix;
  const places = [
    [...job, "variables", name],
    ["variables", name],
  ];
  const found = places.flatMap((keys) => tree.get([...keys, "value"]) ?? tree.get(keys) ?? []);
  return found.slice(0, 1);
};
