import { describe, expect, it } from "vitest";
import { plantedFile } from "../../../../lib/guard/canaries.ts";
import { createDenied } from "../../../../lib/guard/deny.ts";
import { judgeFile } from "../../../../lib/guard/judge.ts";
import { artifactTracked } from "../../../../lib/guard/rules/artifact-tracked.ts";

const context = { denied: createDenied(["runs/**"]), maxFileSize: 100 };
const judge = (path: string) => judgeFile(plantedFile({ path }), [artifactTracked], context)[0];

describe("ARTIFACT_TRACKED", () => {
  it("names the glob and the command that mends it", () => {
    expect(judge("runs/a b.json")).toEqual({
      code: "ARTIFACT_TRACKED",
      level: "violation",
      path: "runs/a b.json",
      message: 'Matches "runs/**" of artifacts.deny',
      fix: "git rm --cached -- 'runs/a b.json'",
    });
  });

  it("finds a default", () => {
    expect(judge("a/__pycache__/b.pyc")?.message).toBe('Looks like Python bytecode: matches "**/__pycache__/**"');
  });

  it.each(["runs.md", "src/runs/a.json", "src/app.py"])("leaves %s alone", (path) => {
    expect(judge(path)).toBeUndefined();
  });

  it.each([
    ["link", "node_modules", "ARTIFACT_TRACKED"],
    ["link", "a/.venv", "ARTIFACT_TRACKED"],
    ["link", "runs", "ARTIFACT_TRACKED"],
    ["link", "src/runs", undefined],
    ["file", "runs", undefined],
    ["submodule", "runs", undefined],
  ] as const)("judges a %s in the place of the directory %s: %s", (kind, path, code) => {
    expect(judgeFile({ path, kind, ignored: false, contents: [] }, [artifactTracked], context)[0]?.code).toBe(code);
  });

  it("judges links and submodules by their names", () => {
    for (const kind of ["link", "submodule"] as const) {
      const file = { path: "node_modules/a", kind, ignored: false, contents: [] };
      expect(judgeFile(file, [artifactTracked], context)[0]?.code).toBe("ARTIFACT_TRACKED");
    }
  });
});
