import { describe, expect, it, vi } from "vitest";
import { plantedList } from "../../../../lib/guard/private/index.ts";
import { repo } from "../../../support/repo.ts";
import { check, codesOf } from "./support.ts";

const privateTokens = { list: plantedList(["globex"]), doubts: [] };

describe("the search for tokens", () => {
  it("hands on how letters are compared, and who is told of progress", async () => {
    using fixture = repo({ a: "x" });
    const scan = vi.fn().mockResolvedValue({ findings: [], coverage: [] });
    const onProgress = () => undefined;
    await check(fixture.dir, { forbidden: ["old-name"], letters: "ignore", onProgress, scan });
    expect(scan).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ letters: "ignore", onProgress }));
  });

  it("finds what either list forbids, and masks what the private one does, wherever it stands", async () => {
    using fixture = repo({ "globex/package.json": '{"name":"other"}', a: "Old-Name", b: "Globex" });
    const options = { projects: [{ root: "globex", name: "claims" }], privateTokens };
    const found = await check(fixture.dir, { ...options, forbidden: ["old-name"], letters: "ignore" });
    expect(new Set(found.findings.map(({ code }) => code))).toEqual(
      new Set(["FORBIDDEN_TOKEN", "FORBIDDEN_IN_NAME", "NAME_MISMATCH"]),
    );
    expect(found.findings.filter(({ code }) => code === "FORBIDDEN_TOKEN")).toHaveLength(2);
    expect(JSON.stringify(found.findings).toLowerCase()).not.toContain("globex");
    expect(found.coverage.map(({ unit }) => unit)).toContain("private tokens");
    const kept = await check(fixture.dir, { projects: options.projects, forbidden: ["old-name"] });
    expect(codesOf(kept)).toEqual(["NAME_MISMATCH globex/package.json"]);
  });

  it("shows a private token nowhere in what could be mended", async () => {
    using fixture = repo({ "package.json": '{"name":"globex-etl"}' });
    const { findings } = await check(fixture.dir, { identity: { name: "claims" }, privateTokens });
    expect(findings.map(({ code }) => code).sort()).toEqual(["FORBIDDEN_TOKEN", "NAME_MISMATCH"]);
    expect(JSON.stringify(findings)).not.toContain("globex");
  });

  it("looks into a history for both lists, and could not decide without any token", async () => {
    using fixture = repo({ a: "x" });
    fixture.git("commit", "--quiet", "--allow-empty", "--message", "of Old-Name");
    fixture.git("commit", "--quiet", "--allow-empty", "--message", "of globex");
    const look = async (options: Parameters<typeof check>[1]) =>
      (await check(fixture.dir, { history: "HEAD", ...options })).findings.map(({ code }) => code);
    expect(await look({ forbidden: ["old-name"] })).toEqual([]);
    expect(await look({ forbidden: ["old-name"], letters: "ignore" })).toEqual(["FORBIDDEN_IN_MESSAGE"]);
    expect(await look({ privateTokens })).toEqual(["FORBIDDEN_IN_MESSAGE"]);
    expect(await look({ forbidden: ["Old-Name"], privateTokens })).toEqual([
      "FORBIDDEN_IN_MESSAGE",
      "FORBIDDEN_IN_MESSAGE",
    ]);
    const { findings } = await check(fixture.dir, { history: "HEAD" });
    expect(findings).toMatchObject([
      { code: "NOTHING_EXAMINED", message: expect.stringContaining('The range "HEAD"') },
    ]);
    expect(await look({ privateTokens: { doubts: [] } })).toContain("NOTHING_EXAMINED");
  });

  it("throws E_CONFIG for an empty token, in a history, too", async () => {
    using fixture = repo({ a: "x" });
    const scan = vi.fn().mockResolvedValue({ findings: [], coverage: [] });
    await expect(check(fixture.dir, { history: "HEAD", forbidden: [""], scan })).rejects.toMatchObject({
      code: "E_CONFIG",
    });
  });
});
