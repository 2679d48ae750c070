// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of other languages stand in the data
import { describe, expect, test } from "vitest";
import { type Around, faultsIn, jobIn, readWorkflow } from "./workflow.ts";

const own = "${{ github.repository }}";
const head = "${{ github.event.pull_request.head.repo.full_name }}";
const headOrOwn = "${{ github.event.pull_request.head.repo.full_name || github.repository }}";
const sha = "${{ github.event.pull_request.head.sha }}";
const ref = "${{ github.event.pull_request.head.ref }}";

/** A job that checks out with these inputs, then runs `step`. */
const checkingOut = (inputs: Readonly<Record<string, unknown>>, step = "run: gate", uses = "actions/checkout@v4") =>
  `on: [push, pull_request]\njobs:\n  gate:\n    runs-on: x\n    steps:\n      - uses: ${uses}\n        with: ${JSON.stringify(inputs)}\n      - ${step}\n`;
const judged = (inputs: Readonly<Record<string, unknown>>, step?: string, around?: Around) =>
  faultsIn(checkingOut(inputs, step), around);

const odd = "unread? always: a map stands where GitHub takes a text, and it runs nothing of such a file";
const repository = "different always: the job checks out another repository";
const commit = "different always: the job checks out another commit than the one that CI is about";
const part = "different always: the job checks out a part of the tree";
const alone =
  "different change: of a pull request from a fork the job checks out another commit, because it names the repository alone";
const branch =
  "different change: of a pull request from a fork the job checks out the branch of that name which is here";

describe("what a job checks out", () => {
  test.each<[Record<string, unknown>, string[]]>([
    [{}, []],
    [{ "fetch-depth": 0, lfs: true, "persist-credentials": false }, []],
    [{ repository: own }, []],
    [{ repository: "" }, []],
    [{ repository: null }, []],
    [{ repository: "acme/other" }, [repository]],
    [{ repository: "acme/head.repo.full_name" }, [repository]],
    [{ repository: `${own}-other` }, [repository]],
    [{ repository: `x${own}` }, [repository]],
    [{ repository: { a: "b" } }, [odd, repository]],
    [{ path: ["x"] }, [odd.replace("map", "list")]],
    [{ Repository: "acme/other" }, [repository]],
    [{ repository: head, ref: sha }, []],
    [{ repository: ` ${headOrOwn} `, ref: ` ${sha} ` }, []],
    [{ repository: headOrOwn, ref }, []],
    [{ repository: ` ${headOrOwn} `, ref }, []],
    [{ repository: headOrOwn, ref: "${{ github.head_ref || github.ref_name }}" }, []],
    [{ repository: headOrOwn, ref: "${{ github.event.pull_request.head.sha || github.sha }}" }, []],
    [{ repository: head }, [alone]],
    [{ repository: head, ref: "${{ github.sha }}" }, [alone]],
    [{ repository: head, ref: "${{ github.ref }}" }, [alone]],
    [{ ref: "" }, []],
    [{ ref: "${{ github.sha }}" }, []],
    [{ ref: "${{github.ref}}" }, []],
    [{ ref: sha }, []],
    [{ ref: "${{ github.event.pull_request.head.sha || github.sha }}" }, []],
    [{ ref: "${{ github.head_ref }}" }, [branch]],
    [{ repository: own, ref }, [branch]],
    [{ ref: "${{ github.head_ref || github.ref }}" }, [branch]],
    [{ ref: "main" }, [commit]],
    [{ ref: "${{ github.event.pull_request.base.sha }}" }, [commit]],
    [{ ref: "${{ github.sha }}~1" }, [commit]],
    [{ ref: "x${{ github.sha }}" }, [commit]],
    [{ ref: "${{ github.sha || github.base_ref }}" }, [commit]],
    [{ REF: "main" }, [commit]],
    [{ "github-server-url": "${{ github.server_url }}" }, []],
    [{ "github-server-url": "" }, []],
    [{ "github-server-url": "https://git.example" }, [repository]],
    [{ "sparse-checkout": "src" }, [part]],
    // What is wrong for all hides behind nothing that is wrong for some.
    [{ ref: "${{ github.head_ref }}", "sparse-checkout": "src" }, [part]],
    [{ ref: "main", repository: "acme/other" }, [commit]],
    [{ repository: `x${head}`, ref: sha }, [repository]],
    [{ repository: `${headOrOwn}x`, ref: sha }, [repository]],
    [{ repository: head, ref: `${sha}~1` }, [commit]],
    [{ "github-server-url": "x${{ github.server_url }}" }, [repository]],
    [{ "github-server-url": "${{ github.server_url }}x" }, [repository]],
  ])("with %j", async (inputs, expected) => {
    expect(await judged(inputs)).toEqual(expected);
    // However it is spaced.
    const spaced = (blank: string): Record<string, unknown> =>
      JSON.parse(JSON.stringify(inputs).replace(/\$\{\{.*?\}\}/g, (one) => one.replaceAll(" ", blank)));
    expect(await judged(spaced(""))).toEqual(expected);
    expect(await judged(spaced("  "))).toEqual(expected);
  });

  test("by another action is none", async () => {
    const inputs = { repository: "acme/other" };
    expect(await faultsIn(checkingOut(inputs, undefined, "acme/checkout@v4"))).toEqual([]);
    expect(await faultsIn(checkingOut(inputs, undefined, "Actions/Checkout@v4"))).toEqual([repository]);
    expect(await faultsIn(checkingOut(inputs, undefined, "x-actions/checkout@v4"))).toEqual([]);
  });

  test("has its place", async () => {
    const { otherTree } = jobIn(await readWorkflow(checkingOut({ lfs: true, ref: "main" })));
    expect(otherTree).toMatchObject([{ at: { line: 7, column: 33 }, written: "ref: main" }]);
    const sparse = jobIn(await readWorkflow(checkingOut({ "sparse-checkout": "src" }))).otherTree;
    expect(sparse).toMatchObject([{ written: "sparse-checkout" }]);
    const fork = jobIn(await readWorkflow(checkingOut({ ref }))).otherTree;
    expect(fork).toMatchObject([{ fix: `ref: ${sha}` }]);
  });
});

