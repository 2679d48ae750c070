import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
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
    ["a document that lies here no longer", (at) => rmSync(join(at.dir, scopeFile))],
    ["a configuration in another layout", (at) => at.write({ [configFile]: `${strict}\n` })],
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
    at.write({ [configFile]: loose });
    at.git("config", "filter.planted.clean", `cat ${join(at.dir, ".git/staged")}`);
    writeFileSync(join(at.dir, ".git/staged"), loose);
    at.git("add", configFile);
    at.write({ [configFile]: strict });
    at.git("update-index", "-q", "--refresh");
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

  test("below the top: what is staged is judged by its own configuration there", async () => {
    using at = await governed();
    const below = Object.fromEntries(Object.entries(baseFiles).map(([path, file]) => [`sub/${path}`, file]));
    at.write(below);
    at.git("add", "--all", "--force");
    const dir = join(at.dir, "sub");
    await update(dir);
    at.commit();
    stageAlone(at, `sub/${configFile}`, loose, strict);
    expect((await check(dir)).findings).toMatchObject([
      { code: "GOVERNANCE_LOOSENED", path: `sub/${configFile}`, fix: `git add -- sub/${configFile}` },
    ]);
  });
});
