// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of other languages stand in the data
import { describe, expect, test } from "vitest";
import { faultsIn, faultsUnder, jobIn, readWorkflow, shown } from "./workflow.ts";

const workflow = (job: string, step: string, top = "") =>
  `on: [push, pull_request]\n${top}jobs:\n  gate:\n    runs-on: x\n${job}    steps:\n      - run: gate\n${step}`;
const both = (why: string) => [`skipped? push: ${why}`, `skipped? change: ${why}`];
const lost = ["skipped? always: its condition can't be understood"];
const refused =
  "unread? always: its condition can't be understood, and GitHub runs nothing of a file with one that it can't read";
const never = [
  "skipped push: it is left out for a push to the default branch",
  "skipped change: it is left out for a pull request, a pull request that is opened, a pull request that is reopened, a pull request from a fork, a draft, a pull request of a bot",
];

describe("if", () => {
  test.each<[string, string[]]>([
    ["true", []],
    ["'true'", []],
    ["${{ true }}", []],
    ["always()", []],
    ["success()", []],
    ["false", never],
    ["0", never],
    ["${{ false }}", never],
    ["failure()", never],
    ["vars.GO", both("whether it runs depends on vars.go")],
    ["", lost],
    ["github.event_name ==", [refused, ...lost]],
    ["[true]", [refused, ...lost]],
    ["{ a: true }", [refused, ...lost]],
  ])("of a job and of a step: %j", async (condition, expected) => {
    const line = `if: ${condition}\n`;
    expect(await faultsIn(workflow(`    ${line}`, ""))).toEqual(expected);
    expect(await faultsIn(workflow("", `        ${line}`))).toEqual(expected);
  });

  test("has its place, and as much of it as a line holds", async () => {
    const faults = async (condition: string) =>
      jobIn(await readWorkflow(workflow("", `        if: ${condition}\n`))).steps[0]?.faults.map(({ at, written }) => [
        at.line,
        at.column,
        written,
      ]);
    expect(await faults("false")).toEqual([
      [7, 13, "if: false"],
      [7, 13, "if: false"],
    ]);
    expect(await faults(`'${"a ".repeat(100)}'`)).toEqual([
      [7, 13, `if: ${"a ".repeat(47)}a…`],
      [7, 13, `if: ${"a ".repeat(47)}a…`],
    ]);
  });

  test.each<[string, boolean]>([
    ['github.ref == "refs/heads/main"', true],
    ["contains(github.ref, 'a'", true],
    ["${{ github.ref == }}", true],
    ["fromJSON(vars.A).b == 'c'", false],
    ["fromJSON(vars.A)['b'] == 'c'", false],
    ["fromJSON(vars.A) ['b'] == 'c'", false],
    ["startsWith(github.ref, 'a') && hashFiles('b') && !contains(github.ref, 'c')", false],
    ["steps.a.outputs['b'] && needs.a.result && env.A && matrix.a[0]", false],
    ["' '", false],
    ["", false],
  ])("of another job decides whether the workflow runs: %s", async (condition, isRefused) => {
    const line = `if: ${condition === "" || condition === "' '" ? condition : JSON.stringify(condition)}`;
    const other = (job: string, step: string) =>
      `on: [push, pull_request]\njobs:\n  other:\n    runs-on: x\n    ${job}\n    steps:\n      - run: a\n        ${step}\n  gate:\n    runs-on: x\n    steps:\n      - run: gate\n`;
    expect(await faultsIn(other(line, "name: a"))).toEqual(isRefused ? [refused] : []);
    expect(await faultsIn(other("name: a", line))).toEqual(isRefused ? [refused] : []);
  });
});

describe("a merge queue", () => {
  const queued = "skipped change: it is left out for a change in the merge queue";
  const judged = (condition: string, more = "") =>
    faultsIn(
      workflow(`    if: ${JSON.stringify(condition)}\n`, "").replace(
        "[push, pull_request]",
        `[push, pull_request${more}]`,
      ),
    );
  test.each<[string, string[]]>([
    ["github.event_name == 'push' || github.event_name == 'pull_request'", [queued]],
    ["github.event_name != 'merge_group'", [queued]],
    ["github.event_name != 'schedule'", []],
    ["!github.event.pull_request.draft || github.event.pull_request.draft", []],
  ])("%s", async (condition, expected) => {
    expect(await judged(condition, ", merge_group")).toEqual(expected);
    expect(await judged(condition)).toEqual([]);
  });
});

