/**
 * Live canaries: every run shows the look through the history each token on every surface of it.
 *
 * @module
 */
import type { Finding } from "../../report.ts";
import type { Matcher, Plant } from "../forbidden/index.ts";
import { createPeople, judgeNote, judgeObject, judgeReference } from "./judge.ts";

/** One undecided finding for each plant and surface on which it was missed. */
export const findBlindness = (matchers: readonly Matcher[]): Finding[] =>
  matchers.flatMap((matcher) =>
    matcher.plants.flatMap((plant) =>
      Object.entries(surfaces)
        .filter(([, see]) => !see(plant, matcher))
        .map(([where]) => missed(plant, where)),
    ),
  );

// --- internal ---

const origin = { kind: "commit", name: "0".repeat(40), isHead: false } as const;

type See = (plant: Plant, matcher: Matcher) => boolean;

const seeInCommit =
  (code: Finding["code"], textOf: (text: string) => string): See =>
  ({ text }, matcher) => {
    const people = createPeople();
    const bytes = Buffer.from(textOf(text));
    const found = judgeObject({ type: "commit", bytes }, { matchers: [matcher], origin, people }) ?? [];
    return [...found, ...people.findings()].some((finding) => finding.code === code);
  };

const commit = (author: string, message: string): string =>
  `tree ${"0".repeat(40)}\nauthor ${author} 0 +0000\ncommitter Planted <planted> 0 +0000\n\n${message}\n`;

const surfaces: Readonly<Record<string, See>> = {
  "a message": seeInCommit("FORBIDDEN_IN_MESSAGE", (text) => commit("Planted <planted>", `planted\n\n${text}`)),
  "an author's name": seeInCommit("FORBIDDEN_IN_PERSON", (text) => commit(`${text} <planted>`, "planted")),
  "a note": ({ text }, matcher) => judgeNote(Buffer.from(text), [matcher], origin).length > 0,
  "the name of a branch": ({ text }, matcher) =>
    judgeReference({ name: `refs/heads/${text}`, kind: "branch", object: "" }, [matcher]).length > 0,
};

const missed = ({ what }: Plant, where: string): Finding => ({
  code: "RULE_CANARY_MISSED",
  level: "undecided",
  message: `${what} was not found where it was planted: in ${where} of the history`,
});
