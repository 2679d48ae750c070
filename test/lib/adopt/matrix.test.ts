import { describe, expect, it } from "vitest";
import type { Project } from "../../../lib/adopt/facts.ts";
import { matrixOf, versionsOf } from "../../../lib/adopt/matrix.ts";

describe("versionsOf", () => {
  it.each([
    ["python", ">=3.12", ["3.12", "3.13", "3.14"]],
    ["python", ">=3.8,<3.12", ["3.8", "3.11"]],
    ["python", ">=2.7,<3", ["2.7"]],
    ["node", ">=22.5", ["22.5", "24", "26"]],
    ["node", ">=18", ["18", "22", "24", "26"]],
    ["node", "not a range", ["26"]],
    ["go", ">=1.22", ["1.22", "stable"]],
    ["rust", undefined, ["stable"]],
  ] as const)("of %s %s begins with what is promised", (ecosystem, range, versions) => {
    expect(versionsOf(ecosystem, range)).toEqual(versions);
  });
});

describe("matrixOf", () => {
  const project = (ecosystem: "python" | "rust", runtime?: string) => ({ ecosystem, runtime }) as Project;
  const python = (...versions: string[]) => versions.map((version) => ({ python: version }));
  it.each<[string, Project[], object[]]>([
    ["one project", [project("python", ">=3.12")], python("3.12", "3.13", "3.14")],
    ["what all of them take", [project("python", ">=3.11"), project("python", ">=3.13")], python("3.13", "3.14")],
    [
      "the first, where they have nothing in common",
      [project("python", "<3.12,>=3.11"), project("python", ">=3.13")],
      python("3.11"),
    ],
    [
      "one that says nothing",
      [project("python"), project("python", ">=3.13"), project("python")],
      python("3.13", "3.14"),
    ],
    ["all of them saying nothing", [project("python"), project("python")], python("3.14")],
    [
      "two ecosystems",
      [project("python", ">=3.13"), project("rust"), project("python")],
      [
        { python: "3.13", rust: "stable" },
        { python: "3.14", rust: "stable" },
      ],
    ],
  ])("%s", (_, projects, rows) => {
    expect(matrixOf(projects)).toEqual(rows);
  });
});
