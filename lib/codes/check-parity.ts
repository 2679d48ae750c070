/**
 * Findings of check-parity.
 *
 * @module
 */
import type { CodeEntry } from "./entry.ts";

export const checkParityCodes = {
  PARITY_NO_GATE: {
    title: "CI does not run the gate",
    meaning:
      "No step of the CI system's definition runs preflight, neither directly nor through make, npm, just or a script of the repository. What a laptop proves is then asked of nobody else.",
    fix: "Add a step that runs the gate, such as `make preflight`, or let `kprovengine init --ci github` write the workflow.",
  },
  PARITY_MASKED: {
    title: "The gate can fail without CI failing",
    meaning:
      "Something between the gate and the verdict of CI loses its failure: continue-on-error, `|| true`, `set +e`, a pipe without pipefail, the background, a recipe line that begins with -, allow_failure. Undecided when what happens to the failure can't be followed. The same is said of a command of preflight that CI runs by itself. That of the gate itself can't be waived: it has no fingerprint.",
    fix: "Take out what the finding names.",
  },
  PARITY_SKIPPED: {
    title: "CI can leave the gate out",
    meaning:
      "There is a push to the default branch, or a change proposed to it, for which CI is green and the gate was not run: path filters, branches, a missing trigger, conditions that leave out forks, drafts or bots, a job that is needed and left out, manual jobs, a script into which GitHub puts what whoever proposes the change writes. Undecided when it depends on what only a run knows.",
    fix: "Let the gate run for every push and every pull request, without a condition; hand titles and names of branches over in env.",
  },
  PARITY_DIFFERENT: {
    title: "CI runs another gate",
    meaning:
      "The gate in CI is not the one that runs here: another version of the tool, another configuration, only a part of the checks, another directory or another tree, one that mends with --fix, or one to which the change itself says by whose rules it is judged.",
    fix: "Run the same command by the same version and configuration in both places.",
  },
  PARITY_UNCOVERED: {
    title: "CI runs what preflight does not",
    meaning:
      "A command or action of CI can fail although preflight has passed. Commands that only arrange things (echo, cd, export) are not meant, nor actions that are known to bring or to store something.",
    fix: "Add the command to preflight.commands, or list it under parity.ciOnly with a reason.",
  },
  PARITY_UNUSED: {
    title: "An entry of parity.ciOnly matches nothing",
    meaning: "Nothing in CI is what the entry names: it is mistyped, or a leftover that would excuse what comes later.",
    fix: "Correct the entry or take it out.",
  },
  PARITY_UNPINNED: {
    title: "CI uses something that can change under it",
    meaning:
      "An action, a reusable workflow or an included file of another repository is named by a tag or branch, which its owner can move. A commit can't move.",
    fix: "Name the commit, with the version in a comment behind it.",
  },
  PARITY_MATRIX: {
    title: "The gate does not run on the versions of the policy",
    meaning:
      "The jobs that run the gate set up a version that the configuration's runtime refuses, or leave out one that it promises: its lowest line, or its highest where it has an end. Undecided when CI does not show which versions it uses.",
    fix: "Make the versions of the gate's jobs those of the configuration's runtime.",
  },
  PARITY_UNREAD: {
    title: "A part of CI can't be followed",
    meaning:
      "A script, a task or a file of CI can't be understood, is missing, or belongs to a CI system that is not read here; or options, variables or directories of programs stand around the gate that could make it another one. What it does is unknown, so nothing is proved about it.",
    fix: "Write it so that it can be followed, or list it under parity.ciOnly with a reason.",
  },
  PARITY_RULESET: {
    title: "The shipped ruleset does not ask for the gate",
    meaning:
      "`.kprov/github-ruleset.json` is what protects the default branch once it is imported. It is no active ruleset for the default branch, does not require the checks of the gate, or requires checks that nothing reports.",
    fix: "Run `kprovengine init --update`, or make its required_status_checks the names that the finding gives; then import it again.",
  },
  PARITY_REMOTE: {
    title: "The host does not require the gate",
    meaning:
      "Asked with --remote, the host says that the default branch can change without the gate's checks. Undecided when it could not be asked: no token, no answer, no right to see it.",
    fix: "Import .kprov/github-ruleset.json under Settings, Rules, Rulesets; for a doubt, set GITHUB_TOKEN or GH_TOKEN to a token that may read the repository.",
  },
} as const satisfies Record<string, CodeEntry>;
