/**
 * Exports in memory and on the disk, of runs that really took place.
 *
 * @module
 */
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { systemClock } from "../../lib/clock.ts";
import { type ExchangeReport, exchangeBundles, type Format } from "../../lib/exchange/index.ts";
import { type Material, withMaterials } from "../../lib/exchange/material.ts";
import type { Signer } from "../../lib/sign/index.ts";
import type { LoadedTrust } from "../../lib/verify/index.ts";
import { repo } from "./repo.ts";
import { record, sh } from "./run.ts";
import { makeKey, signRun, type TestKey } from "./sign.ts";

/** Names that somebody else's machine may have given to a file. */
export const hostileName = "cl\u00e9an %41 [1]*?#\nlast.csv";

export const signerOf = ({ publicKey, sign }: TestKey): Signer => ({
  kind: "key",
  publicKey,
  label: "test",
  sign: async (bytes) => sign(bytes),
});

export const key = makeKey();

/** Ends of a run, as the shell of its step has to bring them about. */
export const endings = { succeeded: "true", failed: "exit 3", signalled: "kill -TERM $$" } as const;

/** A repository with one signed run in `runs/one`, which read and made files of hostile names. Call it inside a test. */
export const hostileRun = async (end: keyof typeof endings = "succeeded"): Promise<string> => {
  const { dir: top, dispose } = repo({
    "in/a b.csv": "1\n",
    [`in/${hostileName}`]: "2\n",
    "requirements.txt": "requests==2.31.0\n",
  });
  onTestFinished(dispose);
  const script = `mkdir -p out && cat in/* > 'out/${hostileName}' && echo log && ${endings[end]}`;
  const more = { step: "stép <one> %", inputs: ["in"], outputs: ["out"], collect: true, tags: { a: "b" } };
  const { bundle } = await record(top, { runId: "one", argv: sh(script), ...more });
  signRun(bundle, [key], ["intoto.jsonl", "sigstore.json"]);
  return top;
};

export interface StepOptions {
  step: string;
  /** Directory of the step, relative to the top. */
  at?: string;
  inputs?: string[];
  outputs?: string[];
  script: string;
  collect?: boolean;
}

/** Record a step in `top`; its bundle is `runs/STEP`. */
export const recordStep = async (top: string, options: StepOptions): Promise<string> => {
  const { step, at = ".", inputs = [], outputs = [], script, collect = true } = options;
  mkdirSync(join(top, at), { recursive: true });
  const { bundle } = await record(join(top, at), {
    ...{ runId: step, step, inputs, outputs, collect, outDir: join(top, "runs"), argv: sh(script) },
  });
  return bundle;
};

/** The bundles at `paths` as drivers see them. */
export const materialsOf = async (paths: readonly string[]): Promise<readonly Material[]> => {
  const found = await withMaterials(paths, { cwd: "/", integrityOnly: true }, async (materials) => materials);
  if ("refused" in found) throw new Error(JSON.stringify(found.refused));
  return found;
};

export interface Exported {
  report: ExchangeReport;
  /** Path in the export → text; empty for a form of one file. */
  files: Record<string, string>;
}

/** Export into `top/OUTPUT`, vouched for unless a trust file is given; throws when a bundle is refused. */
export const exportInto = async (
  top: string,
  options: {
    format: Format;
    bundles?: string[];
    output?: string;
    expires?: string;
    root?: string;
    namespace?: string;
    trust?: LoadedTrust | null;
    vouch?: boolean;
  },
): Promise<Exported> => {
  const { format, bundles = ["runs/one"], output = "export", ...more } = options;
  const path = join(top, output);
  const signer = async (): Promise<Signer> => signerOf(key);
  const target = { path, shown: output };
  const result = await exchangeBundles(bundles, {
    format,
    cwd: top,
    output: target,
    clock: systemClock,
    signer,
    vouch: more.trust === undefined,
    ...more,
  });
  if ("refused" in result) throw new Error(`refused: ${JSON.stringify(result.refused)}`);
  return { report: result, files: textsIn(path) };
};

/** Path → text of a file, or of all files below a directory. */
export const textsIn = (path: string): Record<string, string> =>
  statSync(path).isFile()
    ? { "": readFileSync(path, "utf8") }
    : Object.fromEntries(
        readdirSync(path, { recursive: true, encoding: "utf8" })
          .filter((name) => statSync(join(path, name)).isFile())
          .sort()
          .map((name) => [name, readFileSync(join(path, name), "utf8")]),
      );

/** Change a file in place. */
export const rewrite = (path: string, change: (text: string) => string): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, change(readFileSync(path, "utf8")));
};
