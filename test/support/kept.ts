/**
 * What a check keeps of what it proved.
 *
 * @module
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Report } from "../../lib/report.ts";

export interface Kept {
  result: (Pick<Report, "findings" | "coverage"> & Record<string, unknown>) | null;
}

/** Change what lies in `cacheDir` of a judgement of this `kind`. */
export const editKept = (cacheDir: string, kind: string, change: (kept: Kept) => void): void => {
  const [name = ""] = readdirSync(join(cacheDir, kind));
  const file = join(cacheDir, kind, name);
  const bytes = readFileSync(file);
  const at = bytes.indexOf('{"state"');
  const kept = JSON.parse(bytes.subarray(at).toString()) as Kept;
  change(kept);
  writeFileSync(file, Buffer.concat([bytes.subarray(0, at), Buffer.from(JSON.stringify(kept))]));
};

/** Changes it to something that no judgement says. */
export const markAsKept = ({ result }: Kept): void => {
  Object.assign(result?.coverage[0] ?? {}, { considered: 77, examined: 77 });
};

export const isKeptAnswer = ({ coverage }: Report): boolean => coverage[0]?.considered === 77;

/** What a judgement can't have been. */
export const spoiled: [string, (kept: Kept) => void][] = [
  ["a finding", ({ result }) => result?.findings.push({ code: "PARITY_MASKED", level: "violation", message: "" })],
  ["findings that are none", ({ result }) => Object.assign(result ?? {}, { findings: { length: 0 } })],
  ["no receipt", ({ result }) => Reflect.deleteProperty(result ?? {}, "coverage")],
  ["nothing", (kept) => Object.assign(kept, { result: null })],
];
