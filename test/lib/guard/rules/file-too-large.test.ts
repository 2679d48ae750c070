import { describe, expect, it } from "vitest";
import { plantedFile } from "../../../../lib/guard/canaries.ts";
import { judgeFile } from "../../../../lib/guard/judge.ts";
import type { Planted } from "../../../../lib/guard/rule.ts";
import { fileTooLarge } from "../../../../lib/guard/rules/file-too-large.ts";

const context = { denied: () => undefined, maxFileSize: 5_000_000 };

describe("FILE_TOO_LARGE", () => {
  it("finds one byte over the budget and states both sizes", () => {
    expect(judgeFile(plantedFile({ path: "a", size: 5_000_001 }), [fileTooLarge], context)[0]).toEqual({
      code: "FILE_TOO_LARGE",
      level: "violation",
      path: "a",
      message: "Too large",
      expected: "at most 5000000 bytes",
      actual: "5000001 bytes",
      fix: "git rm --cached -- a",
    });
  });

  it("leaves exactly the budget alone", () => {
    expect(judgeFile(plantedFile({ path: "a", size: 5_000_000 }), [fileTooLarge], context)[0]).toBeUndefined();
  });

  it("finds what it plants, and lets pass what it plants for that", () => {
    const judge = (planted: Planted) => judgeFile(plantedFile(planted), [fileTooLarge], context)[0]?.code;
    expect([judge(fileTooLarge.failing(context)), judge(fileTooLarge.passing(context))]).toEqual([
      "FILE_TOO_LARGE",
      undefined,
    ]);
  });

  it("looks at every version and says where", () => {
    const head = new Uint8Array();
    const small = { from: "index", size: 1, head } as const;
    const large = { from: "work tree", size: 6_000_000, head } as const;
    const file = { path: "a", kind: "file", ignored: false, contents: [small, large] } as const;
    expect(judgeFile(file, [fileTooLarge], context)[0]?.message).toBe("Too large in the work tree");
  });

  it("counts a git-lfs pointer by the size that it declares", () => {
    const content = { from: "index", size: 6_000_000, head: new Uint8Array(), storedBy: "git-lfs" } as const;
    const file = { path: "a", kind: "file", ignored: false, contents: [content] } as const;
    expect(judgeFile(file, [fileTooLarge], context)[0]?.message).toBe("Too large, also as a git-lfs object");
  });
});
