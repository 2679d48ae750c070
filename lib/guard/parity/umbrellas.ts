/**
 * Jobs that are green whatever came of the gate, where somebody may take them for it.
 *
 * @module
 */
import type { Finding } from "../../report.ts";
import type { Job, Umbrella } from "./model.ts";

/** Whether an umbrella waits for the job: those of other workflows have their own, by the same names. */
export const isOver = ({ job, waitsFor }: Umbrella, { file, outer }: Job): boolean =>
  job.file === file && waitsFor.includes(outer);

/**
 * An unfaithful umbrella over the gate; no waiver can name it. `required`: the checks that the shipped ruleset asks for; undefined without one,
 * when nobody here knows which check the branch asks for.
 */
export const judgeUmbrellas = (
  umbrellas: readonly Umbrella[],
  gates: readonly Job[],
  required: readonly string[] | undefined,
): Finding[] =>
  umbrellas.flatMap((umbrella): Finding[] => {
    const { job, at, written, isFaithful } = umbrella;
    if (isFaithful || !gates.some((gate) => isOver(umbrella, gate))) return [];
    const names = "why" in job.checks ? undefined : job.checks;
    const isRequired =
      required === undefined || names === undefined ? undefined : names.some((name) => required.includes(name));
    if (isRequired === false) return [];
    return [
      {
        ...{ code: "PARITY_MASKED", level: isRequired === true ? "violation" : "undecided", ...at },
        message: `The gate can fail without CI failing: the job "${job.name}" waits for the gate and is green whatever came of it${isRequired === true ? "" : "; whether it is the check that the branch asks for is not known here"}`,
        actual: written,
        fix:
          isRequired === true
            ? "require the checks of the gate's own job"
            : "kprovengine init --update writes .kprov/github-ruleset.json, which says which checks the branch asks for",
      },
    ];
  });
