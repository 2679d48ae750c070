/**
 * What docker and its kin write on the machine that they run on.
 *
 * docs.docker.com, "docker run", "docker buildx build", "docker container cp".
 *
 * @module
 */
import { copiers } from "./copies.ts";
import { hasOption, parted, valuesOf } from "./options.ts";
import type { Aim } from "./touched.ts";

/** Programs that build and run images. */
export const containers: readonly string[] = ["docker", "podman", "nerdctl", "buildah"];

/** What an image is built from is read; what is mounted can be written to. */
export const containerAims = (rest: readonly string[]): readonly Aim[] => {
  const [command, ...words] = rest.slice(rest.findIndex((word) => !["compose", "container"].includes(word)));
  if (command === "cp") return copiers.get("cp")?.(words) ?? [];
  const all = parted(rest, [
    "v",
    "volume",
    "mount",
    "o",
    "output",
    "t",
    "tag",
    "f",
    "file",
    "e",
    "env",
    "w",
    "u",
    "p",
    "iidfile",
  ]);
  const mounted = valuesOf(all, "v", "volume").filter((one) => !/:ro\b/.test(one));
  const written = valuesOf(all, "o", "output").map((one) => /(?:^|,)dest=([^,]*)/.exec(one)?.[1] ?? one);
  return [
    ...valuesOf(all, "mount").flatMap(mountAims),
    ...mounted.map((one): Aim => ({ word: one.replace(/:.*/s, ""), how: "named" })),
    ...(hasOption(all, "o", "output") ? written.map((word): Aim => ({ word, how: "filled" })) : []),
    ...valuesOf(all, "iidfile").map((word): Aim => ({ word, how: "written" })),
  ];
};

// --- internal ---

const mountAims = (mount: string): readonly Aim[] => {
  const [, source] = /(?:^|,)(?:source|src)=([^,]*)/.exec(mount) ?? [];
  return source === undefined || /(?:^|,)(?:readonly|ro)(?:,|=|$)/.test(mount) ? [] : [{ word: source, how: "named" }];
};
