import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, expectTypeOf, it, onTestFinished, vi } from "vitest";
import { type KprovConfig, resolveConfig } from "../../../lib/config/index.ts";
import type { KprovError } from "../../../lib/errors.ts";
import type {
  diffGovernance,
  listRules,
  PreflightReport,
  readGovernance,
  testRules,
  updateGovernance,
} from "../../../lib/guard/index.ts";
import { openPrivateList } from "../../../lib/guard/private/index.ts";
import { documentUnsaid, type fieldNames, keepPrivateTokens, redactRefused } from "../../../lib/guard/unsaid.ts";
import type { Added } from "../../../lib/guard/waivers/index.ts";
import { createReport, type Exemption, type Finding, type Report } from "../../../lib/report.ts";
import { keepSecrets, withoutSecrets } from "../../../lib/secrecy.ts";
import { denyFile, salt } from "../../support/deny.ts";
import { temporary } from "../../support/temporary.ts";

interface Asked {
  forbidden?: string[] | { file: string } | { file?: string; private: string | undefined; saltFile?: string };
  env?: NodeJS.ProcessEnv;
  deny?: { saltFile?: string };
}

const listed = { private: "list.json" };

/** As a check that runs where a private list forbids "acme-corp". */
const keep = async ({ forbidden = listed, env = { KPROV_DENY_SALT: salt }, deny }: Asked = {}) => {
  onTestFinished(() => keepSecrets(() => (text) => text));
  const cwd = temporary({ "list.json": denyFile(["acme-corp"]) });
  const config = resolveConfig({ identity: { forbidden } } as KprovConfig);
  await keepPrivateTokens({ cwd, config, root: cwd, policyRoot: cwd, env, ...(deny && { deny }) });
};

/** Nobody says where the salt is. */
const unsaid = { flag: undefined, configured: undefined };

const reasonOf = (open: () => unknown): KprovError => {
  try {
    open();
  } catch (error) {
    return error as KprovError;
  }
  throw new Error("it could be used");
};

const hidden = "(not shown: the secrets in it could not be looked for)";
const masked = /^at \[private [^\]]+\]$/;

