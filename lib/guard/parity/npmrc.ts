/**
 * `.npmrc` of the repository: npm takes from it by which program, and with which flags of Node, it runs the gate.
 *
 * docs.npmjs.com "npmrc", and "config": `script-shell`, `node-options`.
 *
 * @module
 */
import type { ParityContext } from "./context.ts";
import { type Fault, shortened } from "./fault.ts";
import type { Run } from "./runs.ts";

/** What stands in the way of knowing what npm runs; `run` is the gate, or what leads to it. */
export const npmrcFaults = async (run: Run, { beside }: Pick<ParityContext, "beside">): Promise<Fault[]> => {
  const names = [run, ...run.via].map(({ argv: [program] }) => program ?? "");
  if (!names.some((name) => /^(?:npm|npx|pnpm|yarn|bunx?)$/.test(name))) return [];
  const parts = (run.cwd ?? "").split("/");
  const directories = ["", ...parts.map((_, index) => `${parts.slice(0, index + 1).join("/")}/`)];
  const faults: Fault[] = [];
  for (const directory of new Set(directories)) {
    const path = `${directory}.npmrc`;
    const text = await beside.text(path);
    for (const [index, line] of (text ?? "").split(/\r\n|\n|\r/).entries()) {
      if (isPlain(line)) continue;
      faults.push({
        ...{ kind: "unread", level: "undecided", at: { path, line: index + 1, column: 1 }, written: shortened(line) },
        why: "npm runs it by another shell, or with flags of Node",
      });
    }
  }
  return faults;
};

// --- internal ---

/** A line that does not say how programs are run. Settings of a registry, which begin with slashes, never do. */
const isPlain = (line: string): boolean => {
  if (/^\s*(?:[;#]|\/\/)/.test(line)) return true;
  const [key = "", ...value] = line.split("=");
  if (/script-shell/.test(key)) return /^\s*(?:\/(?:usr\/)?bin\/)?(?:ba)?sh\s*$/.test(value.join("="));
  // A variable may be a part of the name.
  return !/node-options|\$\{/.test(key);
};
