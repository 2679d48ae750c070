import { describe, expect, it } from "vitest";
import { askedPackages } from "../../../../lib/guard/package/args.ts";

describe("askedPackages", () => {
  it.each<[string, object, string[]]>([
    ["none", {}, []],
    ["one", { package: "a.whl" }, ["a.whl"]],
    ["several, and further ones", { package: ["a.whl", "b.whl"], more: ["c.whl"] }, ["a.whl", "b.whl", "c.whl"]],
    [
      "one beside flags that are not given",
      { package: "a.whl", staged: false, attest: false, key: undefined },
      ["a.whl"],
    ],
    ["one beside flags that are about any subject", { package: "a.whl", config: "x", "salt-file": "y" }, ["a.whl"]],
  ])("gives %s", (_, args, expected) => {
    expect(askedPackages(args)).toEqual(expected);
  });

  it.each(["self-test", "staged", "attest", "key", "history", "fix"])(
    "refuses --%s, which is about the repository",
    (flag) => {
      for (const value of [true, "x", ""])
        expect(() => askedPackages({ package: "a.whl", [flag]: value })).toThrow(
          expect.objectContaining({
            code: "E_USAGE",
            message: expect.stringContaining(`"--${flag}" is about the repository`),
          }),
        );
    },
  );

  it("refuses files without the flag, and names the first", () => {
    expect(() => askedPackages({ more: ["a.whl", "b.whl"] })).toThrow(
      expect.objectContaining({ code: "E_USAGE", message: 'Unexpected argument "a.whl"' }),
    );
  });
});
