/**
 * Which commit `actions/checkout` brings, by its inputs.
 *
 * github.com/actions/checkout, "Usage": without `ref`, the commit that CI is about; of another repository, its default branch.
 *
 * @module
 */
import type { Located } from "../../sources/tree.ts";
import { type Fault, spotOf } from "../fault.ts";
import { textOf } from "./text.ts";

/** Why it is not the commit that CI is about, with all of its files. Inputs by their names in lower case. */
export const revisionFault = (inputs: ReadonlyMap<string, Located<unknown>>): Fault | undefined => {
  const [repository = "", ref = ""] = ["repository", "ref"].map((name) => textOf(inputs.get(name)?.value).trim());
  let ofSome: Fault | undefined;
  for (const [name, found] of inputs) {
    const said = differences.get(name)?.(textOf(found.value).trim(), { repository, ref });
    if (said === undefined) continue;
    const written = name === "sparse-checkout" ? name : `${name}: ${textOf(found.value)}`;
    const fault: Fault = { kind: "different", level: "violation", at: spotOf(found), written, ...said };
    // One that is about some events hides none that is about all.
    if (fault.events === undefined) return fault;
    ofSome ??= fault;
  }
  return ofSome;
};

// --- internal ---

type Said = Pick<Fault, "why" | "events" | "fix">;

interface Others {
  repository: string;
  ref: string;
}

const ownRepository = /^(?:\$\{\{\s*github\.repository\s*\}\})?$/;
const ownServer = /^(?:\$\{\{\s*github\.server_url\s*\}\})?$/;
const headRepository =
  /^\$\{\{\s*github\.event\.pull_request\.head\.repo\.full_name\s*(?:\|\|\s*github\.repository\s*)?\}\}$/;

/** Of the change, in whatever event; behind `||` for what is pushed. */
const knownRef =
  /^(?:\$\{\{\s*github\.(?:sha|ref|ref_name|head_ref|event\.pull_request\.head\.(?:sha|ref))\s*(?:\|\|\s*github\.(?:sha|ref|ref_name)\s*)?\}\})?$/;

/** In a known ref: of a pull request the name of its branch, in its own repository; or its commit. */
const nameOfHead = /\bgithub\.(?:head_ref|event\.pull_request\.head\.ref)\b/;
const commitOfHead = /\bgithub\.event\.pull_request\.head\.sha\b/;

/** The commit of a fork as well. */
const fix = `ref: \${{ github.event.pull_request.head.sha }}`;

const otherRepository: Said = { why: "the job checks out another repository" };

const branchOfFork: Said = {
  why: "of a pull request from a fork the job checks out another commit, because it names the repository alone",
  events: ["change"],
  fix,
};

const branchOfSameName: Said = {
  why: "of a pull request from a fork the job checks out the branch of that name which is here",
  events: ["change"],
  fix,
};

const differences: ReadonlyMap<string, (text: string, others: Others) => Said | undefined> = new Map<
  string,
  (text: string, others: Others) => Said | undefined
>([
  [
    "repository",
    (text, { ref }) => {
      if (ownRepository.test(text)) return undefined;
      if (!headRepository.test(text)) return otherRepository;
      return nameOfHead.test(ref) || commitOfHead.test(ref) ? undefined : branchOfFork;
    },
  ],
  ["github-server-url", (text) => (ownServer.test(text) ? undefined : otherRepository)],
  [
    "ref",
    (text, { repository }) => {
      if (!knownRef.test(text)) return { why: "the job checks out another commit than the one that CI is about" };
      return nameOfHead.test(text) && !headRepository.test(repository) ? branchOfSameName : undefined;
    },
  ],
  ["sparse-checkout", () => ({ why: "the job checks out a part of the tree" })],
]);
