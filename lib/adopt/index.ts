/**
 * The adopt room: making a repository one that has gates, and taking that back.
 *
 * @module
 */
export { type Adoption, decideAdoption, decideUndo, formatDiff } from "./adopt.ts";
export { type Answers, directoryProblem, proposedAnswers } from "./answers.ts";
export { checkVendored, formatAgainst, type VendorReport } from "./check-vendored.ts";
export { choosePlan } from "./choose-plan.ts";
export type { Change, Did, Row } from "./decision.ts";
export type { Commands, Ecosystem, Note, Project, Survey } from "./facts.ts";
export { ignoredOf } from "./ignored.ts";
export { sweepLeftovers } from "./leftovers.ts";
export { nextSteps, notesOf } from "./next-steps.ts";
export { formatOutcome, formatRows, type Outcome } from "./outcome-text.ts";
export { isVendored, type OwnForm, readOwnForm } from "./own-files.ts";
export type { Plan } from "./plan.ts";
export { changedChecks } from "./plan-ruleset.ts";
export type { PlannedFile } from "./planned.ts";
export { askAnswers, confirm, type Terminal } from "./questions.ts";
export { oursOf, type Receipt, readReceipt, receiptPath } from "./receipt.ts";
export { surveyRepository } from "./survey.ts";
export { applyChanges } from "./write.ts";