describe("another tree in a directory", () => {
  const other = (path: unknown) => ({ repository: "acme/other", path });
  const files = { "lib/a.js": "", "docs/a/b.md": "" };

  test.each<[unknown, string[]]>([
    ["other", []],
    ["li", []],
    ["docs/b", []],
    [".", [repository]],
    ["./", [repository]],
    ["a/..", [repository]],
    ["", [repository]],
    [null, [repository]],
    ["${{ github.workspace }}", [repository]],
    ["${{ github.workspace }}/", [repository]],
    ["${{ github.workspace }}/other", []],
    ["${{github.workspace}}/lib", [repository]],
    ["${{  github.workspace  }}/lib", [repository]],
    ["a/${{ github.workspace }}", [`${repository.replace("different", "different?")}, where only a run knows`]],
    ["${{ github.workspace }}other", [`${repository.replace("different", "different?")}, where only a run knows`]],
    ["${{ vars.DIR }}", [`${repository.replace("different", "different?")}, where only a run knows`]],
    ["/home/runner", [`${repository.replace("different", "different?")}, where only a run knows`]],
    ["lib", [repository]],
    ["./lib/", [repository]],
    ["docs", [repository]],
    ["docs/a", [repository]],
    ["lib/a.js", [repository]],
    ["node_modules", [repository]],
    ["node_modules/kprovengine", [repository]],
    ["sub/node_modules", [repository]],
    [".venv", [repository]],
    ["sub/venv/bin", [repository]],
    [".kprov", [repository]],
    ["my.kprov", []],
    ["node_modules2", []],
  ])("%j", async (path, expected) => {
    expect(await judged(other(path), undefined, { files })).toEqual(expected);
  });

  test("the own one is none, wherever it lies", async () => {
    expect(await judged({ path: "." })).toEqual([]);
    expect(await judged({ path: "sub" }, "run: gate\n        working-directory: sub")).toEqual([]);
  });

  test("that the gate runs in, or names", async () => {
    const named = `${repository.replace("different", "different?")} into "sub/other", which the step names`;
    const at = (step: string) => judged(other("sub/other"), step);
    expect(await at("run: gate\n        working-directory: sub/other")).toEqual([repository]);
    expect(await at("run: gate\n        working-directory: ./sub/other/in")).toEqual([repository]);
    expect(await at("run: gate\n        working-directory: sub")).toEqual([]);
    expect(await at("run: gate\n        working-directory: sub/others")).toEqual([]);
    expect(await at("{ run: gate, working-directory: '${{ vars.DIR }}' }")).toEqual([]);
    expect(await at("{ uses: acme/kprovengine@v1, with: { Working-Directory: sub/other } }")).toEqual([repository]);
    expect(await at("uses: acme/kprovengine@v1")).toEqual([]);
    expect(await at("run: cd sub/other && gate")).toEqual([named]);
    expect(await at("run: cd ././sub/./other/; gate")).toEqual([named]);
    expect(await at("run: cd $HOME/sub/other; gate /sub/other")).toEqual([]);
    expect(await at("run: gate --cwd=sub/other")).toEqual([named]);
    expect(await at("run: gate sub/others x/sub/other")).toEqual([]);
  });

  test("each that came before, and none that comes behind", async () => {
    const step = (path: string) => `      - { uses: actions/checkout@v4, with: { ref: x, path: ${path} } }\n`;
    const run = (dir: string) => `      - { run: gate, working-directory: ${dir} }\n`;
    const text = `on: [push, pull_request]\njobs:\n  gate:\n    runs-on: x\n    steps:\n${run("a")}${step("a")}${step("b")}${run("a")}${run("b")}  other:\n    runs-on: x\n    steps:\n${run("a")}`;
    const { jobs } = await readWorkflow(text);
    const counts = jobs.map(({ steps }) => steps.filter(({ script }) => script).map(({ faults }) => faults.length));
    expect(counts).toEqual([[0, 1, 1], [0]]);
  });
});

describe("the directory of a step", () => {
  const cwdOf = async (step: string, more = "") => {
    const text = `on: [push, pull_request]\n${more}jobs:\n  gate:\n    runs-on: x\n    strategy: { matrix: { dir: [a, b], one: [a] } }\n    defaults: { run: { working-directory: job } }\n    steps: [{ run: gate${step} }]\n`;
    const how = jobIn(await readWorkflow(text)).steps[0]?.script?.how;
    return how !== undefined && "cwd" in how ? how.cwd : "none";
  };

  test.each<[string, string | undefined]>([
    ["", "job"],
    [", working-directory: sub", "sub"],
    [", working-directory: ./sub//in/../x/", "sub/x"],
    [", working-directory: ''", ""],
    [", working-directory: ", ""],
    [", working-directory: ..", undefined],
    [", working-directory: '${{ github.workspace }}/sub'", "sub"],
    [", working-directory: '${{ matrix.one }}'", "a"],
    [", working-directory: '${{ matrix.dir }}'", undefined],
    [", working-directory: '${{ vars.DIR }}'", undefined],
    [", working-directory: { a: b }", '{"a":"b"}'],
  ])("%s", async (step, expected) => {
    expect(await cwdOf(step)).toBe(expected);
  });
});
