/**
 * Questions, each with what makes a run an answer: 2 for what was meant, 1 for what is near it.
 *
 * @module
 */
import type { Truth } from "./history.ts";

export interface Question {
  asked: string;
  judge: (truth: Truth) => 0 | 1 | 2;
}

const when = (
  isMeant: (truth: Truth) => boolean,
  isNear: (truth: Truth) => boolean = () => false,
): Question["judge"] => {
  return (truth) => (isMeant(truth) ? 2 : isNear(truth) ? 1 : 0);
};

const had = (incident: string) => when((truth) => truth.incident === incident);
const about = (theme: string) => when((truth) => truth.theme === theme);
const hadAt = (incident: string, step: string) =>
  when(
    (truth) => truth.incident === incident && truth.step === step,
    (truth) => truth.incident === incident,
  );

/** As people type them: a few words, not those of the log; fields where they know them. */
export const questions: readonly Question[] = [
  { asked: "out of memory", judge: had("memory") },
  { asked: "memory error", judge: had("memory") },
  { asked: "ran out of memory", judge: had("memory") },
  { asked: "disk full", judge: had("disk") },
  { asked: "no space left", judge: had("disk") },
  { asked: "failed to write disk full", judge: had("disk") },
  { asked: "warehouse timed out", judge: had("timeout") },
  { asked: "timeout reached", judge: had("timeout") },
  { asked: "connection timeouts", judge: had("timeout") },
  { asked: "missing column", judge: had("column") },
  { asked: "columns missing", judge: had("column") },
  { asked: "customer_id missing", judge: had("column") },
  { asked: "permission denied", judge: had("permission") },
  { asked: "denied bucket", judge: had("permission") },
  { asked: "loss NaN", judge: had("diverged") },
  { asked: "training diverged", judge: had("diverged") },
  { asked: "did not converge", judge: had("diverged") },
  { asked: "duplicated rows", judge: had("duplicates") },
  { asked: '"counted twice"', judge: had("duplicates") },
  { asked: "rounding of premiums", judge: had("rounding") },
  { asked: "expired certificate", judge: had("certificate") },
  { asked: "certificate verification failed", judge: had("certificate") },
  { asked: "audit", judge: about("audit") },
  { asked: "regulator audits", judge: about("audit") },
  { asked: "approved by finance", judge: about("finance") },
  { asked: "wrong currency", judge: about("currency") },
  { asked: "baseline premiums", judge: about("baseline") },
  { asked: "repeated after fix", judge: about("rerun") },
  { asked: "customer complaints", judge: about("customer") },
  { asked: "ticket 8841", judge: about("customer") },
  { asked: "public holidays", judge: about("holiday") },
  { asked: "feature drift", judge: about("drift") },
  { asked: "night shift", judge: about("handover") },
  { asked: "out of memory train", judge: hadAt("memory", "train") },
  { asked: "out of memory step:train", judge: hadAt("memory", "train") },
  { asked: "disk full clean", judge: hadAt("disk", "clean") },
  {
    asked: "golden acme",
    judge: when(
      (truth) => truth.isGolden && truth.customer === "acme",
      (truth) => truth.isGolden,
    ),
  },
  {
    asked: "golden risk-model",
    judge: when(
      (truth) => truth.isGolden && truth.project === "risk-model",
      (truth) => truth.isGolden,
    ),
  },
  {
    asked: "orleans globex 2026-Q1 train",
    judge: when(
      (truth) =>
        truth.region === "Orléans" &&
        truth.customer === "globex" &&
        truth.quarter === "2026-Q1" &&
        truth.step === "train",
    ),
  },
  {
    asked: "gradient boost umbrella",
    judge: when((truth) => truth.step === "train" && truth.model === "gradient-boost" && truth.customer === "umbrella"),
  },
  {
    asked: "krakow normalize initech",
    judge: when(
      (truth) => truth.region === "Kraków" && truth.customer === "initech" && truth.step === "normalise",
      (truth) => truth.region === "Kraków" && truth.customer === "initech",
    ),
  },
  {
    asked: "evaluate audit",
    judge: when(
      (truth) => truth.step === "evaluate" && truth.theme === "audit",
      (truth) => truth.theme === "audit",
    ),
  },
  { asked: "query cancelled -warehouse", judge: had("timeout") },
];
