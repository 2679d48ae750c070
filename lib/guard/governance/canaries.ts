/**
 * Live canaries: every run shows the comparison what loosens, and doubts one that doesn't see it.
 *
 * @module
 */
import { messageOf } from "../../errors.ts";
import type { JsonValue } from "../../json.ts";
import type { Finding } from "../../report.ts";
import type { Kind } from "./change.ts";
import type { Compare } from "./judge-record.ts";
import type { Surfaces } from "./surfaces.ts";

/** One undecided finding for each planted difference that `compare` misses or takes for something harmless. */
export const findBlindComparison = async (compare: Compare): Promise<Finding[]> => {
  const missed = await Promise.all(
    canaries.map(async ({ name, kind, was, is }): Promise<string | undefined> => {
      try {
        const found = await compare(was, is, {});
        return found.map((change) => change.kind).join() === kind ? undefined : name;
      } catch (error) {
        return `${name} (${messageOf(error)})`;
      }
    }),
  );
  return missed.flatMap((name): Finding[] =>
    name === undefined
      ? []
      : [
          {
            code: "RULE_CANARY_MISSED",
            level: "undecided",
            message: `The comparison of governance did not see a planted difference: ${name}`,
          },
        ],
  );
};

// --- internal ---

interface Canary {
  name: string;
  kind: Kind;
  was: Surfaces;
  is: Surfaces;
}

const surfaces = (values: { [key: string]: JsonValue }, rest: Partial<Surfaces> = {}): Surfaces => ({
  configuration: { path: "kprov.config.json", values },
  ...{ documents: {}, files: {}, rules: {}, workflows: {} },
  ...rest,
});

const values = (name: string, kind: Kind, key: string, was: JsonValue, is: JsonValue): Canary => ({
  ...{ name, kind },
  ...{ was: surfaces({ [key]: was }), is: surfaces({ [key]: is }) },
});

const parts = (name: string, kind: Kind, was: Partial<Surfaces>, is: Partial<Surfaces>): Canary => ({
  ...{ name, kind },
  ...{ was: surfaces({}, was), is: surfaces({}, is) },
});

const [one, two] = ["1".repeat(64), "2".repeat(64)];
const pin = (digit: string) => `acme/action@${digit.repeat(40)}`;
const workflow = (sha256: string, meaning: string, pins: string[] = []) => ({ w: { sha256, meaning, pins } });
const exception = { glob: "a.log", reason: "planted" };

const canaries: readonly Canary[] = [
  values("a glob that is gone", "loosened", "artifacts.deny", ["planted/**"], []),
  values("a token that is gone", "loosened", "identity.forbidden", ["sha256:1"], []),
  values("a name that is another", "loosened", "identity.name", "planted", "other"),
  values("an exception that is new", "loosened", "artifacts.allow", [], [exception]),
  values("a limit that is wider", "loosened", "artifacts.maxFileSize", 1024, 2048),
  values("a limit that is narrower", "tightened", "artifacts.maxFileSize", 2048, 1024),
  values("fewer approvals", "loosened", "run.approvalsRequired", 2, 1),
  values("signing switched off", "loosened", "run.sign", true, false),
  values("an older preflight", "loosened", "run.requirePreflight", { maxAge: "1h" }, true),
  values("a command that is another", "loosened", "preflight.commands", { test: ["planted"] }, { test: ["true"] }),
  values("another reason", "words", "artifacts.allow", [exception], [{ ...exception, reason: "other" }]),
  parts("a document that is gone", "loosened", { documents: { d: one } }, {}),
  parts("a document of other words", "words", { documents: { d: one } }, { documents: { d: two } }),
  parts("a file that is another", "loosened", { files: { f: one } }, { files: { f: two } }),
  parts(
    "a workflow that does something else",
    "loosened",
    { workflows: workflow(one, one) },
    { workflows: workflow(two, two) },
  ),
  parts(
    "a workflow of the same text and another meaning",
    "loosened",
    { workflows: workflow(one, one) },
    { workflows: workflow(one, two) },
  ),
  parts(
    "a pin that was moved",
    "tightened",
    { workflows: workflow(one, one, [pin("1")]) },
    { workflows: workflow(two, one, [pin("2")]) },
  ),
  parts("a rule that is gone", "loosened", { rules: { c: ["PLANTED"] } }, { rules: { c: [] } }),
  parts("a check that is gone", "loosened", { rules: { c: ["PLANTED"] } }, {}),
];
