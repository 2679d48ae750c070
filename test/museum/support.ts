/**
 * One signed run, whoever is to be deceived by it.
 *
 * @module
 */
import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BundleVerdict, Trusted, TrustFile } from "../../lib/verify/index.ts";
import verify from "../../scripts/verify.ts";
import { call } from "../support/call.ts";
import { type Person, person, signRun, trusting, writeTrust } from "../support/people.ts";
import { record, sh } from "../support/run.ts";
import { temporary } from "../support/temporary.ts";

export interface Exhibit {
  /** A directory of bundles, `runs`, lies in it. */
  cwd: string;
  /** Relative to `cwd`. */
  bundle: string;
  ana: Person;
  /** Trusts Ana as a runner. */
  trust: string;
  member(path: string): string;
  /** Names in `attestations/`. */
  envelopes(): string[];
}

/** A run that succeeded, signed by Ana. */
export const exhibit = async (script = "echo 1 > out.csv"): Promise<Exhibit> => {
  const cwd = temporary({ "in.csv": "0\n" });
  const ana = await person("ana");
  const recorded = await record(cwd, { argv: sh(script), step: "clean", inputs: ["in.csv"], outputs: ["out.csv"] });
  await signRun(recorded.bundle, ana);
  const member = (path: string): string => join(recorded.bundle, path);
  return {
    ...{ cwd, ana, member },
    bundle: recorded.bundle.slice(cwd.length + 1),
    trust: writeTrust([trusting(ana, ["runner"])]),
    envelopes: () => readdirSync(member("attestations")).sort(),
  };
};

/** Another trust file for the same run. */
export const trustIn = ({ ana }: Exhibit, more: Partial<Trusted>, require: TrustFile["require"] = {}): string =>
  writeTrust([trusting(ana, ["runner"], more)], require);

export interface Judged {
  exitCode: number;
  codes: string[];
  verdict: BundleVerdict;
}

/** `verify` by Cleo, who has nothing but the bundle and a trust file. */
export const judge = async ({ cwd, bundle, trust }: Exhibit, ...flags: string[]): Promise<Judged> => {
  const named = flags.includes("--trust") || flags.includes("--integrity") ? [] : ["--trust", trust];
  const { result } = await call(verify, cwd, [bundle, ...named, ...flags]);
  const verdict = result.document as BundleVerdict;
  return { exitCode: result.exitCode, codes: verdict.findings.map(({ code }) => code), verdict };
};

/** The first that passes must pass: a verifier that refuses everything fails closed, too, and is good for nothing. */
export const assertProved = async (given: Exhibit, ...flags: string[]): Promise<void> => {
  const { exitCode, verdict } = await judge(given, ...flags);
  if (exitCode !== 0) throw new Error(`expected a proved bundle: ${JSON.stringify(verdict, null, 2)}`);
};

export const edit = (path: string, change: (text: string) => string): void =>
  writeFileSync(path, change(readFileSync(path, "utf8")));

/** A copy of the bundle under its own name, in a directory of its own. */
export const copyOf = (given: Exhibit): Exhibit => {
  const cwd = temporary();
  cpSync(join(given.cwd, given.bundle), join(cwd, given.bundle), { recursive: true });
  return { ...given, cwd, member: (path) => join(cwd, given.bundle, path) };
};
