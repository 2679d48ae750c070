import { describe, expect, it } from "vitest";
import { createConfig } from "../../../../lib/guard/ci/gitlab-config.ts";
import type { Keys } from "../../../../lib/guard/sources/tree.ts";
import { besideOf, yaml } from "./support.ts";

/** `layers`: the strongest first. */
const configOf = async (layers: readonly string[], isWhole = true) => {
  const { beside, unseen } = besideOf({});
  const trees = await Promise.all(layers.map((text, index) => yaml(text, `${index}.yml`)));
  const config = createConfig(trees, beside, isWhole);
  const find = (job: string, ...keys: Keys) => config.find(job, keys)?.value;
  const top = (...keys: Keys) => config.top(keys)?.value;
  const items = (job: string, ...keys: Keys) => config.items(job, keys).map(({ value }) => value);
  return { config, unseen, find, top, items };
};

describe("createConfig", () => {
  it("has the jobs of all files, without templates and keywords", async () => {
    const words = "default include stages variables workflow spec image services cache before_script after_script";
    const keywords = words
      .split(" ")
      .map((word) => `${word}: {}\n`)
      .join("");
    const { config } = await configOf([`${keywords}b: {}\n.hidden: {}\n`, "a: {}\nb: {}\npages: {}\n"]);
    expect(config.jobs).toEqual(["b", "a", "pages"]);
    expect(config.names(["variables"])).toEqual([]);
  });

  it.each<[string, string[], unknown, Keys?]>([
    ["of the strongest file", ["t: { a: 1 }", "t: { a: 2 }"], 1],
    ["of a weaker file, where maps are merged", ["t: { b: 1 }", "t: { a: 2 }"], 2],
    ["of maps in maps", ["t: { v: { x: 1 } }", "t: { v: { y: 2 } }"], 2, ["v", "y"]],
    ["of no file, where a text hides the weaker map", ["t: { v: x }", "t: { v: { y: 2 } }"], undefined, ["v", "y"]],
    ["of no file, where nothing hides the weaker map", ["t: { v: null }", "t: { v: { y: 2 } }"], undefined, ["v", "y"]],
    ["of no file, where a list hides the weaker map", ["t: { v: [1] }", "t: { v: { y: 2 } }"], undefined, ["v", "y"]],
    ["of no file, where the job itself is hidden", ["t: x", "t: { a: 2 }"], undefined],
    ["of a weaker file, where the stronger is no map", ["[]", "t: { a: 2 }"], 2],
    ["of a parent", ["t: { extends: .p }\n.p: { a: 1 }"], 1],
    ["of the job itself, before its parent", ["t: { extends: .p, a: 2 }\n.p: { a: 1 }"], 2],
    ["of the last parent", ["t: { extends: [.p, .q] }\n.p: { a: 1 }\n.q: { a: 2 }"], 2],
    ["of the first parent, where the last says nothing", ["t: { extends: [.p, .q] }\n.p: { a: 1 }\n.q: { b: 2 }"], 1],
    ["of a parent's parent", ["t: { extends: .p }\n.p: { extends: .q }\n.q: { a: 1 }"], 1],
    ["of a parent in another file", ["t: { extends: .p }", ".p: { a: 1 }"], 1],
    [
      "of no parent, where a text hides its map",
      ["t: { extends: .p, v: x }\n.p: { v: { y: 1 } }"],
      undefined,
      ["v", "y"],
    ],
    [
      "of no parent, where nothing hides its map",
      ["t: { extends: .p, v: null }\n.p: { v: { y: 1 } }"],
      undefined,
      ["v", "y"],
    ],
    ["of a parent, where another one is no map", ["t: { extends: [.q, .p] }\n.p: x\n.q: { a: 1 }"], 1],
    [
      "behind a reference to variables",
      ["t: { variables: !reference [.p, variables] }\n.p: { variables: { A: 1 } }"],
      1,
      ["variables", "A"],
    ],
    [
      "behind a reference to a variable",
      ["t: { variables: { A: !reference [.p, variables, B] } }\n.p: { variables: { B: 1 } }"],
      1,
      ["variables", "A"],
    ],
    [
      "behind a reference to a variable, whatever its name",
      ["t: { variables: { entrypoint: !reference [.p, variables, B] } }\n.p: { variables: { B: 1 } }"],
      1,
      ["variables", "entrypoint"],
    ],
    [
      "of a variable's own map behind a reference",
      ["t: { variables: { A: !reference [.p, variables, B] } }\n.p: { variables: { B: { value: 1 } } }"],
      1,
      ["variables", "A", "value"],
    ],
    [
      "behind a reference of a parent",
      ["t: { extends: .q }\n.q: { image: !reference [.p, image] }\n.p: { image: x }"],
      "x",
      ["image"],
    ],
    [
      "behind references in a row",
      ["t: { image: !reference [.p, image] }\n.p: { image: !reference [.q, image] }\n.q: { image: x }"],
      "x",
      ["image"],
    ],
    ["of a list of texts elsewhere", ["t: { script: [a, b] }"], ["a", "b"], ["script"]],
    ["behind a reference to what stands at the top", ["t: { image: !reference [.p] }\n.p: x"], "x", ["image"]],
    ["in a map behind such a reference", ["t: { variables: !reference [.p] }\n.p: { A: 1 }"], 1, ["variables", "A"]],
    ["of a reference that leads nowhere", ["t: { image: !reference [.p] }"], undefined, ["image"]],
    ["of an empty list", ["t: { image: [] }"], [], ["image"]],
    ["of a list of one text", ["t: { image: [a] }"], ["a"], ["image"]],
    ["of a list of other things", ["t: { image: [a, 1] }"], ["a", 1], ["image"]],
    [
      "of an image's own words, which lead nowhere",
      ["t: { image: { entrypoint: [.p, image] } }\n.p: { image: x }"],
      [".p", "image"],
      ["image", "entrypoint"],
    ],
    [
      "of options deep in a variable",
      ["t: { variables: { A: { options: [x, y] } } }"],
      ["x", "y"],
      ["variables", "A", "options"],
    ],
  ])("finds the value %s", async (_, layers, expected, keys = ["a"]) => {
    const { find, unseen } = await configOf(layers);
    expect([find("t", ...keys), unseen]).toEqual([expected, []]);
  });

  it.each([
    [9, "x"],
    [10, "x"],
    [11, ["t11", "image"]],
  ])("follows %i references in a row", async (count, expected) => {
    const jobs = Array.from({ length: count }, (_, at) => `t${at}: { image: !reference [t${at + 1}, image] }\n`);
    const { find } = await configOf([`${jobs.join("")}t${count}: { image: x }\n`]);
    expect(find("t0", "image")).toEqual(expected);
  });

  it("has the elements of a list, of the job or what it extends", async () => {
    const { items } = await configOf([
      "t: { extends: .p, empty: [] }\n.p: { rules: [1, 2], empty: [3] }",
      ".p: { rules: [4], more: [5] }",
    ]);
    expect([items("t", "rules"), items("t", "more"), items("t", "empty"), items("t", "gone")]).toEqual([
      [1, 2],
      [5],
      // Its own list counts, also an empty one.
      [],
      [],
    ]);
  });

  it("has values from the top, and of variables that a reference names", async () => {
    const { top } = await configOf([
      "variables: !reference [.p, variables]\nimage: [a, b]\n.p: { variables: { A: 1 } }",
    ]);
    expect([top("variables", "A"), top("image")]).toEqual([1, ["a", "b"]]);
    const { top: plain, config } = await configOf(["variables: { A: 1 }", "variables: { A: 3, B: 2 }"]);
    expect([plain("variables", "A"), plain("variables", "B"), plain("gone")]).toEqual([1, 2, undefined]);
    expect(config.names(["variables"])).toEqual(["A", "B"]);
  });

  it.each<[string, string, boolean, string[]]>([
    ["itself", "t: { extends: t }", true, ["broken extends t: it extends itself"]],
    ["itself in a circle", "t: { extends: .p }\n.p: { extends: t }", true, ["broken extends t: it extends itself"]],
    ["what is not there", "t: { extends: .p }", true, ["broken extends .p: no job has that name"]],
    ["what may be elsewhere", "t: { extends: .p }", false, ["elsewhere extends .p: it is defined elsewhere"]],
    [
      "one of two that are not there",
      "t: { extends: [.p, .q] }\n.p: {}",
      true,
      ["broken extends .q: no job has that name"],
    ],
    ["a number", "t: { extends: 1 }", true, ["broken extends 1: no job has that name"]],
    ["nothing", "t: { extends: null }", true, ["broken extends : no job has that name"]],
    ["a map", "t: { extends: { a: b } }", true, ['broken extends {"a":"b"}: no job has that name']],
    ["one job by two ways", "t: { extends: [.p, .q] }\n.p: { extends: .r }\n.q: { extends: .r }\n.r: {}", true, []],
    [
      "what is not there by two ways",
      "t: { extends: [.p, .q] }\n.p: { extends: .r }\n.q: { extends: .r }\n.r: { extends: .gone }",
      true,
      ["broken extends .gone: no job has that name"],
    ],
    ["nobody", "t: {}", true, []],
  ])("says once what is wrong with a job that extends %s", async (_, text, isWhole, expected) => {
    const { find, items, unseen } = await configOf([text], isWhole);
    find("t", "a");
    items("t", "a");
    expect(unseen).toEqual(expected);
  });
});
