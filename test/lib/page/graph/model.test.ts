import { describe, expect, test } from "vitest";
import { type FileNode, type GraphFile, type GraphRun, joinFiles } from "../../../../lib/page/graph/model.ts";

const file = (name: string, sha256 = `digest of ${name}`): GraphFile => ({ name, sha256 });
const run = (label: string, inputs: readonly GraphFile[], outputs: readonly GraphFile[]): GraphRun => ({
  label,
  note: "succeeded",
  tone: "good",
  inputs,
  outputs,
});
const short = ({ files, count, makers, readers }: FileNode): string =>
  `${makers.join(",")}>${count === 1 ? files[0]?.name : `${count} files`}>${readers.join(",")}`;
const joined = (runs: readonly GraphRun[], alone = 3): string[] => joinFiles(runs, { alone }).map(short);

describe("joinFiles", () => {
  test("joins what one run made and a later one read, by digest and not by name", () => {
    const runs = [
      run("clean", [file("raw.csv")], [file("out/clean.csv", "c")]),
      run("train", [file("data/clean.csv", "c"), file("train.py")], [file("model")]),
    ];
    expect(joined(runs)).toEqual([">raw.csv>0", "0>out/clean.csv>1", ">train.py>1", "1>model>"]);
  });

  test("draws a file that several runs read, or made, once", () => {
    const runs = [run("a", [file("x")], [file("y")]), run("b", [file("x")], [file("y")]), run("c", [file("y")], [])];
    expect(joined(runs)).toEqual([">x>0,1", "0,1>y>2"]);
  });

  test("never makes a circle: what was read and made again later is another node", () => {
    const runs = [run("a", [file("x")], [file("y")]), run("b", [file("y")], [file("x")])];
    expect(joined(runs)).toEqual([">x>0", "0>y>1", "1>x>"]);
    expect(joined([run("in place", [file("x")], [file("x")])])).toEqual([">x>0", "0>x>"]);
  });

  test("joins empty files only under one name", () => {
    const empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    const runs = [
      run("a", [], [file("out/__init__.py", empty), file("log", empty)]),
      run("b", [file("src/__init__.py", empty), file("other", empty)], []),
    ];
    expect(joined(runs)).toEqual(["0>out/__init__.py>1", "0>log>", ">other>1"]);
  });

  test("folds many files that stand for the same, and never a single one", () => {
    const inputs = (count: number) => Array.from({ length: count }, (_, index) => file(`in-${index}`));
    expect(joined([run("a", inputs(4), [])])).toEqual([">in-0>0", ">in-1>0", ">in-2>0", ">in-3>0"]);
    expect(joined([run("a", inputs(10_000), [])])).toEqual([">in-0>0", ">in-1>0", ">in-2>0", ">9997 files>0"]);
  });

  test("names a file that a run lists twice once", () => {
    expect(joined([run("a", [file("x"), file("x")], [])])).toEqual([">x>0"]);
  });
});
