/**
 * The flag of the checks that can judge what is released.
 *
 * @module
 */
import { KprovError } from "../../errors.ts";
import { type FlagDefs, listOf } from "../../flags.ts";

export const packageArgs = {
  package: {
    ...{ type: "string", multiple: true, valueHint: "FILE" },
    description:
      "Judge this built package instead of the repository: a wheel, a source distribution, an npm tarball; or a glob",
  },
  more: {
    ...{ type: "positional", multiple: true, required: false, valueHint: "FILE" },
    description: "Further packages, as a shell makes them of --package dist/*",
  },
} as const satisfies FlagDefs;

/**
 * The packages that `args` ask for; none without `--package`. Throws `E_USAGE` for files without that flag, and for flags that
 * are about the repository beside it.
 */
export const askedPackages = (args: object): string[] => {
  const [packages, more] = [listOf(args, "package"), listOf(args, "more")];
  if (packages.length === 0) {
    if (more.length === 0) return [];
    throw new KprovError("E_USAGE", `Unexpected argument "${more[0]}"`, { hint: "a package is named with --package" });
  }
  const given = args as Record<string, unknown>;
  const stray = ["self-test", "staged", "attest", "key", "history", "fix"].find(
    (flag) => given[flag] !== undefined && given[flag] !== false,
  );
  if (stray !== undefined)
    throw new KprovError("E_USAGE", `"--${stray}" is about the repository: it means nothing beside --package`);
  return [...packages, ...more];
};
