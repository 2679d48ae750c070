import { describe, expect, it } from "vitest";
import { applyAllow } from "../../../lib/guard/allowance.ts";
import type { Finding } from "../../../lib/report.ts";

const violation = (path: string, code: Finding["code"] = "FILE_TOO_LARGE"): Finding => ({
  code,
  level: "violation",
  path,
  message: "x",
});

describe("applyAllow", () => {
  it("takes violations of every code at the path out and lists them", () => {
    const findings = [violation("docs/b"), violation("docs/a", "SECRET_FILE_TRACKED"), violation("src/a")];
    const { findings: left, exemptions } = applyAllow(findings, [{ glob: "docs/*", reason: "fixtures" }]);
    expect(left).toEqual([violation("src/a")]);
    expect(exemptions).toEqual([
      {
        glob: "docs/*",
        reason: "fixtures",
        exempted: [
          { path: "docs/a", code: "SECRET_FILE_TRACKED" },
          { path: "docs/b", code: "FILE_TOO_LARGE" },
        ],
      },
    ]);
  });

  it("doubts an entry that exempts nothing, ALLOW_UNUSED", () => {
    const { findings } = applyAllow([violation("a")], [{ glob: "b", reason: "typo" }]);
    expect(findings.map(({ code, level }) => `${code} ${level}`)).toEqual([
      "ALLOW_UNUSED undecided",
      "FILE_TOO_LARGE violation",
    ]);
  });

  it("counts for every entry that matches", () => {
    const { findings } = applyAllow(
      [violation("a")],
      [
        { glob: "a", reason: "1" },
        { glob: "*", reason: "2" },
      ],
    );
    expect(findings).toEqual([]);
  });

  it("lists what it took out by path, then by code", () => {
    const findings = [violation("b"), violation("a", "SECRET_FILE_TRACKED"), violation("a", "COMPILED_FILE")];
    const [exemption] = applyAllow(findings, [{ glob: "*", reason: "x" }]).exemptions;
    expect(exemption?.exempted.map(({ path, code }) => `${path} ${code}`)).toEqual([
      "a COMPILED_FILE",
      "a SECRET_FILE_TRACKED",
      "b FILE_TOO_LARGE",
    ]);
  });

  it("never exempts a violation of no file, whatever the glob matches", () => {
    const { path: _, ...pathless } = violation("a");
    const allow = ["**", "undefined"].map((glob) => ({ glob, reason: "x" }));
    expect(applyAllow([pathless], allow).findings).toContainEqual(pathless);
  });

  it("never exempts a doubt", () => {
    const doubt: Finding = { code: "FILE_UNREADABLE", level: "undecided", path: "a", message: "x" };
    expect(applyAllow([doubt, violation("a")], [{ glob: "a", reason: "x" }]).findings).toEqual([doubt]);
  });
});
