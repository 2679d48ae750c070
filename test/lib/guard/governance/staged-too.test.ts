import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { sha256 } from "../../../../lib/digest.ts";
import { compareSurfaces } from "../../../../lib/guard/governance/compare.ts";
import { takeSnapshot } from "../../../../lib/guard/surface/snapshot.ts";
import {
  baseConfig,
  baseFiles,
  check,
  configFile,
  configure,
  governed,
  recordFile,
  said,
  scopeFile,
  update,
  workflowFile,
} from "../../../support/governance.ts";
import type { TestRepo } from "../../../support/repo.ts";

const strict = JSON.stringify(baseConfig);
const loose = JSON.stringify({ ...baseConfig, artifacts: { allow: baseConfig.artifacts.allow } });
const settings = "export default ";

/** Stage `text` at `path`, and let it lie here as it was. */
const stageAlone = (at: TestRepo, path: string, text: string, lying: string): void => {
  at.write({ [path]: text });
  at.git("add", "--force", path);
  at.write({ [path]: lying });
};

describe("governance that is staged otherwise than it lies here", () => {
  test.each<[string, (at: TestRepo) => Promise<void> | void, string[], string[]]>([
    [
      "a configuration whose record was not added",
      async (at) => {
        at.write({ [configFile]: loose });
        await update(at.dir);
        at.git("add", configFile);
      },
      [`GOVERNANCE_LOOSENED ${configFile}`],
      [recordFile],
    ],
    [
      "the same, committed",
      async (at) => {
        at.write({ [configFile]: loose });
        await update(at.dir);
        at.git("commit", "--quiet", "--message", "half", configFile);
      },
      [`GOVERNANCE_LOOSENED ${configFile}`],
      [recordFile],
    ],
    [
      "a record whose configuration was not added",
      async (at) => {
        at.write({ [configFile]: loose });
        await update(at.dir);
        at.git("add", recordFile);
      },
      [`GOVERNANCE_CHANGED ${configFile}`],
      [configFile],
    ],
    [
      "a configuration",
      (at) => stageAlone(at, configFile, loose, strict),
      [`GOVERNANCE_LOOSENED ${configFile}`],
      [configFile],
    ],
    [
      "a configuration, and git told to look away",
      (at) => {
        at.write({ [configFile]: loose });
        at.git("add", configFile);
        at.git("update-index", "--assume-unchanged", configFile);
        at.write({ [configFile]: strict });
      },
      [`GOVERNANCE_LOOSENED ${configFile}`],
      [configFile],
    ],
    [
      "a document, and git told to look away",
      (at) => {
        at.write({ [scopeFile]: "# Other\n" });
        at.git("add", scopeFile);
        at.git("update-index", "--assume-unchanged", scopeFile);
        at.write({ [scopeFile]: "# Scope\n" });
      },
      [`GOVERNANCE_CHANGED ${scopeFile}`],
      [scopeFile],
    ],
    [
      "a list of tokens",
      (at) => stageAlone(at, "tokens.txt", "OtherName\n", "OldName\n"),
      [`GOVERNANCE_CHANGED ${configFile}`, `GOVERNANCE_LOOSENED ${configFile}`],
      ["tokens.txt"],
    ],
    [
      "a document",
      (at) => stageAlone(at, scopeFile, "# Other\n", "# Scope\n"),
      [`GOVERNANCE_CHANGED ${scopeFile}`],
      [scopeFile],
    ],
    [
      "where init put the documents",
      (at) => {
        const adopted = (governance?: string) => JSON.stringify({ answers: { governance } });
        at.write({ ".kprov/adopted.json": adopted("docs"), "docs/a.md": "A\n" });
        at.git("add", ".kprov/adopted.json", "docs/a.md");
        at.write({ ".kprov/adopted.json": adopted() });
      },
      ["GOVERNANCE_CHANGED docs/a.md"],
      [".kprov/adopted.json"],
    ],
    [
      "a workflow",
      (at) => stageAlone(at, workflowFile, "on: push\n", String(baseFiles[workflowFile])),
      [`GOVERNANCE_LOOSENED ${workflowFile}`],
      [workflowFile],
    ],
    [
      "a file that decides",
      (at) => stageAlone(at, "kprov.mk", "preflight: other\n", "preflight:\n"),
      ["GOVERNANCE_LOOSENED kprov.mk"],
      ["kprov.mk"],
    ],
    [
      "a record that is only meant to be added",
      (at) => {
        at.git("rm", "--quiet", "--cached", recordFile);
        at.git("add", "--intent-to-add", recordFile);
      },
      [`GOVERNANCE_RECORD_UNUSABLE ${recordFile}`],
      [recordFile],
    ],
    [
      "a record, a configuration without the key, and what it says is gone here",
      async (at) => {
        at.write({ [configFile]: loose });
        at.git("add", configFile);
        configure(at, { governance: undefined });
        await update(at.dir);
      },
      [`GOVERNANCE_LOOSENED ${configFile}`],
      [configFile, recordFile],
    ],
  ])("%s", async (_, change, expected, added) => {
    using at = await governed();
    await change(at);
    const { findings, verdict } = await check(at.dir);
    expect(said({ findings } as never)).toEqual(expected);
    expect(verdict).not.toBe("proved");
    for (const { message, fix } of findings) {
      expect(message).toMatch(/ \(as it is staged, not as it lies here\)$/);
      expect(fix).toBe(`git add -- ${added.join(" ")}`);
    }
    at.git("update-index", "--no-assume-unchanged", ...added);
    at.git("add", "--", ...added);
    expect(said(await check(at.dir))).toEqual([]);
  });

  test.each<[string, (at: TestRepo) => void]>([
    ["words of a document", (at) => at.write({ [scopeFile]: "# Other\n" })],
    ["the configuration", (at) => at.write({ [configFile]: loose })],
  ])("what is being edited is said once, and what was recorded and not yet added is no riddle: %s", async (_, edit) => {
    using at = await governed();
    edit(at);
    expect((await check(at.dir)).findings).toHaveLength(1);
    at.git("add", "--all");
    const [finding, ...others] = (await check(at.dir)).findings;
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ fix: expect.stringContaining("governance update") });
    at.git("reset", "--quiet");
    await update(at.dir);
    // What is staged is what was recorded before.
    expect(said(await check(at.dir))).toEqual([]);
  });

  test.each<[string, (at: TestRepo) => void]>([
    ["a file that nothing governs", (at) => stageAlone(at, "a.log", "y", "x")],
    ["a configuration in another layout", (at) => at.write({ [configFile]: `${strict}\n` })],
    ["a list that git does not track", (at) => void at.git("rm", "--quiet", "--cached", "tokens.txt")],
    [
      "line ends of this machine alone",
      (at) => {
        at.git("config", "core.autocrlf", "true");
        at.write({ "tokens.txt": "OldName\r\n" });
      },
    ],
  ])("%s changes nothing", async (_, change) => {
    using at = await governed();
    change(at);
    expect(said(await check(at.dir))).toEqual([]);
  });

  test("what mends it names nothing else", async () => {
    const documents = ["bits", "edited", "gone"].map((name) => `.kprov/governance/${name}.md`);
    const [bits = "", edited = "", gone = ""] = documents;
    using at = await governed({ ...Object.fromEntries(documents.map((path) => [path, "# A\n"])), "values.mjs": "1" });
    at.git("update-index", "--assume-unchanged", bits);
    rmSync(join(at.dir, gone));
    at.write({ [edited]: "# B\n" });
    at.git("add", edited);
    stageAlone(at, "values.mjs", "2", "1");
    stageAlone(at, "a.log", "y", "x");
    stageAlone(at, scopeFile, "# Other\n", "# Scope\n");
    expect((await check(at.dir)).findings).toMatchObject([
      { code: "GOVERNANCE_CHANGED", path: edited, fix: expect.stringContaining("governance update") },
      { code: "GOVERNANCE_LOOSENED", path: gone, fix: expect.stringContaining("governance update") },
      { code: "GOVERNANCE_CHANGED", path: scopeFile, fix: `git add -- ${gone} ${scopeFile}` },
    ]);
  });

  test("a document that is gone, and that git was told to look away from, is what a commit would keep", async () => {
    using at = await governed();
    at.git("update-index", "--assume-unchanged", scopeFile);
    rmSync(join(at.dir, scopeFile));
    expect(await update(at.dir)).toMatchObject({ changed: false });
    expect(said(await check(at.dir))).toEqual([]);
  });

  test("a document that is gone here, and not from the index: recorded, then staged", async () => {
    using at = await governed();
    rmSync(join(at.dir, scopeFile));
    expect(said(await check(at.dir))).toEqual([`GOVERNANCE_LOOSENED ${scopeFile}`]);
    expect(await update(at.dir)).toMatchObject({ step: "major" });
    expect(said(await check(at.dir))).toEqual([]);
    at.git("add", recordFile);
    const [finding, ...others] = (await check(at.dir)).findings;
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ path: scopeFile, fix: `git add -- ${scopeFile}` });
    at.git("add", "--all");
    expect(said(await check(at.dir))).toEqual([]);
  });

  test("what can't be read as it lies here is judged as it is staged, too", async () => {
    using at = await governed();
    stageAlone(at, scopeFile, "# Other\n", "");
    at.write({ [scopeFile]: Buffer.from("# \xff\n", "latin1") });
    const { findings } = await check(at.dir);
    expect(findings.map(({ code, level, path }) => [code, level, path])).toEqual([
      ["GOVERNANCE_CHANGED", "violation", scopeFile],
      ["GOVERNANCE_UNREADABLE", "undecided", scopeFile],
    ]);
  });

  test("a fault of the program is none of what is staged", async () => {
    using at = await governed();
    stageAlone(at, scopeFile, "# Other\n", "# Scope\n");
    const compare: typeof compareSurfaces = async (...sides) => {
      if (JSON.stringify(sides).includes(sha256("# Other\n"))) throw new RangeError("planted");
      return compareSurfaces(...sides);
    };
    await expect(check(at.dir, { compare })).rejects.toThrow("planted");
  });

  test.each<[string, (at: TestRepo) => void]>([
    ["none lies here any more", () => undefined],
    ["what lies here is none", (at) => at.write({ [configFile]: strict })],
  ])("code that is staged does not run where %s", async (_, lie) => {
    using at = await governed();
    const ran = join(at.dir, "ran");
    at.git("rm", "--quiet", "--force", configFile);
    const code = `import { writeFileSync } from "node:fs";\nwriteFileSync(${JSON.stringify(ran)}, "");\n${settings}${loose};\n`;
    at.write({ "kprov.config.mjs": code });
    at.git("add", "kprov.config.mjs");
    rmSync(join(at.dir, "kprov.config.mjs"));
    lie(at);
    expect(await check(at.dir)).toMatchObject({
      findings: expect.arrayContaining([expect.objectContaining({ code: "GOVERNANCE_UNREADABLE" })]),
    });
    expect(existsSync(ran)).toBe(false);
  });

  test("a configuration that is a link to what git does not track is a doubt", async () => {
    using at = await governed();
    at.write({ "real.json": strict });
    rmSync(join(at.dir, configFile));
    at.write({ [configFile]: { link: "real.json" } });
    at.git("add", configFile);
    expect((await check(at.dir)).findings).toMatchObject([{ code: "GOVERNANCE_UNREADABLE", level: "undecided" }]);
    at.git("add", "real.json");
    expect(said(await check(at.dir))).toEqual([]);
    // What lies here as it is staged is no reason to judge that, too.
    at.write({ [scopeFile]: Buffer.from("# \xff\n", "latin1") });
    at.git("add", scopeFile);
    expect(said(await check(at.dir))).toEqual([`GOVERNANCE_UNREADABLE ${scopeFile}`]);
  });

  test("a list in a merge conflict is a doubt, though it lies here as one side has it", async () => {
    using at = await governed();
    at.git("checkout", "--quiet", "-b", "side");
    at.commit({ "tokens.txt": "SideName\n" });
    at.git("checkout", "--quiet", "main");
    at.commit({ "tokens.txt": "OldName\nMainName\n" });
    await update(at.dir);
    at.commit();
    expect(() => at.git("merge", "--quiet", "side")).toThrow();
    at.write({ "tokens.txt": "OldName\nMainName\n" });
    expect((await check(at.dir)).findings).toMatchObject([{ code: "GOVERNANCE_UNREADABLE", level: "undecided" }]);
  });

  test("a list that is staged as a link to another is a doubt", async () => {
    using at = await governed({ "other.txt": "OtherName\n" });
    rmSync(join(at.dir, "tokens.txt"));
    at.write({ "tokens.txt": { link: "other.txt" } });
    at.git("add", "tokens.txt");
    rmSync(join(at.dir, "tokens.txt"));
    at.write({ "tokens.txt": "OldName\n" });
    expect(await check(at.dir)).toMatchObject({
      verdict: "undecided",
      findings: [{ code: "GOVERNANCE_UNREADABLE", fix: "git add -- tokens.txt" }],
    });
  });

  test("what is staged and can't be judged is a doubt, with what mends it", async () => {
    using at = await governed();
    stageAlone(at, configFile, "{", strict);
    expect(await check(at.dir)).toMatchObject({
      verdict: "undecided",
      findings: [
        {
          ...{ code: "GOVERNANCE_UNREADABLE", level: "undecided", path: configFile },
          message: expect.stringMatching(/^What is staged is not what lies here: Cannot /),
        },
      ],
    });
    at.git("rm", "--quiet", "--cached", "--force", configFile);
    expect((await check(at.dir)).findings).toMatchObject([
      {
        ...{ code: "GOVERNANCE_UNREADABLE", level: "undecided", path: configFile, fix: `git add ${configFile}` },
        message: expect.stringContaining(`"${configFile}" is not staged, and a commit would be without it`),
      },
    ]);
  });

  test("a configuration that is staged counts, though none lies here any more", async () => {
    using at = await governed();
    const allow = [...baseConfig.artifacts.allow, { glob: "b", reason: "r" }];
    at.write({ [configFile]: JSON.stringify({ ...baseConfig, artifacts: { ...baseConfig.artifacts, allow } }) });
    at.git("add", configFile);
    rmSync(join(at.dir, configFile));
    const messages = (await check(at.dir)).findings.map(({ message }) => message);
    expect(messages).toContain(
      'Loosened: artifacts.allow now has the exception "b" (as it is staged, not as it lies here)',
    );
  });

  test("code of a configuration is judged as it is staged, with what it imports", async () => {
    using at = await governed();
    at.git("rm", "--quiet", "--force", configFile);
    const values = (text: string) => `${settings}${text};\n`;
    at.write({
      "kprov.config.mjs": `${settings}(await import("./values.mjs")).default;\n`,
      "values.mjs": values(strict),
    });
    at.git("add", "--all");
    await update(at.dir);
    at.commit();
    expect(said(await check(at.dir))).toEqual([]);
    stageAlone(at, "values.mjs", values(loose), values(strict));
    const { findings } = await check(at.dir);
    expect(findings).toMatchObject([
      { code: "GOVERNANCE_LOOSENED", path: "kprov.config.mjs", fix: "git add -- values.mjs" },
    ]);
  });

  test("a filter of this clone alone hides no difference from git", async () => {
    using at = await governed({ ".gitattributes": `${configFile} filter=planted\n` });
    // Of one size: git asks the filter then.
    const staged = loose.padEnd(strict.length);
    at.write({ [configFile]: staged });
    at.git("config", "filter.planted.clean", `cat ${join(at.dir, ".git/staged")}`);
    writeFileSync(join(at.dir, ".git/staged"), staged);
    at.git("add", configFile);
    at.write({ [configFile]: strict });
    at.git("update-index", "-q", "--refresh");
    expect(at.git("diff-files")).toBe("");
    expect(said(await check(at.dir))).toEqual([`GOVERNANCE_LOOSENED ${configFile}`]);
  });

  test("the index alone is judged where nothing else is asked for", async () => {
    using at = await governed();
    at.write({ [scopeFile]: "# Other\n", [configFile]: loose });
    const snapshot = takeSnapshot(at.dir, { staged: true, env: {} });
    const own = { config: (await import("../../../../lib/config/index.ts")).resolveConfig(baseConfig) };
    const digest = { path: configFile, sha256: "", effective: "" };
    const report = await check(at.dir, { snapshot, own: { ...own, digest, root: at.dir } });
    expect(said(report)).toEqual([]);
  });

  test("below the top: what is staged is judged by its own configuration there, and nothing beside it counts", async () => {
    using at = await governed();
    const below = Object.fromEntries(Object.entries(baseFiles).map(([path, file]) => [`sub/${path}`, file]));
    const governance = { files: ["un*"] };
    const [here, staged] = [strict, loose].map((text) => JSON.stringify({ ...JSON.parse(text), governance }));
    at.write({ ...below, [`sub/${configFile}`]: here ?? "", "sub/unit.mk": "a:\n" });
    at.git("add", "--all", "--force");
    const dir = join(at.dir, "sub");
    await update(dir);
    at.commit();
    stageAlone(at, "a.log", "y", "x");
    stageAlone(at, `sub/${configFile}`, staged ?? "", here ?? "");
    expect((await check(dir)).findings).toMatchObject([
      { code: "GOVERNANCE_LOOSENED", path: `sub/${configFile}`, fix: `git add -- sub/${configFile}` },
    ]);
  });
});
