import { expect, test } from "vitest";
import { catalogArgs, filterArgs } from "../../../../lib/catalog/index.ts";
import { commandAgain } from "../../../../lib/catalog/list/again.ts";
import { parseFlags } from "../../../../lib/flags.ts";

const defs = {
  filter: { type: "positional", multiple: true },
  ...filterArgs,
  sort: { type: "string" },
  ...catalogArgs,
} as const;

test.each([
  [[], "kprovengine catalog list"],
  [["step:a b", "--tag", "x", "--tag", "it's"], "kprovengine catalog list 'step:a b' --tag x --tag 'it'\\''s'"],
  [
    ["--sort=-duration", "--local", "--no-code-config"],
    "kprovengine catalog list --sort=-duration --local --no-code-config",
  ],
  [["--refused", "--project", "$(id)"], "kprovengine catalog list --project '$(id)' --refused"],
])("commandAgain of %j can be pasted", (argv, line) => {
  expect(commandAgain("catalog list", parseFlags(argv, defs), defs)).toBe(line);
});
