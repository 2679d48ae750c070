import { describe, expect, it } from "vitest";
import { plantedFile } from "../../../../lib/guard/canaries.ts";
import { judgeFile } from "../../../../lib/guard/judge.ts";
import { artifactIgnored } from "../../../../lib/guard/rules/artifact-ignored.ts";

const context = { denied: () => undefined, maxFileSize: 100 };

describe("ARTIFACT_IGNORED", () => {
  it("finds a file that is tracked and ignored", () => {
    expect(judgeFile(plantedFile({ path: "gen/a", ignore: "/gen/" }), [artifactIgnored], context)[0]).toEqual({
      code: "ARTIFACT_IGNORED",
      level: "violation",
      path: "gen/a",
      message: "Tracked although .gitignore ignores it",
      fix: "git rm --cached -- gen/a",
    });
  });

  it("says so where it is the base that ignores it", () => {
    const file = { ...plantedFile({ path: "gen/a", ignore: "/gen/" }), ignoredBy: "base" } as const;
    expect(judgeFile(file, [artifactIgnored], context)).toMatchObject([
      { level: "violation", message: "Tracked although the base's .gitignore ignores it" },
    ]);
  });

  it("leaves a file that is only tracked alone", () => {
    expect(judgeFile(plantedFile({ path: "gen/a" }), [artifactIgnored], context)[0]).toBeUndefined();
  });
});
