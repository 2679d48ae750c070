/**
 * Declarations about containers: Dockerfiles and devcontainer.json.
 *
 * @module
 */
import { parseDockerfile, parseSource } from "../../sources/index.ts";
import { readValue, type Statement } from "../declaration.ts";
import type { Runtime } from "../version.ts";
import { readImage } from "./image.ts";
import { present, type Reader, valueAt } from "./source.ts";

/** docs.docker.com "Dockerfile reference", FROM. */
export const dockerfile: Reader = {
  reads: /(?:^|\/)(?:(?:Dockerfile|Containerfile)(?:\.[^/]+)?|[^/]*\.(?:Dockerfile|dockerfile|Containerfile))$/,
  read: async (path, text) =>
    (await parseDockerfile(path, text)).stages.flatMap(({ from, parent }) =>
      parent === undefined ? readImage(from, { kind: "exact", source: "FROM", where: "image" }) : [],
    ),
};

/** containers.dev "Development Container metadata reference": the image, and features with a version. */
export const devcontainer: Reader = {
  reads: /(?:^|\/)(?:\.devcontainer\.json|\.devcontainer\/(?:[^/]+\/)?devcontainer\.json)$/,
  read: async (path, text) => {
    const tree = await parseSource(path, text);
    const how = { kind: "exact", where: "image" } as const;
    return [
      ...present(tree.text(["image"])).flatMap((found) => readImage(found, { ...how, source: "image" })),
      ...tree.names(["features"]).flatMap(({ value }): Statement[] => {
        const runtime = featureOf(value);
        if (runtime === undefined) return [];
        return valueAt(tree, "features", value, "version").flatMap((found) =>
          found.value === "none" ? [] : [readValue(found, { ...how, runtime, grammar: "prefix", source: "feature" })],
        );
      }),
    ];
  },
};

// --- internal ---

const featureOf = (name: string): Runtime | undefined => {
  const [, feature = ""] = /\/features\/(python|node|go|rust)(?:[:@]|$)/.exec(name) ?? [];
  return features[feature];
};

const features: Readonly<Record<string, Runtime>> = { python: "python", node: "node", go: "go", rust: "rust" };