describe("a matrix", () => {
  test.each<[string, string[]]>([
    ["{ a: [1] }", []],
    ["{ a: [1], exclude: [{ a: 1 }] }", ["skipped? always: its matrix leaves no job"]],
    ["{ a: [1], exclude: [{ a: 1 }], include: [{ a: 2 }] }", []],
    ["{ a: ['${{ vars.X }}'] }", []],
    // Where it comes to nothing, GitHub lets the run fail.
    ["{ a: '${{ fromJSON(vars.X) }}' }", []],
    ["{ a: '${{ fromJSON(vars.X) }}', include: [{ b: 1 }] }", []],
    ...[
      "{ a: \"${{ fromJSON('[]') }}\" }",
      "{ a: \"${{ fromJSON(vars.X || ' [ ] ') }}\" }",
      "{ a: [] }",
      "{ a: [], b: [1] }",
      "{ a: }",
      "{ a: 5 }",
      "{ a: { b: 1 } }",
    ].map((none): [string, string[]] => [none, ["skipped? always: its matrix leaves no job"]]),
    ["{ include: [] }", ['unread? always: its matrix makes "include" when it runs']],
    ["{ a: [], include: [{ a: 1 }] }", ['unread? always: its matrix makes "a" when it runs']],
    ...["'${{ fromJSON(vars.X) }}'", "{}", "5", ""].map((made): [string, string[]] => [
      made,
      ["unread? always: its matrix is made when it runs"],
    ]),
    ...["include", "exclude"].flatMap((list): [string, string[]][] => [
      [`{ ${list}: '\${{ fromJSON(vars.X) }}' }`, [`unread? always: its matrix makes "${list}" when it runs`]],
      [`{ a: [1], ${list}: '\${{ fromJSON(vars.X) }}' }`, [`unread? always: its matrix makes "${list}" when it runs`]],
      [
        `{ a: [1], ${list}: ['\${{ fromJSON(vars.X) }}'] }`,
        [`unread? always: its matrix has an entry of "${list}" that is no map`],
      ],
      [
        `{ a: [1], ${list}: [{ '\${{ insert }}': '\${{ fromJSON(vars.X) }}' }] }`,
        ['unread? always: what "${{ insert }}" in its matrix does is not known'],
      ],
      [
        `{ a: [1], ${list.toUpperCase()}: '\${{ fromJSON(vars.X) }}' }`,
        [`unread? always: what "${list.toUpperCase()}" in its matrix does is not known`],
      ],
    ]),
    ["{ a: '${{ fromJSON(vars.X) }}', exclude: [{ a: 1 }] }", ['unread? always: its matrix makes "a" when it runs']],
    [
      "{ '${{ insert }}': '${{ fromJSON(vars.X) }}' }",
      ['unread? always: what "${{ insert }}" in its matrix does is not known'],
    ],
  ])("%s", async (matrix, expected) => {
    expect(await faultsIn(workflow(`    strategy: { matrix: ${matrix} }\n`, ""))).toEqual(expected);
  });
});

test.each(["'${{ fromJSON(vars.X) }}'", "{ Matrix: { a: [] } }", "[]"])("the strategy %s", async (strategy) => {
  const found = await faultsIn(workflow(`    strategy: ${strategy}\n`, ""));
  expect(found).toEqual([expect.stringMatching(/^unread\? always: .* runs nothing of such a file$/)]);
});

describe("background", () => {
  test.each<[string, boolean]>([
    ["true", true],
    ["'false'", true],
    ["${{ false }}", true],
    ["false", false],
    ["", false],
  ])("%s", async (value, isLost) => {
    const lost = "masked? always: what becomes of a step in the background is not followed";
    expect(await faultsIn(workflow("", `        background: ${value}\n`))).toEqual(isLost ? [lost] : []);
  });
});

