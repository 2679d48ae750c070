/**
 * Runs as steps of a supply chain, in an order in which products go before the materials that they become.
 *
 * @module
 */
import { KprovError } from "../../errors.ts";
import { compareBytes } from "../../report.ts";
import { type Artifact, argvOf, endOf, inputsOf, outputsOf, stepOf } from "../artifacts.ts";
import type { Material } from "../material.ts";

export interface Step {
  name: string;
  material: Material;
  command: string[];
  /** Name → SHA-256. */
  materials: ReadonlyMap<string, string>;
  products: ReadonlyMap<string, string>;
  /** Where products lie in the bundle, by name; those that were not collected are missing. */
  collected: ReadonlyMap<string, string>;
  /** Steps before it, the nearest first, of whose products some are materials of this one. */
  after: readonly Step[];
  notes: readonly string[];
}

/**
 * Throws `E_EXPORT` for a run that did not succeed, two runs of one step, a name that can't be that of a file, and a material that a
 * step before it made with other bytes: such a chain is broken.
 */
export const orderSteps = (materials: readonly Material[]): Step[] => {
  const steps = materials.map(readStep);
  assertDistinct(steps);
  const ordered: Step[] = [];
  const waiting = [...steps].sort(
    (a, b) =>
      compareBytes(a.material.summary.startedAt, b.material.summary.startedAt) ||
      compareBytes(a.material.runId, b.material.runId),
  );
  while (waiting.length > 0) {
    // Steps that changed a file in turns need each other: then time decides.
    const free = waiting.findIndex((step) => !waiting.some((other) => other !== step && feeds(other, step)));
    const [step] = waiting.splice(Math.max(0, free), 1);
    if (step !== undefined) ordered.push({ ...step, after: predecessorsOf(step, ordered) });
  }
  return ordered;
};

// --- internal ---

const readStep = (material: Material): Step => {
  const name = stepOf(material);
  if (material.summary.outcome.status !== "succeeded")
    throw new KprovError("E_EXPORT", `Cannot make a link of "${material.shown}": its run ${endOf(material)}`, {
      hint: "a link says that a step was carried out: export runs that succeeded",
    });
  // The name is the beginning of a file's name.
  if (/[/\0]/.test(name) || Buffer.byteLength(name) > 200)
    throw new KprovError("E_EXPORT", `Cannot name a link after the step "${name}"`, {
      hint: "a step's name may have no slash and 200 bytes at most: run it again with another --step",
    });
  const [inputs, outputs] = [inputsOf(material), outputsOf(material)];
  const [read, made] = [inputs.filter(isFile), outputs.filter(isFile)];
  return {
    ...{ name, material },
    command: argvOf(material),
    materials: new Map(read.map((artifact) => [artifact.name, artifact.sha256])),
    products: new Map(made.map((artifact) => [artifact.name, artifact.sha256])),
    collected: new Map(
      made.flatMap((artifact) => (artifact.member === null ? [] : [[artifact.name, artifact.member]])),
    ),
    after: [],
    notes: [...leftOut(name, "materials", inputs), ...leftOut(name, "products", outputs)],
  };
};

/** in-toto would hash what a link leads to, and a declared file was never looked at. */
const isFile = ({ isLink, isDeclared }: Artifact): boolean => !isLink && !isDeclared;

const leftOut = (step: string, what: string, artifacts: readonly Artifact[]): string[] => {
  const count = artifacts.filter((artifact) => !isFile(artifact)).length;
  return count === 0 ? [] : [`${count} ${what} of "${step}" are left out: symbolic links, or declared and not read`];
};

const assertDistinct = (steps: readonly Step[]): void => {
  const seen = new Map<string, Step>();
  for (const step of steps) {
    const other = seen.get(step.name);
    if (other !== undefined)
      throw new KprovError(
        "E_EXPORT",
        `"${other.material.shown}" and "${step.material.shown}" are both runs of the step "${step.name}"`,
        { hint: "a layout has each step once: leave one of them out" },
      );
    seen.set(step.name, step);
  }
};

const feeds = (step: Step, next: Step): boolean => {
  for (const [name, digest] of next.materials) if (step.products.get(name) === digest) return true;
  return false;
};

const predecessorsOf = (step: Step, ordered: readonly Step[]): Step[] => {
  for (const [name, digest] of step.materials) {
    const makers = ordered.filter(({ products }) => products.has(name));
    const [maker] = makers;
    if (maker !== undefined && !makers.some(({ products }) => products.get(name) === digest))
      throw new KprovError(
        "E_EXPORT",
        `The step "${step.name}" read another "${name}" than the step "${maker.name}" made`,
        { hint: "the chain is broken: run the later step again, or export it without the earlier one" },
      );
  }
  return ordered.filter((other) => feeds(other, step)).reverse();
};
