// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of other languages stand in the data
import { describe, expect, it } from "vitest";
import { expressionValues, type Scope } from "../../../../lib/guard/ci/index.ts";
import { spelled, yaml } from "./support.ts";

const set = "a step before may set its variable";
const job = ["jobs", "t"];
const at = { path: "a.yml", line: 1, column: 1, value: "${{ env.V }}" };

/** The value of `env.V` in the last of `steps`, which have no variables of their own. */
const valueAfter = async (...steps: unknown[]): Promise<unknown> => {
  const tree = await yaml(JSON.stringify({ env: { V: "said" }, jobs: { t: { steps: [...steps, { uses: "x" }] } } }));
  const step = [...job, "steps", steps.length];
  return spelled(expressionValues({ tree, step, job: { tree, keys: job }, callers: [], input: () => [] }, at));
};

describe("a variable that steps before may have set", () => {
  it.each<[string | object, unknown]>([
    ["echo V=1 >> $GITHUB_ENV", set],
    ['echo "V=1" >> "$GITHUB_ENV"', set],
    ['echo "A=1\\nV=1" >> $GITHUB_ENV', set],
    ["{\n  echo 'V<<E'\n  cat v\n  echo E\n} >> $GITHUB_ENV", set],
    ["echo A=1 >> $GITHUB_ENV; echo V=1 >> $GITHUB_ENV", set],
    ["echo A=1 >> $GITHUB_ENV\ncat v >> $GITHUB_ENV", set],
    ["cat v >> $GITHUB_ENV", set],
    ['echo "$NAME=1" >> $GITHUB_ENV', set],
    ["node -p 1; echo A=1 >> $GITHUB_ENV", set],
    ["'V=1' >> $env:GITHUB_ENV", set],
    ...[";", "&&", "||", "&"].map((next): [string, unknown] => [`echo A=1 ${next} cat v >> $GITHUB_ENV`, set]),
    ['echo A=\\"x; cat v >> $GITHUB_ENV; echo ""', set],
    [`echo 'A=1\\'; cat v >> $GITHUB_ENV; echo ''`, set],
    ['echo "A=\\"; b" >> $GITHUB_ENV', ["said"]],
    [`echo "A=1; b" 'c && d || e' >> $GITHUB_ENV || exit 1`, ["said"]],
    ["echo 'A=1' >> $GITHUB_ENV && npm ci; printf B=2 >> $GITHUB_ENV", ["said"]],
    ["echo A=1 | tee -a $GITHUB_ENV", ["said"]],
    [{ uses: "actions/github-script@v7", with: { script: "core.exportVariable('V', 1)" } }, set],
    [{ run: "./set", env: { TO: "$GITHUB_ENV" } }, set],
    ["echo A=1 >> $GITHUB_ENV", ["said"]],
    ["echo   'A=1'  >> $GITHUB_ENV\n  printf \"B=$(date)\" >> $GITHUB_ENV\nnpm ci", ["said"]],
    ["echo REV=1 >> $GITHUB_ENV", ["said"]],
    ["V=1 ./run", ["said"]],
    [{ uses: "actions/checkout@v5" }, ["said"]],
    [{}, ["said"]],
  ])("%j", async (before, expected) => {
    const step = typeof before === "string" ? { run: before } : before;
    expect(await valueAfter({ run: "x" }, step)).toEqual(expected);
  });

  it("is what it is in the steps before that, in a step that says it itself, and in the job", async () => {
    const setting = { run: "echo V=1 >> $GITHUB_ENV" };
    const tree = await yaml(
      JSON.stringify({ jobs: { t: { env: { V: "job" }, steps: [{}, setting, { env: { V: "own" } }, {}] } } }),
    );
    const found = (step: Scope["step"]) =>
      spelled(expressionValues({ tree, step, job: { tree, keys: job }, callers: [], input: () => [] }, at));
    const steps = [0, 1, 2, 3].map((index) => found([...job, "steps", index]));
    expect([...steps, found(job)]).toEqual([["job"], ["job"], ["own"], set, ["job"]]);
  });

  it("is unknown inside of an action, whether the action or who uses it has set it", async () => {
    const setting = { run: "echo V=1 >> $GITHUB_ENV" };
    const steps = async (...all: object[]) => yaml(JSON.stringify({ env: { V: "top" }, s: all }));
    const found = async (inside: object[], around: object[]) => {
      const [tree, outer] = [await steps(...inside, {}), await steps(...around)];
      const callers = [{ tree: outer, step: ["s", around.length - 1] }];
      const scope = { tree, step: ["s", inside.length], job: { tree: outer, keys: ["t"] }, callers };
      return spelled(expressionValues({ ...scope, input: () => [] }, at));
    };
    expect([
      await found([{}], [{}, {}]),
      await found([setting], [{}]),
      await found([], [setting, {}]),
      await found([], [setting, { env: { V: "caller" } }]),
      await found([setting], [{ env: { V: "caller" } }]),
    ]).toEqual([["top"], set, set, ["caller"], set]);
  });
});
