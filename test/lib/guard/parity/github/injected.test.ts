// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of GitHub stand in the data
import { describe, expect, it } from "vitest";
import { jobIn, readWorkflow, shown } from "./workflow.ts";

const sure = "skipped always: whoever proposes the change writes a part of the script";
const perhaps = "unread? always: a part of the script may be what whoever proposes the change writes";
const lines =
  "unread? always: a text of several lines, which whoever proposes the change writes, may set other variables";

/** What others write into the scripts of the job `gate`. */
const injected = async (text: string, files: Record<string, string> = {}): Promise<string[]> => {
  const { steps } = jobIn(await readWorkflow(text, { files }));
  return steps.flatMap(({ injected: found = [] }) => found.map(({ fault }) => shown(fault)));
};

/** Variables that name each other, so many times before one names the commit. */
const chain = (length: number) =>
  Array.from(
    { length: length + 1 },
    (_, at) => `T${at}: '\${{ ${at < length ? `env.T${at + 1}` : "github.sha"} }}'`,
  ).join();

/** A workflow whose gate has `script` before it. */
const running = (script: string, { on = "[push, pull_request]", env = "", more = "" } = {}) =>
  `on: ${on}\nenv: { ${env} }\njobs:\n${more}  gate:\n    runs-on: x\n    steps:\n      - run: ${JSON.stringify(script)}\n`;

