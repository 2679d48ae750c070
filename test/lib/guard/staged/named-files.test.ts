import { expect, test } from "vitest";
import { namedFiles } from "../../../../lib/guard/staged/named-files.ts";

const paths = [
  "a.txt",
  "sub/.kprov/kprov.mjs",
  "sub/.kprov/waivers.json",
  "sub/.kprovx",
  "sub/.kprov/old.cjs",
  "sub/.kprov/plain.js",
  "sub/.kprov/kprov.mjs.sha256",
  "sub/a.txt",
  "sub/d/b.txt",
  ".kprov/x.json",
];

const own = ["sub/.kprov/waivers.json", "sub/.kprov/plain.js", "sub/.kprov/kprov.mjs.sha256"];

test.each<[object, string, string[]]>([
  [{}, "sub", [...own]],
  [{}, "", [".kprov/x.json"]],
  [{ deep: [{ file: "a.txt" }] }, "sub", [...own, "sub/a.txt"]],
  [{ file: "./d/../d/b.txt" }, "sub", [...own, "sub/d/b.txt"]],
  [{ file: "../a.txt" }, "sub", ["a.txt", ...own]],
  [{ file: null, glob: "**", size: 3, none: undefined, on: true }, "sub", [...own]],
])("namedFiles of %j in %j", (config, place, wanted) => {
  expect(namedFiles(config, { place, paths })).toEqual(wanted);
});

test("what a rule's function has beside itself names nothing", () => {
  const judge = Object.assign(() => [], { file: "a.txt" });
  Object.assign(judge, { default: judge });
  expect(namedFiles({ rules: [{ judge }] }, { place: "sub", paths })).toEqual(own);
});