describe("keepPrivateTokens", () => {
  it("takes the private list's tokens out of whatever is said from now on", async () => {
    await keep();
    expect(await withoutSecrets("at Acme-Corp")).toMatch(masked);
    expect(await withoutSecrets("at globex")).toBe("at globex");
  });

  it("finds the salt where the flag or the configuration says", async () => {
    const saltFile = `${temporary({ salt })}/salt`;
    await keep({ env: {}, deny: { saltFile } });
    expect(await withoutSecrets("at acme-corp")).toMatch(masked);
    await keep({ env: {}, forbidden: { ...listed, saltFile } });
    expect(await withoutSecrets("at acme-corp")).toMatch(masked);
  });

  it.each<[string, Asked]>([
    ["without a private list", { forbidden: ["acme-corp"] }],
    ["with a private list that is none", { forbidden: { file: "tokens.txt", private: undefined } }],
    ["with a list in the clear", { forbidden: { file: "tokens.txt" } }],
    ["without the salt, when nobody knows the tokens", { env: {} }],
  ])("takes nothing out %s", async (_, asked) => {
    await keep(asked);
    expect(await withoutSecrets("at acme-corp")).toBe("at acme-corp");
  });

  it("shows no text at all while the list can't be used", async () => {
    await keep({ forbidden: { private: "absent.json" } });
    expect(await withoutSecrets("at globex")).toBe(hidden);
    expect(await documentUnsaid({ argv: [], words: ["a", "b"] })).toEqual({ argv: [], words: [hidden] });
    // A guess of what is not shown could be tested by it.
    const finding = { message: "m", fingerprint: "f" };
    expect(await documentUnsaid({ finding })).toEqual({ finding: { message: hidden } });
  });

  it("shows no text but the reason while the salt is another list's", async () => {
    const env = { KPROV_DENY_SALT: `${salt}x` };
    await keep({ env });
    expect(await withoutSecrets("at acme-corp")).toBe(hidden);
    const root = temporary({ "list.json": denyFile(["acme-corp"]) });
    const opened = openPrivateList({ file: "list.json", cwd: root, root, policyRoot: root, env, ...unsaid });
    const doubt = opened.doubts.find(({ code }) => code === "PRIVATE_SALT_WRONG");
    expect(doubt).toMatchObject({ path: "list.json", message: expect.any(String), fix: expect.any(String) });
    expect(await documentUnsaid(doubt)).toEqual(doubt);
    expect(await documentUnsaid({ message: `${doubt?.message} acme-corp` })).toEqual({ message: hidden });
  });

  it("shows no text but the reasons while an entry is not as it was written: nobody knows its token", async () => {
    onTestFinished(() => keepSecrets(() => (text) => text));
    const changed = denyFile(["acme-corp", "globex"]).replace(/"hint":\s*"../, '"hint":"00');
    const root = temporary({ "list.json": changed });
    const places = { cwd: root, root, policyRoot: root, env: { KPROV_DENY_SALT: salt } };
    const config = resolveConfig({ identity: { forbidden: listed } } as KprovConfig);
    await keepPrivateTokens({ config, ...places });
    for (const text of ["at acme-corp", "at globex", "at all"]) expect(await withoutSecrets(text)).toBe(hidden);
    const { doubts } = openPrivateList({ file: "list.json", ...places, ...unsaid });
    expect(doubts.map(({ code }) => code)).toContain("PRIVATE_LIST_CHANGED");
    expect(await documentUnsaid(doubts)).toEqual(doubts);
  });

  describe("where a base judges", () => {
    /** The base's list forbids "acme-corp". */
    const judged = async (candidate: string | undefined, env: NodeJS.ProcessEnv = { KPROV_DENY_SALT: salt }) => {
      onTestFinished(() => keepSecrets(() => (text) => text));
      const [policyRoot, root] = [
        temporary({ "list.json": denyFile(["acme-corp"]) }),
        temporary(candidate === undefined ? {} : { "theirs.json": candidate }),
      ];
      const config = resolveConfig({ identity: { forbidden: listed } } as KprovConfig);
      const theirs = resolveConfig(
        candidate === undefined
          ? {}
          : ({ identity: { forbidden: { private: "theirs.json" } } } as unknown as KprovConfig),
      );
      const loaded = { config: theirs, root, path: null, digest: null } as never;
      await keepPrivateTokens({
        ...{ config, cwd: root, root, policyRoot, env },
        base: { candidate: { loaded, policyRoot: root } },
      });
      return documentUnsaid(["at acme-corp", "at globex", "at all"].map((text) => ({ message: text })));
    };
    const taken = { message: expect.stringMatching(masked) };
    const shown = (message: string) => ({ message });

    it("takes out the candidate's tokens as well", async () => {
      expect(await judged(denyFile(["globex"]))).toEqual([taken, taken, shown("at all")]);
      expect(await judged(undefined)).toEqual([taken, shown("at globex"), shown("at all")]);
    });

    it("shows no text while the candidate's list can't be used", async () => {
      const none = [hidden, hidden, hidden].map(shown);
      expect(await judged("{}")).toEqual(none);
      expect(await judged(denyFile(["globex"]).replace(/"hint":\s*"../, '"hint":"00'))).toEqual(none);
    });

    it("knows no token without the salt", async () => {
      expect(await judged(denyFile(["globex"]), {})).toEqual(["at acme-corp", "at globex", "at all"].map(shown));
    });
  });

  it("shows no text at all while nobody knows why the list can't be used", async () => {
    vi.stubEnv("PATH", temporary());
    onTestFinished(() => void vi.unstubAllEnvs());
    onTestFinished(() => keepSecrets(() => (text) => text));
    const cwd = temporary({ "list.json": denyFile(["acme-corp"]) });
    const places = { cwd, root: cwd, policyRoot: cwd, env: { KPROV_DENY_SALT: salt } };
    const config = resolveConfig({ identity: { forbidden: listed } } as KprovConfig);
    await keepPrivateTokens({ config, ...places });
    const said = await withoutSecrets("any");
    const { message, code } = reasonOf(() => openPrivateList({ file: "list.json", ...places, ...unsaid }));
    expect([code, said, await withoutSecrets(message)]).toEqual(["E_TOOL_MISSING", hidden, hidden]);
  });

  it("says why the list can't be used, alone or as the reason of a check, and nothing around it", async () => {
    const forbidden = { private: "absent.json" };
    const cwd = temporary();
    const places = { cwd, root: cwd, policyRoot: cwd };
    onTestFinished(() => keepSecrets(() => (text) => text));
    await keepPrivateTokens({ config: resolveConfig({ identity: { forbidden } } as KprovConfig), ...places, env: {} });
    const error = reasonOf(() => openPrivateList({ file: "absent.json", ...places, env: {}, ...unsaid }));
    const [reason, hint] = [error.message, error.hint ?? ""];
    for (const text of [reason, hint]) {
      for (const name of ["", "preflight could not be run: ", "check-forbidden-names could not be run: "])
        expect(await withoutSecrets(name + text)).toBe(name + text);
      const inside = `${text.slice(0, 1)}check could not be run: ${text.slice(1)}`;
      for (const more of [`${text} acme-corp`, `acme-corp: ${text}`, `Acme could not be run: ${text}`, inside])
        expect(await withoutSecrets(more)).toBe(hidden);
    }
  });
});

type Words<Line> = Line extends `${infer First} ${infer Rest}` ? First | Words<Rest> : Line;

/** Names of what stands in `T`, at any depth, but in values of somebody's configuration. */
type Field<T> = T extends readonly (infer Item)[]
  ? Field<Item>
  : T extends object
    ? string extends keyof T
      ? Field<T[string & keyof T]>
      : (keyof T & string) | Field<T[Exclude<keyof T, "configuration" | "was" | "is">]>
    : never;

type Document =
  | Report
  | PreflightReport
  | Added
  | Awaited<ReturnType<typeof updateGovernance | typeof readGovernance | typeof diffGovernance | typeof testRules>>
  | ReturnType<typeof listRules>;

describe("redactRefused", () => {
  const redact = async (value: unknown, env: NodeJS.ProcessEnv = { KPROV_DENY_SALT: salt }) => {
    const root = temporary({ "list.json": denyFile(["acme-corp"]), "other.json": "{}" });
    const home = temporary();
    writeFileSync(join(home, "salt"), `${salt}\n`, { mode: 0o600 });
    const text = JSON.stringify(value).replaceAll("HOME", home);
    return (await redactRefused({ value: JSON.parse(text), root }, env))("at acme-corp");
  };

  it.each<[unknown, NodeJS.ProcessEnv?]>([
    [{ identity: { forbidden: listed } }],
    [{ identity: { forbidden: { ...listed, saltFile: 7 } } }],
    [{ identity: { forbidden: { ...listed, saltFile: "HOME/salt" } } }, {}],
  ])("takes out the tokens of the list that %j names", async (value, env) => {
    expect(await redact(value, env)).toMatch(masked);
  });

  it.each<[unknown, NodeJS.ProcessEnv?]>([
    [null],
    [7],
    [[]],
    [{ identity: null }],
    [{ identity: "x" }],
    [{ identity: { forbidden: null } }],
    [{ identity: { forbidden: ["acme-corp"] } }],
    [{ identity: { forbidden: { private: 7 } } }],
    [{ identity: { forbidden: { private: "gone.json" } } }],
    [{ identity: { forbidden: { private: "other.json" } } }],
    [{ identity: { forbidden: listed } }, {}],
    [{ identity: { forbidden: { ...listed, saltFile: "HOME/gone" } } }, {}],
  ])("says all where %j names none that can be opened", async (value, env) => {
    expect(await redact(value, env)).toBe("at acme-corp");
  });
});

describe("documentUnsaid", () => {
  const finding: Finding = { code: "COMPILED_FILE", level: "violation", message: "m", fingerprint: "f" };

  const report = (one: Finding, exemptions?: Exemption[]) =>
    createReport({
      ...{ check: "check-x", findings: [one], config: null, version: "1", ...(exemptions && { exemptions }) },
      coverage: [{ unit: "files", considered: 1, examined: 1, skipped: {} }],
    });

  it("takes secrets out of every text of a finding, and of what is excused and why", async () => {
    onTestFinished(() => keepSecrets(() => (text) => text));
    keepSecrets(() => (text) => `<${text}>`);
    const exempted = [
      { path: "a", code: "COMPILED_FILE" as const },
      { path: "b", code: "COMPILED_FILE" as const },
    ];
    const full: Finding = { ...finding, path: "p", line: 1, expected: "e", actual: "a", fix: "x" };
    const plain = report(full, [{ glob: "g", reason: "r", exempted }]);
    const { findings, exemptions, ...rest } = await documentUnsaid(plain);
    expect(findings).toStrictEqual([
      { ...plain.findings[0], path: "<p>", message: "<m>", expected: "<e>", actual: "<a>", fix: "<x>" },
    ]);
    expect(exemptions).toStrictEqual([
      { glob: "<g>", reason: "<r>", exempted: exempted.map(({ path, code }) => ({ path: `<${path}>`, code })) },
    ]);
    const { findings: _, exemptions: __, ...others } = plain;
    expect(rest).toStrictEqual(others);
  });

  it("takes secrets out of what is waived, of why, and of who answers for it", async () => {
    onTestFinished(() => keepSecrets(() => (text) => text));
    keepSecrets(() => (text) => `<${text}>`);
    const waiver = { reason: "r", owner: "o", until: "2030-01-01" };
    const { waived } = await documentUnsaid({ ...report(finding), waived: [{ ...finding, path: "p", waiver }] });
    const said = { ...finding, path: "<p>", message: "<m>" };
    expect(waived).toStrictEqual([{ ...said, waiver: { ...waiver, reason: "<r>", owner: "<o>" } }]);
  });

  it.each([
    [{ from: "secret", to: "b" }, undefined],
    [{ from: "a", to: "secret" }, undefined],
    [
      { from: "a", to: "b" },
      { from: "a", to: "b" },
    ],
  ])("keeps an edit only without secrets: %j", async (edit, kept) => {
    onTestFinished(() => keepSecrets(() => (text) => text));
    keepSecrets(() => (text) => text.replace("secret", "masked"));
    const { findings } = await documentUnsaid(report({ ...finding, path: "p", line: 1, column: 1, edit }));
    expect(findings[0]?.edit).toStrictEqual(kept);
  });

  it("takes secrets out of any other field at any depth, out of keys, and out of words side by side", async () => {
    onTestFinished(() => keepSecrets(() => (text) => text));
    keepSecrets(() => (text) => text.replace(/acme ?corp/g, "***"));
    const document = {
      schema: "kprov.any/v1",
      new: { deeper: [{ newer: "an acmecorp" }], count: 1, none: null },
      map: { acmecorp: "a", "acme corp": "b" },
      argv: ["echo", "acme", "corp"],
      pair: ["acme", "corp"],
      words: ["echo", "globex"],
      nested: [["acme"], "corp"],
      // A word or a digest by its place, and only as long as it looks like one.
      ...{ verdict: "acmecorp", code: "acmecorp", sha256: "acmecorp", kind: "of acmecorp", level: ["acmecorp"] },
      tool: { name: "acmecorp" },
      ...{ edit: undefined },
      nowhere: { edit: { from: "a", to: "b" } },
      // Values of a configuration, whatever its keys are called.
      configuration: { path: "acmecorp", values: { commands: { tool: ["acmecorp"], edit: ["x"], path: "acmecorp" } } },
      values: [{ type: "acmecorp", was: { unit: "acmecorp" }, is: [{ kind: "acmecorp" }] }],
    };
    expect(await documentUnsaid(document)).toStrictEqual({
      schema: "kprov.any/v1",
      new: { deeper: [{ newer: "an ***" }], count: 1, none: null },
      map: { "***": "a", "*** (2)": "b" },
      argv: ["echo ***"],
      pair: ["***"],
      words: ["echo", "globex"],
      nested: [["acme"], "corp"],
      ...{ verdict: "acmecorp", code: "***", sha256: "***", kind: "of ***", level: ["***"] },
      tool: { name: "acmecorp" },
      ...{ edit: undefined },
      nowhere: { edit: { from: "a", to: "b" } },
      configuration: { path: "***", values: { commands: { tool: ["***"], edit: ["x"], path: "***" } } },
      values: [{ type: "acmecorp", was: { unit: "***" }, is: [{ kind: "***" }] }],
    });
  });

  it("leaves digests and words of its own as they are", async () => {
    onTestFinished(() => keepSecrets(() => (text) => text));
    keepSecrets(() => (text) => text.replace(/cafe|base|path|PATH/g, "***"));
    const plain = report({ ...finding, code: "FORBIDDEN_IN_NAME", path: "a", fingerprint: "cafe" });
    const config = { path: "cafe.json", sha256: "cafe", effective: "cafe" };
    const base = { ref: "cafe", from: "--base", commit: "cafe", judge: "base" as const, changes: [] };
    const said = await documentUnsaid({ ...plain, config, base });
    expect(said).toStrictEqual({
      ...plain,
      config: { ...config, path: "***.json" },
      base: { ...base, ref: "***", from: "--***" },
    });
  });

  const [digest, words] = ["0123456789abcdef".repeat(4), "two-small-words"];

  it.each<[string, string[], string[]]>([
    [
      "schema",
      ["kprov.a/v1", "kprov.self-test/v12"],
      ["kprov.a/v", "kprov./v1", "kprov.A/v1", "kprov.a/v1 ", " kprov.a/v1"],
    ],
    ["code", ["A", "COMPILED_FILE", "E2_A"], ["", "A-B", "aB", "2A", "Ab", "_A"]],
    ["signal", ["SIGKILL", "SIGUSR1"], ["SIG", "KILL", "XSIGKILL", "SIGkill", "SIGKILL "]],
    ["unit", ["tracked files", "CI steps"], ["", "Files", "files of A", "file2", "ACME files"]],
    [
      "check",
      ["check-identity", "preflight", "expect-receipt"],
      ["check-", "a check-a", "check-a1", "check-a-b", "preflights", "a preflight"],
    ],
    ...["verdict", "level", "judge", "kind", "step", "type", "action"].map((field): [string, string[], string[]] => [
      field,
      ["one", words],
      ["One", "one-", "-one", "one two", "one-Two", "one--two"],
    ]),
    ...["fingerprint", "sha256", "effective", "commit", "tree", "rulesetDigest", "surfaces", "meaning"].map(
      (field): [string, string[], string[]] => [field, ["a", digest], ["", `${digest}0`, "g", "ag", "ga", "A"]],
    ),
    ...["until", "date"].map((field): [string, string[], string[]] => [
      field,
      ["2030-01-31"],
      ["2030-01-311", "12030-01-31", "2030-1-31", "2030-01-3", "203-01-31", "2030-01-aa"],
    ]),
  ])("knows a %s by how it looks", async (field, own, others) => {
    onTestFinished(() => keepSecrets(() => (text) => text));
    keepSecrets(() => (text) => `<${text}>`);
    const said = await Promise.all([...own, ...others].map((value) => documentUnsaid({ [field]: value })));
    expect(said).toStrictEqual([
      ...own.map((value) => ({ [field]: value })),
      ...others.map((value) => ({ [field]: `<${value}>` })),
    ]);
  });

  it("knows every field of every document", () => {
    type Known = Words<(typeof fieldNames)[number]>;
    expectTypeOf<Exclude<Field<Document>, Known>>().toBeNever();
  });

  it("leaves the names of its own fields as they are, and no others", async () => {
    onTestFinished(() => keepSecrets(() => (text) => text));
    keepSecrets(() => (text) => `<${text}>`);
    const own = [
      ...["schema", "exemptions", "line", "fingerprint", "examined", "sha256", "why", "changes", "commands"],
      ...[
        "notConfigured",
        "tree",
        "signal",
        "untracked",
        "configuration",
        "documents",
        "pins",
        "action",
        "fixtures",
        "failing",
      ],
    ];
    const names = [...own, "", " ", "Schema", "schema check", "constructor"];
    const said = await documentUnsaid(Object.fromEntries(names.map((name) => [name, 1])));
    expect(Object.keys(said)).toStrictEqual([...own, "<>", "< >", "<Schema>", "<schema check>", "<constructor>"]);
  });

  it("adds nothing to what says less", async () => {
    const plain = report(finding);
    expect(await documentUnsaid(plain)).toStrictEqual(plain);
  });
});
