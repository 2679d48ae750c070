import { describe, expect, it, test } from "vitest";
import type { KprovConfig } from "../../../../lib/config/index.ts";
import type { PreflightOptions, PreflightReport } from "../../../../lib/guard/preflight/index.ts";
import { doubt, violation } from "../../../support/outcome.ts";
import { gate, made, preflight } from "./support.ts";

const commands = { lint: ["true"], test: ["true"] };

describe("the verdict", () => {
  test.each<[string, Partial<PreflightOptions>, string]>([
    ["all is proved", {}, "proved"],
    ["something is left out", { skip: ["a"] }, "partial"],
    ["all is left out", { skip: ["a", "b", "lint", "test"] }, "undecided"],
    ["only one runs", { only: ["a"] }, "partial"],
    ["only what is there runs", { only: ["a", "b", "lint", "test"] }, "proved"],
    [
      "a check is violated, and another left out",
      { gates: [gate("a", [violation]), gate("b")], skip: ["b"] },
      "violated",
    ],
    [
      "a check could not decide, and another is left out",
      { gates: [gate("a", [doubt]), gate("b")], skip: ["b"] },
      "undecided",
    ],
    [
      "one check is violated, and another could not decide",
      { gates: [gate("a", [doubt]), gate("b", [violation])] },
      "violated",
    ],
    ["a check is not configured", { gates: [gate("a"), gate("b", [violation], "key")] }, "proved"],
    ["no check is there, but commands", { gates: [] }, "proved"],
    ["commands are left out without a word", { checksOnly: true }, "proved"],
    ["commands are left out, and there are no checks", { checksOnly: true, gates: [] }, "undecided"],
  ])("when %s", async (_, more, wanted) => {
    expect((await preflight(made({ preflight: { commands } }), more)).verdict).toBe(wanted);
  });

  it("is violated by a command, whatever is left out", async () => {
    const at = made({ preflight: { commands: { lint: ["false"], test: ["true"] } } });
    expect((await preflight(at)).verdict).toBe("violated");
    expect((await preflight(at, { only: ["lint"] })).verdict).toBe("violated");
    expect((await preflight(at, { skip: ["lint"] })).verdict).toBe("partial");
  });
});

describe("what runs", () => {
  const at = () => made({ preflight: { commands } });
  const ran = ({ checks, commands: ends, skipped }: PreflightReport) => [
    checks.map(({ check }) => check),
    ends.map(({ name }) => name),
    skipped,
  ];
  test.each<[string, Partial<PreflightOptions>, string[][]]>([
    ["everything", {}, [["a", "b"], ["lint", "test"], []]],
    ["all but what is skipped", { skip: ["b", "lint"] }, [["a"], ["test"], ["b", "lint"]]],
    ["only what is named", { only: ["b", "lint"] }, [["b"], ["lint"], ["a", "test"]]],
    ["nothing that is skipped, though named", { only: ["b", "lint"], skip: ["b"] }, [[], ["lint"], ["a", "b", "test"]]],
    ["no command for a look", { checksOnly: true }, [["a", "b"], [], []]],
  ])("is %s", async (_, more, wanted) => {
    expect(ran(await preflight(at(), more))).toEqual(wanted);
  });

  it("is what is configured, and the rest is named with its key", async () => {
    const report = await preflight(at(), { gates: [gate("a"), gate("b", [], "key")] });
    expect([ran(report), report.notConfigured]).toEqual([[["a"], ["lint", "test"], []], { b: "key" }]);
  });
});

describe("what is refused", () => {
  const gates = [gate("alpha"), gate("beta", [], "key")];
  test.each<[string, KprovConfig, Partial<PreflightOptions>, object]>([
    [
      "a name that is nearly one",
      {},
      { skip: ["alpah"] },
      { code: "E_USAGE", message: 'Nothing in preflight is called "alpah"', hint: 'did you mean "alpha"?' },
    ],
    [
      "a name that is like none",
      { preflight: { commands: { lint: ["true"] } } },
      { only: ["something"] },
      { code: "E_USAGE", hint: "there are: alpha, lint, beta" },
    ],
    [
      "only what is not configured",
      {},
      { only: ["beta"] },
      {
        ...{ code: "E_USAGE", message: 'Cannot run only "beta": it is not configured' },
        hint: "write key into kprov.config.*",
      },
    ],
    [
      "a command that is called like a check",
      { preflight: { commands: { alpha: ["true"] } } },
      {},
      { code: "E_CONFIG", message: 'Cannot use "preflight.commands": "alpha" is the name of a check' },
    ],
    [
      "a command that is called like one that is not configured",
      { preflight: { commands: { beta: ["true"] } } },
      {},
      { code: "E_CONFIG" },
    ],
    [
      "a history that nobody looks at",
      {},
      { deny: { history: "all" } },
      {
        ...{ code: "E_USAGE", message: '"--history" is for check-identity, which does not run here' },
        hint: "write identity.forbidden into kprov.config.*, and don't skip check-identity",
      },
    ],
  ])("%s", async (_, written, more, wanted) => {
    await expect(preflight(made(written), { gates, ...more })).rejects.toMatchObject(wanted);
  });

  it("is not to skip what is not configured, nor a history that check-identity looks at", async () => {
    expect((await preflight(made(), { gates, skip: ["beta"] })).verdict).toBe("proved");
    const looking = { gates: [gate("check-identity"), gate("b")], deny: { history: "all" } };
    expect((await preflight(made(), looking)).verdict).toBe("proved");
    await expect(preflight(made(), { ...looking, skip: ["check-identity"] })).rejects.toMatchObject({
      code: "E_USAGE",
    });
    expect((await preflight(made(), { gates, deny: {} })).verdict).toBe("proved");
  });

  it("is a preflight within itself, but not one of another repository", async () => {
    const [at, other] = [made(), made()];
    const within = (dir: string) => preflight(at, { env: { ...process.env, KPROV_PREFLIGHT: dir } });
    await expect(within(at.dir)).rejects.toMatchObject({
      ...{ code: "E_USAGE", message: "preflight was started by one of its own commands" },
      hint: "take it out of the command that preflight.commands names",
    });
    expect((await within(other.dir)).verdict).toBe("proved");
  });
});