describe("continue-on-error", () => {
  const green = "masked always: CI goes on and is green whatever comes of it";
  const some = "masked? always: in some of its jobs CI is green whatever comes of it";
  const unknown = "masked? always: whether CI is green when it fails is known only when it runs";
  const matrix = "strategy: { matrix: { lax: [true, false], on: [true], off: [false] } }";
  test.each<[string, string[]]>([
    ["false", []],
    ["'false'", []],
    ["", []],
    ["true", [green]],
    ["'true'", [green]],
    ["${{ true }}", [unknown]],
    ["${{ vars.LAX }}", [unknown]],
    ["${{ matrix.on }}", [green]],
    ["${{ matrix.off }}", []],
    ["${{ matrix.lax }}", [some]],
    ["${{ matrix.none }}", [unknown]],
    // What is false gives way to what stands behind it.
    ["${{ matrix.off || 'true' }}", [green]],
    ["${{ matrix.on || 'false' }}", [green]],
    ["${{ matrix.lax || 'true' }}", [green]],
    ["yes", [unknown]],
    ["{ a: b }", [unknown]],
  ])("of a job and of a step: %j", async (value, expected) => {
    const line = `continue-on-error: ${value}\n`;
    expect(await faultsIn(workflow(`    ${matrix}\n    ${line}`, ""))).toEqual(expected);
    expect(await faultsIn(workflow(`    ${matrix}\n`, `        ${line}`))).toEqual(expected);
  });

  test("has its place", async () => {
    const { steps } = jobIn(await readWorkflow(workflow("", "        continue-on-error: true\n")));
    expect(steps[0]?.faults).toMatchObject([{ at: { line: 7, column: 28 }, written: "continue-on-error: true" }]);
  });
});

