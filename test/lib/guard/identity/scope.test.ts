import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { directoryOf, projectsOf, scopeOf, withinScope } from "../../../../lib/guard/identity/scope.ts";
import { temporary } from "../../../support/temporary.ts";

describe("scopeOf", () => {
  it("is the configuration's directory from the top, through links; the top for one outside", () => {
    const top = temporary({ "a/b/kprov.config.json": "{}" });
    mkdirSync(join(top, "..b"));
    symlinkSync(join(top, "a"), join(top, "link"));
    expect(scopeOf(top, top)).toBe("");
    expect(scopeOf(top, join(top, "link/b"))).toBe("a/b");
    expect(scopeOf(top, join(top, "..b"))).toBe("..b");
    expect(scopeOf(top, temporary())).toBe("");
    expect(scopeOf(join(top, "a"), top)).toBe("");
  });
});

describe("withinScope and directoryOf", () => {
  it("cut paths", () => {
    expect(withinScope("a/b", "")).toBe("a/b");
    expect(withinScope("a/b", "a")).toBe("b");
    expect(withinScope("ab/c", "a")).toBeUndefined();
    expect(directoryOf("a/b/c")).toBe("a/b");
    expect(directoryOf("c")).toBe("");
  });
});

describe("projectsOf", () => {
  it("has the configuration's own directory beside the declared ones, unless it is declared", () => {
    expect(projectsOf([], "", "x")).toEqual([{ root: "", name: "x", isDeclared: false }]);
    expect(projectsOf([{ root: "./api/", name: "api" }, { root: "web" }], "sub", "x")).toEqual([
      { root: "sub", name: "x", isDeclared: false },
      { root: "sub/api", name: "api", isDeclared: true },
      { root: "sub/web", name: null, isDeclared: true },
    ]);
    expect(projectsOf([{ root: ".", name: "top" }], "", "x")).toEqual([{ root: "", name: "top", isDeclared: true }]);
    expect(projectsOf([{ root: "." }], "", "x")).toEqual([{ root: "", name: "x", isDeclared: true }]);
  });

  it.each(["", "..", "../x", "/x", "a/../../b", "a\\b"])("throws E_CONFIG for the root %j", (root) => {
    expect(() => projectsOf([{ root }], "", null)).toThrow(expect.objectContaining({ code: "E_CONFIG" }));
  });

  it("throws E_CONFIG for a root given twice", () => {
    expect(() => projectsOf([{ root: "a" }, { root: "./a/" }], "", null)).toThrow('"a" is given twice');
    expect(() => projectsOf([{ root: "." }, { root: "./" }], "", null)).toThrow('"." is given twice');
  });
});
