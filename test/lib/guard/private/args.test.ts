import { expect, it } from "vitest";
import { denyOptions, refuseDeny } from "../../../../lib/guard/private/args.ts";

it.each<[Parameters<typeof denyOptions>[0], object]>([
  [{}, {}],
  [{ history: undefined, "salt-file": undefined }, {}],
  [{ history: true, "salt-file": 1 }, {}],
  [{ history: "all" }, { history: "all" }],
  [
    { history: "", "salt-file": "" },
    { history: "", saltFile: "" },
  ],
  [
    { history: "HEAD", "salt-file": "a" },
    { history: "HEAD", saltFile: "a" },
  ],
])("denyOptions takes what was written, and nothing for what was not: %j", (args, options) => {
  expect(denyOptions(args)).toStrictEqual(options);
});

it.each([
  ["--history", { history: "all" }],
  ["--history", { history: "all", "salt-file": "a" }],
  ["--salt-file", { "salt-file": "a" }],
])("refuseDeny throws E_USAGE for %s beside a self-test", (flag, args) => {
  expect(() => refuseDeny(args)).toThrow(
    expect.objectContaining({ code: "E_USAGE", message: expect.stringContaining(`"${flag}" means nothing`) }),
  );
  refuseDeny({});
});