describe("what the repository says of names in conditions", () => {
  const judged = (condition: string, job: string, top = "") =>
    faultsIn(workflow(job, `        if: ${JSON.stringify(condition)}\n`, top));

  test.each<[string, string, string[]]>([
    ["matrix.os == 'a'", "{ os: [a] }", []],
    ["matrix.os == 'b'", "{ os: [a] }", never],
    ["matrix.os == 'a'", "{ os: [a, b] }", both("whether it runs depends on matrix.os")],
    ["matrix.node == 22", "{ node: [22] }", []],
    ["matrix.go", "{ go: [true] }", []],
    ["matrix.go", "{ go: [false] }", never],
    ["matrix.go == ''", "{ go: [{ a: b }] }", both("whether it runs depends on matrix.go")],
    ["matrix.go.a == 'b'", "{ go: [{ a: b }] }", []],
    ["matrix.none == ''", "{ os: [a] }", both("whether it runs depends on matrix.none")],
    // Only some of its jobs have what is included.
    ["matrix.go", "{ os: [a, b], include: [{ os: a, go: true }] }", both("whether it runs depends on matrix.go")],
    ["matrix.os == 'a'", "{ os: [a], include: [{ os: a, go: true }] }", []],
    ["matrix.go", "{ include: [{ go: true }, { os: a }] }", both("whether it runs depends on matrix.go")],
    ["matrix.OS == 'a'", "{ OS: [a], include: [{ OS: a, go: true }] }", []],
    ["matrix", "{ os: [a] }", both("whether it runs depends on matrix")],
    ["X.matrix.os", "{ os: [a] }", both("whether it runs depends on x.matrix.os")],
  ])("%s of the matrix %s", async (condition, matrix, expected) => {
    expect(await judged(condition, `    strategy: { matrix: ${matrix} }\n`)).toEqual(expected);
  });

  test.each<[string, string, string, string[]]>([
    ["env.GO == 'yes'", "GO: 'yes'", "", []],
    ["env.GO == 'yes'", "GO: 'yes'", "GO: 'no'", never],
    ["env.GO == 'yes'", "GO: '${{ vars.GO }}'", "", both("whether it runs depends on env.GO")],
    // A text is true, whatever it says.
    ["${{ !env.GO }}", "GO: false", "", never],
    ["env.GO == true", "GO: true", "", never],
    ["env.GO == ''", "GO: ''", "", []],
    ["env.NONE == ''", "GO: ''", "", both("whether it runs depends on env.NONE")],
    ["environment.GO", "GO: ''", "", both("whether it runs depends on environment.go")],
  ])("%s where the workflow says %s, and the job %s", async (condition, top, job, expected) => {
    expect(await judged(condition, `    env: { ${job} }\n`, `env: { ${top} }\n`)).toEqual(expected);
  });

  test("a variable that a script may set is known only when it runs, also of continue-on-error", async () => {
    const masking = (first: string) =>
      workflow(`    env: { M: 'false' }\n`, "        continue-on-error: ${{ env.M }}\n").replace(
        "    steps:\n",
        `    steps:\n      - run: ${first}\n`,
      );
    expect(await faultsIn(masking("echo"))).toEqual([]);
    expect(await faultsIn(masking("echo M=true >> $GITHUB_ENV"))).toEqual([
      "masked? always: whether CI is green when it fails is known only when it runs",
    ]);

    const setting = `    env: { GO: 'yes' }\n    steps:\n      - run: echo GO=no >> $GITHUB_ENV\n`;
    const text = workflow("", "        if: env.GO == 'yes'\n").replace("    steps:\n", setting);
    expect(await faultsIn(text)).toEqual(both("whether it runs depends on env.GO"));
    const action = (first: string) =>
      `runs:\n  using: composite\n  steps:\n    - { run: ${first}, shell: sh }\n    - { run: gate, shell: sh, if: env.GO == 'yes' }\n`;
    const uses =
      "on: [push, pull_request]\nenv: { GO: 'yes' }\njobs: { gate: { runs-on: x, steps: [{ uses: ./act }] } }\n";
    expect(await faultsIn(uses, { files: { "act/action.yml": action("echo") } })).toEqual([]);
    expect(await faultsIn(uses, { files: { "act/action.yml": action("./set $GITHUB_ENV") } })).toEqual(
      both("whether it runs depends on env.GO"),
    );
  });

  test.each<[string, boolean]>([
    ["uses: actions/checkout@v4", true],
    ["uses: actions/setup-node@v4", true],
    ["run: npm ci", true],
    ["run: npm ci && pip install -r requirements.txt", true],
    ['run: "# why\\nsudo apt-get install x; echo ok"', true],
    ["wait-all:", true],
    ["uses: acme/set-up@v1", false],
    ["uses: actions/github-script@v7", false],
    ["uses: ./elsewhere", false],
    ["uses: docker://x", false],
    ["run: ./set-up.sh", false],
    ["run: npm ci; ./set-up.sh", false],
    ["run: make set-up", false],
    ["run: npm run set-up", false],
    ["run: source set-up.sh", false],
    ["run: '. ./set-up'", false],
    ["run: python set_up.py", false],
    ["run: gitsome", false],
    ["run: npm   ci", true],
    ["run: npx --yes kprovengine@1.0.0 preflight", true],
    ["run: npm ci > log 2>&1 && echo ok &> log", true],
    ["run: python3 -m pip install x", true],
    ["run: sudo", false],
    ["run: sudo ./set-up.sh", false],
    ["run: echo@1", false],
    ["run: echo ok | ./set-up.sh", false],
    ["run: echo ok & ./set-up.sh", false],
    ["run: echo $(./set-up.sh)", false],
    ["run: echo `./set-up.sh`", false],
    ["run: echo <(./set-up.sh)", false],
    ["run: echo >(./set-up.sh)", false],
  ])("a variable of the job behind the step { %s }", async (first, isKnown) => {
    const behind = (step: string, env = "    env: { GO: 'yes' }\n") =>
      faultsIn(workflow(env, step).replace("    steps:\n", `    steps:\n      - ${first}\n`));
    const open = (end: string) => (isKnown ? [] : both(`whether it runs depends on ${end}`));
    expect(await behind("        if: env.GO == 'yes'\n")).toEqual(open("env.GO"));
    expect(
      await behind("        if: env.GO != 'no'\n", "    strategy: { matrix: { env: [no] } }\n    env: { GO: 'yes' }\n"),
    ).toEqual(open("env.GO"));
    // Its own variable counts more, and a matrix has its own names.
    expect(await behind("        if: env.GO == 'yes'\n        env: { GO: 'yes' }\n", "")).toEqual([]);
    expect(await behind("        if: matrix.env == 'a'\n", "    strategy: { matrix: { env: [a] } }\n")).toEqual([]);
    // What stands behind sets nothing before.
    const text = workflow("    env: { GO: 'yes' }\n", "        if: env.GO == 'yes'\n");
    const [gate] = jobIn(await readWorkflow(`${text}      - ${first}\n`)).steps;
    expect(gate?.faults).toEqual([]);
  });

  test("the directory that a variable names is not known behind a script that sets it", async () => {
    const cwd = async (first: string) => {
      const text = workflow("    env: { DIR: sub }\n", "        working-directory: ${{ env.DIR }}\n");
      const { steps } = jobIn(await readWorkflow(text.replace("    steps:\n", `    steps:\n      - run: ${first}\n`)));
      return (steps.at(-1)?.script?.how as { cwd?: string } | undefined)?.cwd;
    };
    expect(await cwd("./set-up.sh")).toBe("sub");
    expect(await cwd("echo DIR=other >> $GITHUB_ENV")).toBeUndefined();
  });

  test("inputs of what is called", async () => {
    const action =
      "inputs: { go: { default: 'yes' } }\nruns:\n  using: composite\n  steps: [{ run: gate, shell: sh, if: inputs.go == 'yes' }]\n";
    const uses = (more: string) =>
      `on: [push, pull_request]\njobs: { gate: { runs-on: x, steps: [{ uses: ./act${more} }] } }\n`;
    const judge = (more: string) => faultsIn(uses(more), { files: { "act/action.yml": action } });
    expect(await judge("")).toEqual([]);
    const matrix = uses("").replace("runs-on: x", "runs-on: x, strategy: { matrix: { include: [{ a: b }] } }");
    expect(await faultsIn(matrix, { files: { "act/action.yml": action } })).toEqual([]);
    expect(await judge(", with: { go: 'yes' }")).toEqual([]);
    expect(await judge(", with: { go: 'no' }")).toEqual(never);
    expect(await judge(", with: { GO: 'no' }")).toEqual(never);
    const upper = { files: { "act/action.yml": action.replace("inputs.go", "inputs.Go") } };
    expect(await faultsIn(uses(""), upper)).toEqual([]);
    expect(await faultsIn(uses(", with: { gO: 'no' }"), upper)).toEqual(never);
    expect(await judge(", with: { go: '${{ vars.GO }}' }")).toEqual(both("whether it runs depends on inputs.go"));
    // Those of the action are not those of the step that uses it.
    expect(await judge(", if: inputs.go == 'yes', with: { go: 'yes' }")).toEqual(never);
    expect(await judge(", if: inputs.go != 'yes', with: { go: 'yes' }")).toEqual([]);
    expect(await judge(", if: inputs.go == 'yes', with: { go: 'no' }")).toEqual([...never, ...never]);
  });

  test("an input is a text in an action, and what it is written as in a workflow", async () => {
    const step = "{ run: gate, shell: sh, if: inputs.go }";
    const action = `inputs: { go: { default: false } }\nruns: { using: composite, steps: [${step}] }\n`;
    const uses = "on: [push, pull_request]\njobs: { gate: { runs-on: x, steps: [{ uses: ./act }] } }\n";
    expect(await faultsIn(uses, { files: { "act/action.yml": action } })).toEqual([]);
    const matrix = uses.replace("runs-on: x", "runs-on: x, strategy: { matrix: { go: [false] } }");
    const asking = { files: { "act/action.yml": action.replace("inputs.go", "matrix.go") } };
    expect(await faultsIn(matrix, asking)).toEqual(never);
    const inner = `on: { workflow_call: { inputs: { go: { type: boolean } } } }\njobs: { gate: { runs-on: x, steps: [${step}] } }\n`;
    const calls = (go: boolean) =>
      faultsIn(`on: [push, pull_request]\njobs: { o: { uses: ./.github/workflows/i.yml, with: { go: ${go} } } }\n`, {
        files: { ".github/workflows/i.yml": inner },
      });
    expect(await calls(true)).toEqual([]);
    expect(await calls(false)).toEqual(never);
  });

  describe("an input of a workflow, in the condition of its job, of a job before, of a step, and of one that uses an action", () => {
    const open = both("whether it runs depends on inputs.go");
    test.each<[string, string, string, string[]]>([
      ["type: boolean", "true", "inputs.go", []],
      ["type: boolean", "false", "inputs.go", never],
      ["type: boolean", "false", "!inputs.go", []],
      ["type: boolean, default: true", "", "inputs.go", []],
      ["type: boolean, default: false", "", "inputs.go", never],
      ["type: boolean, default: false", "true", "inputs.go", []],
      ["type: boolean", "", "inputs.go == false", []],
      ["type: boolean", "", "inputs.go", never],
      ["type: boolean, default: true", "${{ inputs.none }}", "inputs.go", never],
      ["type: boolean, default: true", "~", "inputs.go", open],
      ["type: boolean", "'true'", "inputs.go", open],
      ["type: boolean", "'false'", "inputs.go", open],
      ["type: boolean", "${{ vars.GO }}", "inputs.go", open],
      ["type: boolean", "${{ github.event_name == 'push' }}", "inputs.go", open],
      ["type: number", "3", "inputs.go > 2", []],
      ["type: number", "0", "inputs.go", never],
      ["type: number, default: 1", "", "inputs.GO == 1", []],
      ["type: number", "", "inputs.go == 0", []],
      ["type: number", "'3'", "inputs.go == 3", open],
      ["type: string", "full", "inputs.go == 'full'", []],
      ["type: string, default: full", "", "inputs.go == 'full'", []],
      ["type: string", "22", "inputs.go == '22'", []],
      ["type: string", "", "inputs.go", never],
      ["type: string", "false", "inputs.go", open],
      ["default: a", "22", "inputs.go == 22", []],
      // What nobody gives is one of its kind.
      ["type: boolean", "", "contains(inputs.go, 'false')", []],
      ["type: number", "", "contains(inputs.go, '0')", []],
    ])("{ %s } given %j: %s", async (declared, given, condition, expected) => {
      const path = ".github/workflows/i.yml";
      const action = "runs: { using: composite, steps: [{ run: gate, shell: sh }] }\n";
      const uses = `on: [push, pull_request]\njobs: { o: { uses: ./${path}${given === "" ? "" : `, with: { go: ${given.startsWith("$") ? JSON.stringify(given) : given} }`} } }\n`;
      const judge = (jobs: string) =>
        faultsIn(uses, {
          files: {
            [path]: `on: { workflow_call: { inputs: { go: { ${declared} } } } }\njobs: { ${jobs} }\n`,
            "act/action.yml": action,
          },
        });
      const line = `if: "${condition}"`;
      expect(await judge(`gate: { runs-on: x, ${line}, steps: [{ run: gate }] }`)).toEqual(expected);
      expect(await judge(`gate: { runs-on: x, steps: [{ run: gate, ${line} }] }`)).toEqual(expected);
      expect(await judge(`gate: { runs-on: x, steps: [{ uses: ./act, ${line} }] }`)).toEqual(expected);
      const before = `pre: { runs-on: x, ${line}, steps: [{ run: a }] }`;
      const needs = await judge(`${before}, gate: { runs-on: x, needs: pre, steps: [{ run: gate }] }`);
      expect(needs.map((one) => one.replace('it needs "pre", and of that ', ""))).toEqual(expected);
    });

    test("is that of each call", async () => {
      const path = ".github/workflows/i.yml";
      const inner = `on: { workflow_call: { inputs: { a: { type: string }, go: { type: boolean } } } }\njobs: { gate: { runs-on: x, if: inputs.go, steps: [{ run: gate }] } }\n`;
      const call = (go: boolean) => `{ uses: ./${path}, with: { go: ${go} } }`;
      const { jobs } = await readWorkflow(`on: [push, pull_request]\njobs: { a: ${call(true)}, b: ${call(false)} }\n`, {
        files: { [path]: inner },
      });
      const found = jobs.filter(({ name }) => name === "gate").map(({ steps }) => steps[0]?.faults.map(shown));
      expect(found).toEqual([[], never]);
    });
  });

  test.each(["env.M", "env['M']"])("a script before may set %s", async (written) => {
    const behind = (first: string) =>
      faultsIn(
        workflow("    env: { M: 'false' }\n", `        continue-on-error: "\${{ ${written} }}"\n`).replace(
          "    steps:\n",
          `    steps:\n      - run: ${first}\n`,
        ),
      );
    expect(await behind("echo")).toEqual([]);
    expect(await behind("./set-up.sh")).toEqual([
      "masked? always: whether CI is green when it fails is known only when it runs",
    ]);
  });

  test("a variable of the step that is made of one of the job", async () => {
    const behind = (first: string) =>
      faultsIn(
        workflow(
          "    env: { D: 'yes' }\n",
          "        env: { GO: '${{ env.D }}' }\n        if: env.GO == 'yes'\n",
        ).replace("    steps:\n", `    steps:\n      - run: ${first}\n`),
      );
    expect(await behind("./set-up.sh")).toEqual(both("whether it runs depends on env.GO"));
  });

  test("nobody gives inputs to a push", async () => {
    expect(await faultsUnder("inputs.go == ''")).toEqual([]);
    expect(await faultsUnder("inputs.go", "step")).toEqual(never);
    expect(await faultsUnder("inputs.go", "job")).toEqual(never);
  });
});
