import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { recordRun } from "../../../../lib/run/index.ts";
import { assertData } from "../../../../lib/run/pipeline/index.ts";
import { entriesOf, plainEnv, record, runOptions } from "../../../support/run.ts";
import { temporary } from "../../../support/temporary.ts";

const outputs = async (cwd: string, inputs: string[]) => {
  const notes: string[] = [];
  const talk = { ...runOptions(cwd).talk, note: (message: string) => notes.push(message) };
  const { report, member, provenance } = await record(cwd, { inputs, talk });
  return { report, member, notes, names: provenance.subject.map(({ name }) => name) };
};

const refused = async (cwd: string, inputs: string[], code: string): Promise<void> => {
  const before = entriesOf(join(cwd, "runs"));
  await expect(recordRun(runOptions(cwd, { inputs }))).rejects.toMatchObject({ code });
  expect(entriesOf(join(cwd, "runs"))).toEqual(before);
};

describe("the built-in pipeline", () => {
  test("every input has a directory of its own, named as it is", async () => {
    const cwd = temporary({ "a/x.txt": "1\n", "b/x.txt": "2\n" });
    const { report, member, names } = await outputs(cwd, ["a", "b/x.txt"]);
    expect(report).toMatchObject({ exitCode: 0, inputs: 2, outputs: 8 });
    expect(member("outputs/a/x.txt/normalised.txt")).toBe("1\n");
    expect(member("outputs/b/x.txt/rendered.txt")).toBe("line-000001\t2\n");
    expect(names).toContain("a/x.txt/parsed.json");
  });

  test("binary input passes through untouched and is said to", async () => {
    const bytes = Buffer.from([0x89, 0x50, 0, 0xff]);
    const cwd = temporary({ "b.png": bytes, "t.txt": "x" });
    const { report, bundle } = await record(cwd, { inputs: ["b.png", "t.txt"] });
    expect(readFileSync(join(bundle, "outputs/b.png/b.png"))).toEqual(bytes);
    expect(report.outputs).toBe(5);
    expect((await outputs(cwd, ["b.png"])).notes).toEqual([
      '"b.png" is not text (not valid UTF-8): passed through untouched',
    ]);
  });

  test("text that turns out not to be, late, leaves nothing half-made", async () => {
    const cwd = temporary({ late: Buffer.concat([Buffer.alloc(3_000_000, "a\n"), Buffer.from([0xff])]) });
    expect((await outputs(cwd, ["late"])).names).toEqual(["late/late"]);
  });

  test("inputs from outside go by their base names; equal ones collide", async () => {
    const [one, two] = [temporary({ "x.txt": "1" }), temporary({ "x.txt": "2" })];
    const cwd = temporary({ "x.txt": "3", "y.txt": "" });
    const { names } = await outputs(cwd, [join(one, "x.txt"), "y.txt"]);
    expect(names).toContain("x.txt/normalised.txt");
    await refused(cwd, [join(one, "x.txt"), join(two, "x.txt")], "E_NAME_COLLISION");
    await refused(cwd, ["x.txt", join(two, "x.txt")], "E_NAME_COLLISION");
  });

  test.each([
    ["case", { A: "", a: "" }],
    ["composition", { "\u00e9": "", "e\u0301": "" }],
    ["directories' case", { "D/x": "", "d/x": "" }],
    ["a member's name", { A: "", "a/normalised.txt": "" }],
    ["a passed-through member's name", { X: "\0", "x/x": "" }],
  ])("names that differ by %s only collide", async (_name, files) => {
    const cwd = temporary(files);
    await refused(cwd, Object.keys(files), "E_NAME_COLLISION");
  });

  test.each([["back\\slash"], ["C:drive"]])("a name that can't be a member is refused: %s", async (name) => {
    await refused(temporary({ [name]: "" }), [name], "E_INPUT");
  });

  test("a link to a file is its file; links to nowhere alone are nothing to process", async () => {
    const cwd = temporary({ real: "1" });
    symlinkSync("real", join(cwd, "link"));
    symlinkSync("nowhere", join(cwd, "dangling"));
    const { names, notes } = await outputs(cwd, ["link", "dangling"]);
    expect(names[0]).toBe("link/extracted.json");
    expect(notes).toHaveLength(1);
    await refused(cwd, ["dangling"], "E_NOTHING");
  });

  test("no input, no bytes", async () => {
    const cwd = temporary({ empty: "" });
    const { report, member } = await outputs(cwd, ["empty"]);
    expect(report.exitCode).toBe(0);
    expect(member("outputs/empty/normalised.txt")).toBe("");
    await refused(cwd, ["*.csv"], "E_INPUT");
  });

  test("the input is left as it was", async () => {
    const cwd = temporary({ "in.txt": "a \r\n" });
    await outputs(cwd, ["in.txt"]);
    expect(readFileSync(join(cwd, "in.txt"), "utf8")).toBe("a \r\n");
  });
});

describe("assertData", () => {
  const judge = (paths: string[], cwd: string) => () => assertData(paths, cwd, plainEnv());

  test.each([
    [["train.py"], "kprovengine run -- python train.py;"],
    [["train.py", "in.csv"], "kprovengine run -- python train.py in.csv;"],
    [["step.sh"], "kprovengine run -- sh step.sh;"],
    [["index.JS"], "kprovengine run -- node index.JS;"],
    [["nb.ipynb"], "kprovengine run -- jupyter nbconvert --to notebook --execute nb.ipynb;"],
    [["tool"], "kprovengine run -- ./tool;"],
    [["sub/tool"], "kprovengine run -- sub/tool;"],
    [["script"], "kprovengine run -- ./script;"],
    [["sh", "step.sh"], "kprovengine run -- sh step.sh;"],
  ])("%j looks like a program, and the hint is what was meant", (paths, hint) => {
    const files = {
      "train.py": "",
      "step.sh": "",
      "index.JS": "",
      "nb.ipynb": "{}",
      "in.csv": "",
      script: "#!/bin/sh\n",
    };
    const cwd = temporary(files);
    mkdirSync(join(cwd, "sub"));
    for (const name of ["tool", "sub/tool"]) writeFileSync(join(cwd, name), "\x7fELF", { mode: 0o755 });
    expect(judge(paths, cwd)).toThrow(expect.objectContaining({ code: "E_LOOKS_LIKE_PROGRAM", exit: 2 }));
    expect(judge(paths, cwd)).toThrow(expect.objectContaining({ hint: expect.stringContaining(hint) }));
  });

  test("data is data: plain files, directories of programs, what a glob finds, what is missing", () => {
    const cwd = temporary({ "a.csv": "#x", "d/x.py": "", "dir.py/x": "" });
    expect(judge(["a.csv", "d", "d/*.py", "dir.py", "no-such-file-here"], cwd)).not.toThrow();
  });

  test("insisting processes it", async () => {
    const cwd = temporary({ "a.py": "print(1)\n" });
    await refused(cwd, ["a.py"], "E_LOOKS_LIKE_PROGRAM");
    const { report, bundle } = await record(cwd, { inputs: ["a.py"], insist: true });
    expect(report.exitCode).toBe(0);
    expect(existsSync(join(bundle, "outputs/a.py/parsed.json"))).toBe(true);
  });
});
