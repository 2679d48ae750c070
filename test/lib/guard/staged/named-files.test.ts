import { expect, test } from "vitest";
import { namedFiles } from "../../../../lib/guard/staged/named-files.ts";

const paths = [
  "a.txt",
  "sub/.kprov/kprov.mjs",
  "sub/.kprov/waivers.json",
  "sub/.kprovx",
  "sub/a.txt",
  "sub/d/b.txt",
  ".kprov/x.json",
];

test.each<[object, string, string[]]>([
  [{}, "sub", ["sub/.kprov/waivers.json"]],
  [{}, "", [".kprov/x.json"]],
  [{ deep: [{ file: "a.txt" }] }, "sub", ["sub/.kprov/waivers.json", "sub/a.txt"]],
  [{ file: "./d/../d/b.txt" }, "sub", ["sub/.kprov/waivers.json", "sub/d/b.txt"]],
  [{ file: "../a.txt" }, "sub", ["a.txt", "sub/.kprov/waivers.json"]],
  [{ file: null, glob: "**", size: 3 }, "sub", ["sub/.kprov/waivers.json"]],
])("namedFiles of %j in %j", (config, place, wanted) => {
  expect(namedFiles(config, { place, paths })).toEqual(wanted);
});
