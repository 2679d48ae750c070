import { mkdirSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { KprovError } from "../../../../lib/errors.ts";
import { type JudgedPackage, judgePackages } from "../../../../lib/guard/package/judge.ts";
import type { Package } from "../../../../lib/guard/package/open.ts";
import type { Finding } from "../../../../lib/report.ts";
import { makeTar } from "../../../support/tar.ts";
import { temporary } from "../../../support/temporary.ts";

const npm = gzipSync(makeTar({ "package/package.json": '{"name":"a"}' }));
const finding: Finding = { code: "FILE_TOO_LARGE", level: "violation", message: "x" };

const judge = (cwd: string, patterns: string[], about: (found: Package) => JudgedPackage = () => ({ findings: [] })) =>
  judgePackages({
    ...{ cwd, patterns, check: "check-artifacts", config: null, version: "1" },
    judge: async (found) => about(found),
  });

describe("judgePackages", () => {
  it("names packages as they were asked for, and none by an absolute path", async () => {
    const top = temporary({});
    mkdirSync(join(top, "dist/..old"), { recursive: true });
    mkdirSync(join(top, "in"));
    for (const path of ["dist/a.tgz", "dist/..old/b.tgz", "c.tgz"]) writeFileSync(join(top, path), npm);
    const told = async (cwd: string, pattern: string) => {
      const about = ({ name }: Package) => ({
        findings: [
          { ...finding, path: "x" },
          { ...finding, message: name },
        ],
      });
      const { findings } = await judge(join(top, cwd), [pattern], about);
      return findings.map(({ path, message }) => `${path} ${message}`);
    };
    expect(await told("", "dist/a.tgz")).toEqual(["dist/a.tgz a.tgz", "dist/a.tgz/x x"]);
    expect(await told("", "dist/*/b.tgz")).toEqual(["dist/..old/b.tgz b.tgz", "dist/..old/b.tgz/x x"]);
    expect(await told("in", "../c.tgz")).toEqual(["c.tgz c.tgz", "c.tgz/x x"]);
    expect(await told("in", join(top, "c.tgz"))).toEqual(["c.tgz c.tgz", "c.tgz/x x"]);
  });

  it("names what is about the repository by its own path, once for all packages, and judges by it", async () => {
    const cwd = temporary({ "a.tgz": npm, "b.tgz": npm });
    const missing: Finding = { code: "PRIVATE_SALT_MISSING", level: "undecided", path: "deny.json", message: "x" };
    const about = ({ name }: Package) => ({
      findings: [],
      elsewhere: [missing, ...(name === "b.tgz" ? [{ ...missing, message: "y" }] : [])],
    });
    const report = await judge(cwd, ["a.tgz", "b.tgz"], about);
    expect([report.verdict, report.findings]).toEqual(["undecided", [missing, { ...missing, message: "y" }]]);
  });

  it("gives nothing to mend: a finding's edit is about a file that is not here", async () => {
    const cwd = temporary({ "a.tgz": npm });
    const { findings } = await judge(cwd, ["a.tgz"], () => ({
      findings: [{ ...finding, edit: { from: "a", to: "b" } } as Finding],
    }));
    expect(findings).toEqual([{ ...finding, path: "a.tgz" }]);
  });

  it("says what could not be read, and nothing beside it", async () => {
    const cwd = temporary({ "a.whl": "x", "b.tgz": npm });
    const report = await judge(cwd, ["a.whl"]);
    expect([report.verdict, report.findings.map(({ code, level, path }) => `${code} ${level} ${path}`)]).toEqual([
      ...["undecided", ["PACKAGE_UNREADABLE undecided a.whl"]],
    ]);
    expect(report.coverage).toEqual([
      { unit: "packages", considered: 1, examined: 0, skipped: { "could not be read": 1 } },
    ]);
    expect(report).not.toHaveProperty("exemptions");
    const both = await judge(cwd, ["a.whl", "b.tgz"]);
    expect(both.coverage).toEqual([
      { unit: "packages", considered: 2, examined: 1, skipped: { "could not be read": 1 } },
      { unit: "package members", considered: 1, examined: 1, skipped: {} },
    ]);
  });

  it("counts archives in packages, which it did not open", async () => {
    const files = { "package/a": npm, "package/b": npm, "package/package.json": "{}" };
    const cwd = temporary({ "a.tgz": gzipSync(makeTar(files)), "b.tgz": gzipSync(makeTar(files)) });
    expect((await judge(cwd, ["a.tgz", "b.tgz"])).coverage[1]).toEqual({
      ...{ unit: "package members", considered: 6, examined: 2, skipped: { "archives, not opened": 4 } },
    });
  });

  it("keeps what the check says about having compared nothing", async () => {
    const cwd = temporary({ "a.tgz": npm });
    const nothing: Finding = { code: "NOTHING_EXAMINED", level: "undecided", message: "x" };
    const report = await judge(cwd, ["a.tgz"], () => ({ findings: [nothing] }));
    expect([report.verdict, report.findings]).toEqual(["undecided", [{ ...nothing, path: "a.tgz" }]]);
  });

  it.each([
    ["no bytes", 0, "not behind gzip"],
    ["more bytes than a package has", 512 * 2 ** 20 + 1, "expected a file of at most 536870912 bytes"],
  ])("could not decide about a file with %s", async (_, size, message) => {
    const cwd = temporary({ "a.tgz": "" });
    truncateSync(join(cwd, "a.tgz"), size);
    const { findings } = await judge(cwd, ["a.tgz"]);
    expect(findings).toMatchObject([
      { code: "PACKAGE_UNREADABLE", path: "a.tgz", message: expect.stringContaining(message) },
    ]);
  });

  it("could not decide about a name that git refuses, and stops at anything else that goes wrong", async () => {
    const cwd = temporary({ "a.tgz": npm });
    const fail = (error: Error) =>
      judge(cwd, ["a.tgz"], () => {
        throw error;
      });
    expect((await fail(new KprovError("E_GIT", "no"))).findings).toMatchObject([
      { code: "PACKAGE_UNREADABLE", level: "undecided", message: "no" },
    ]);
    await expect(fail(new KprovError("E_CONFIG", "no"))).rejects.toMatchObject({ code: "E_CONFIG" });
    await expect(fail(new Error("bug"))).rejects.toThrow("bug");
    await expect(fail(Object.assign(new Error("bug"), { code: "E_GIT" }))).rejects.toThrow("bug");
  });

  it.each([
    ["first", ["no.tgz", "a.tgz"]],
    ["last", ["a.tgz", "no.tgz"]],
  ])("refuses a pattern that names nothing, the %s of several", async (_, patterns) => {
    const cwd = temporary({ "a.tgz": npm });
    await expect(judge(cwd, patterns)).rejects.toMatchObject({
      ...{ code: "E_NOTHING", message: 'There is no package "no.tgz"', hint: "build it first" },
    });
  });

  it("puts together what one entry of the configuration exempts, by entry and in the order of paths", async () => {
    const cwd = temporary({ "a.tgz": npm, "b.tgz": npm });
    const about = ({ name }: Package): JudgedPackage => ({
      findings: [],
      exemptions: ["one", "two"].map((reason) => ({
        ...{ glob: "*", reason },
        exempted: [...(name === "a.tgz" ? ["z", "y"] : ["x"])].map((path) => ({ path, code: "FILE_TOO_LARGE" })),
      })),
    });
    const { exemptions } = await judge(cwd, ["b.tgz", "a.tgz"], about);
    expect(exemptions?.map(({ glob, reason, exempted }) => [glob, reason, exempted.map(({ path }) => path)])).toEqual([
      ["*", "one", ["a.tgz/y", "a.tgz/z", "b.tgz/x"]],
      ["*", "two", ["a.tgz/y", "a.tgz/z", "b.tgz/x"]],
    ]);
  });
});
