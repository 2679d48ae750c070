/**
 * Sources with all their mutants in them, each behind a switch.
 *
 * @module
 */
import { readFileSync } from "node:fs";
import { Instrumenter } from "@stryker-mutator/instrumenter";

export interface Mutant {
  id: string;
  fileName: string;
  mutatorName: string;
  replacement: string;
  status?: string;
  /** From 0 on. */
  location: { start: Position; end: Position };
}

interface Position {
  line: number;
  column: number;
}

/** `code`: what to load instead of each file. */
export const instrument = async (
  files: readonly string[],
): Promise<{ mutants: Mutant[]; code: Record<string, string> }> => {
  const sources = files.map((name) => ({ name, mutate: true, content: readFileSync(name, "utf8") }));
  const options = { plugins: null, ignorers: [], excludedMutations: data };
  const { files: changed, mutants } = await new Instrumenter(silent).instrument(sources, options);
  const code = Object.fromEntries(changed.map(({ name, content }) => [name, content]));
  return { mutants: (mutants as Mutant[]).filter(({ status }) => status !== "Ignored"), code };
};

// --- internal ---

/** Words and tables are data, which snapshots and the tests of each row hold. */
const data = ["StringLiteral", "ObjectLiteral", "ArrayDeclaration"];

const nothing = () => undefined;
const silent = Object.assign(
  Object.fromEntries(["trace", "debug", "info", "warn", "error", "fatal"].map((level) => [level, nothing])),
  Object.fromEntries(
    ["Trace", "Debug", "Info", "Warn", "Error", "Fatal"].map((level) => [`is${level}Enabled`, () => false]),
  ),
) as unknown as ConstructorParameters<typeof Instrumenter>[0];