describe("injectedIn", () => {
  it.each([
    "echo ${{ github.head_ref }}",
    'echo "${{ github.event.pull_request.title }}"',
    "# ${{ github.event.pull_request.body }}",
    "X='${{github.event.head_commit.message}}'",
    "echo ${{ github.event.commits[0].message }} ${{ github.sha }}",
    "echo ${{ github.event.commits[ 10 ].message }}",
    "echo ${{ github.event.commits.*.author.name }}",
    "echo ${{ github.event.head_commit.author.email }}",
    "echo ${{ GitHub.Event.Pull_Request.Head.Ref }}",
    "echo ${{ github['event']['pull_request']['head']['label'] }}",
    "echo ${{ github.event['pull_request'].title }}",
    "echo ${{ join(github.event.pull_request.labels.*.name, ' ') }}",
    "echo ${{ github.event.pull_request.milestone.title }}",
    "echo ${{ github.event.pull_request.head.repo.default_branch }}",
    "echo ${{ github.event.comment.body }}",
    "echo ${{ github.event.issue.title }}",
    "echo ${{ github.event.review.body }}",
    "echo '${{ toJSON(github.event) }}'",
    "echo '${{ toJSON(github) }}'",
    "echo '${{ toJSON( github.event.pull_request ) }}'",
    "echo ${{ github.head_ref || github.run_id }}",
    "echo ${{ github.event_name == 'pull_request' && github.head_ref || 'main' }}",
    "echo ${{ format('{0} {1}', github.head_ref, github.sha == 'x') }}",
    "echo ${{ 'a}b' && github.head_ref }}",
    "echo ${{ github.ref_name }}",
    "echo ${{ github.ref }}",
  ])("finds what whoever proposes the change writes: %s", async (script) => {
    expect(await injected(running(script))).toEqual([sure]);
  });

  it.each([
    "echo ${{ github.sha }} ${{ github.run_id }} ${{ github.actor }} ${{ github.repository }} ${{ github.base_ref }}",
    "echo ${{ github.event.pull_request.number }} ${{ github.event.number }} ${{ github.event.action }}",
    "echo ${{ github.event.pull_request.base.ref }} ${{ github.event.pull_request.base.label }}",
    "echo ${{ github.event.pull_request.head.sha }} ${{ github.event.pull_request.base.sha }} ${{ github.event.before }}",
    "echo ${{ github.event.pull_request.user.login }} ${{ github.event.head_commit.id }} ${{ github.event.head_commit.timestamp }}",
    "echo ${{ startsWith(github.head_ref, 'release/') }} ${{ contains(github.event.pull_request.title, 'x') }}",
    "echo ${{ github.head_ref == 'x' }} ${{ !github.head_ref }} ${{ github.head_ref && 'pull' || 'push' }}",
    "echo ${{ 'github.head_ref' }} ${{ matrix.python }} ${{ secrets.T }} ${{ runner.os }} ${{ inputs.x }}",
    "echo github.head_ref $GITHUB_HEAD_REF {{ github.head_ref }}",
    "echo ${{ steps.version.outputs.name }} ${{ needs.a.outputs.b }} ${{ env.X }}",
    "echo ${{ my.github.head_ref }} ${{ github.head_refs }}",
  ])("leaves alone what is no text of theirs: %s", async (script) => {
    expect(await injected(running(script))).toEqual([]);
  });

  it("has its place, and what stands there", async () => {
    const { steps } = jobIn(
      await readWorkflow(running("a").replace('"a"', "|\n          a\n          b {${{ github.ref }}}\n")),
    );
    expect(steps[0]?.injected?.map(({ fault: { at, written } }) => [at.line, at.column, written])).toEqual([
      [9, 14, "${{ github.ref }}"],
    ]);
  });

  it.each([
    ["{ push: { branches: [main] }, pull_request: }", []],
    ["{ push: { branches: main, tags: [v1] }, pull_request: }", []],
    ["{ pull_request: }", []],
    ["{ push: { tags: [v1] }, pull_request: }", []],
    ["{ push: { branches: ['**'] }, pull_request: }", [sure]],
    ["{ push: { branches: [main, 'v*'] }, pull_request: }", [sure]],
    ["{ push: { branches: [main], tags: ['v*'] } }", [sure]],
    ["{ push: { branches-ignore: [x] } }", [sure]],
    ["push", [sure]],
  ])("a branch's name is theirs where others are pushed: %s", async (on, expected) => {
    expect(await injected(running("echo ${{ github.ref_name }}", { on }))).toEqual(expected);
  });

  it.each([
    ["T: '${{ github.head_ref }}'", "echo ${{ env.T }}", [sure]],
    ["T: '${{ github.head_ref }}', U: '${{ env.t }}'", "echo ${{ env['U'] }}", [sure]],
    ["T: '${{ github.sha }}'", "echo ${{ env.T }}", []],
    ["T: plain", "echo ${{ env.T }}", []],
    ["T: '${{ github.head_ref }}'", 'echo "$T"', []],
    ["T: '${{ env.T }}'", "echo ${{ env.T }}", [sure]],
    // What it is made of is seen, whatever others are made of.
    ["T: '${{ github.sha }}', U: '${{ github.head_ref }}'", "echo ${{ env.T }}", []],
    [chain(5), "echo ${{ env.T0 }}", []],
    [chain(6), "echo ${{ env.T0 }}", [sure]],
    ["T: '${{ github.head_ref }}'", "echo ${{ steps.a.outputs.b }}", [perhaps]],
    ["T: '${{ github.head_ref }}'", "echo ${{ env.OTHER }}", [perhaps]],
    ["T: '${{ github.head_ref }}'", "echo ${{ needs.a.outputs['b'] }}", [perhaps]],
    ["T: '${{ github.event.pull_request.body }}'", 'echo "N=$T" >> $GITHUB_ENV', [lines]],
    ["T: '${{ github.event.pull_request.body }}'", 'echo "${T}" >> "$GITHUB_PATH"', [lines]],
    ["T: '${{ github.event.pull_request.body }}'", 'echo "$TOP" >> "$GITHUB_ENV"', []],
    ["BODY: '${{ github.event.pull_request.body }}'", 'echo "N=$BODY" >> $GITHUB_ENV', [lines]],
    ["T: '${{ github.sha }} ${{ github.event.pull_request.body }}'", 'echo "N=$T" >> $GITHUB_ENV', [lines]],
    ["T: '${{ github.event.pull_request.body }}'", 'echo "$T"', []],
    ["T: '${{ github.event.pull_request.title }}'", 'echo "N=$T" >> $GITHUB_ENV', []],
    ["T: '${{ github.event.head_commit.message }}'", 'echo "N=$T" >> $GITHUB_ENV', [lines]],
    ["T: '${{ toJSON(github.event) }}'", 'echo "N=$T" >> $GITHUB_ENV', [lines]],
  ])("by way of a variable: %s, %s", async (env, script, expected) => {
    expect(await injected(running(script, { env }))).toEqual(expected);
  });

  it("asks what other steps get, and not conditions", async () => {
    const other = "  other:\n    runs-on: x\n    if: github.head_ref != 'x'\n    name: ${{ github.head_ref }}\n";
    const script = "echo ${{ needs.other.outputs.x }}";
    expect(await injected(running(script, { more: `${other}    steps: [{ run: x }]\n` }))).toEqual([]);
    const getting = `${other}    steps:\n      - uses: a/b@v1\n        with: { title: "\${{ github.head_ref }}" }\n`;
    expect(await injected(running(script, { more: getting }))).toEqual([perhaps]);
    expect(await injected(running(script, { more: getting.replace("title:", "file_name:") }))).toEqual([perhaps]);
    const spaced = `${other.replace("name:", "name :")}    steps: [{ run: x }]\n`;
    expect(await injected(running(script, { more: spaced }))).toEqual([]);
  });

  const act = (script: string) => ({
    "act/action.yml": `inputs: { t: { default: x } }\nruns:\n  using: composite\n  steps: [{ shell: bash, run: ${JSON.stringify(script)} }]\n`,
  });
  const calling = (given: string) =>
    `on: pull_request\njobs:\n  gate:\n    runs-on: x\n    steps: [{ uses: ./act, with: { ${given} } }]\n`;
  it.each([
    ["T: '${{ github.head_ref }}'", "echo ${{ inputs.t }}", [sure]],
    ["t: '${{ github.sha }}'", "echo ${{ inputs.t }}", []],
    ["", "echo ${{ inputs.t }}", []],
    ["", "echo ${{ github.head_ref }}", [sure]],
    ["T: '${{ github.head_ref }}'", "echo ${{ steps.a.outputs.b }}", [perhaps]],
  ])("by way of an action of the repository: %s, %s", async (given, script, expected) => {
    expect(await injected(calling(given), act(script))).toEqual(expected);
  });

  it.each([
    ["'${{ github.head_ref }}'", [sure]],
    ["'${{ github.sha }}'", []],
  ])("by way of a workflow that is called: %s", async (given, expected) => {
    const files = {
      ".github/workflows/in.yml":
        "on: workflow_call\njobs: { gate: { runs-on: x, steps: [{ run: 'echo ${{ inputs.t }}' }] } }\n",
    };
    const text = `on: pull_request\njobs:\n  outer: { uses: ./.github/workflows/in.yml, with: { t: ${given} } }\n`;
    expect(await injected(text, files)).toEqual(expected);
  });

  it("a branch's name is theirs in a workflow that is called where others are pushed", async () => {
    const files = {
      ".github/workflows/in.yml":
        "on: workflow_call\njobs: { gate: { runs-on: x, steps: [{ run: 'echo ${{ github.ref_name }}' }] } }\n",
    };
    const text = (on: string) => `on: ${on}\njobs:\n  outer: { uses: ./.github/workflows/in.yml }\n`;
    expect(await injected(text("push"), files)).toEqual([sure]);
    expect(await injected(text("pull_request"), files)).toEqual([]);
  });

  it("also in code that an action runs, not in other inputs", async () => {
    const text = (uses: string, name: string) =>
      `on: push\njobs:\n  gate:\n    runs-on: x\n    steps: [{ uses: ${uses}, with: { ${name}: "x('\${{ github.head_ref }}')" } }]\n`;
    expect(await injected(text("actions/github-script@v7", "script"))).toEqual([sure]);
    expect(await injected(text("actions/github-script@v7", "result-encoding"))).toEqual([]);
    expect(await injected(text("acme/comment@v7", "script"))).toEqual([]);
    expect(await injected(text("acme/actions/github-script@v7", "script"))).toEqual([]);
  });
});
