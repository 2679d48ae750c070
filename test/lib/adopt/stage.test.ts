import { expect, test } from "vitest";
import { stageFor } from "../../../lib/adopt/stage.ts";

test.each<[string, string | undefined]>([
  ["", undefined],
  ["test", undefined],
  ["build test deploy", undefined],
  ["build verify deploy", "verify"],
  ["install check deploy", "check"],
  ["set-up lint deploy", "lint"],
  ["buildAll checkAll", "checkAll"],
  ["Build Verify Deploy", "Verify"],
  ["lint", "lint"],
  ["build", "build"],
  ["install build", "install"],
  ["build deploy", "build"],
  ["build deploy-prod test", "build"],
  ["build redeploy verify", "build"],
  [".pre build verify .post", "verify"],
  [".pre", undefined],
  ["builder deployer", "builder"],
  ["verify release", "verify"],
  // Nothing stands before a deployment; a pipeline with jobs in .pre alone would not run.
  ["deploy", "deploy, late"],
  ["staging deploy", "staging, late"],
  ["deploy verify", "verify, late"],
  ["deploy test", "test, late"],
])("of the stages [%s] the gate takes %s", (stages, expected) => {
  const stage = stageFor(stages.split(" ").filter(Boolean));
  expect(stage && `${stage.name}${stage.isLate ? ", late" : ""}`).toBe(expected);
});
