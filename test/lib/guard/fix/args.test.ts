import { describe, expect, it } from "vitest";
import { withFix } from "../../../../lib/guard/fix/args.ts";
// It is loaded on demand: here at once, so that no test is about that.
import "../../../../lib/guard/fix/mend.ts";
import { repo } from "../../../support/repo.ts";

const options = (cwd: string) => ({ cwd, talk: undefined });
const page = { colour: false, width: 80, verbose: false };

describe("withFix", () => {
  it("only does the work without --fix", async () => {
    const work = async () => ({ exitCode: 0, document: {}, text: () => "page" });
    expect(await (await withFix({}, options("/nonexistent"), work)).text(page)).toBe("page");
  });

  it.each([
    [{ yes: true }],
    [{ fix: true, attest: true }],
    [{ fix: true, staged: true }],
    [{ fix: true, receipt: "x" }],
    [{ fix: true, "expect-receipt": "x" }],
    [{ fix: true, "self-test": true }],
    [{ fix: true, history: "a..b" }],
    [{ fix: true, package: ["x"] }],
    [{ fix: true, json: true }],
  ])("refuses %j before anything is judged", async (args) => {
    let isCalled = false;
    const work = async () => {
      isCalled = true;
      return { exitCode: 0, document: {}, text: () => "" };
    };
    await expect(withFix(args, options("/nonexistent"), work)).rejects.toMatchObject({ code: "E_USAGE", exit: 2 });
    expect(isCalled).toBe(false);
  });

  it.each([[{ fix: true, json: true, yes: true }], [{ fix: true, attest: false, staged: false, "self-test": false }]])(
    "takes %j",
    async (args) => {
      using fixture = repo({ a: "x" });
      const work = async () => ({ exitCode: 0, document: { findings: [] }, text: () => "page" });
      expect((await withFix(args, options(fixture.dir), work)).exitCode).toBe(0);
    },
  );

  it("judges again what was written, and only then", async () => {
    using fixture = repo({ "a.pyc": "x" });
    let calls = 0;
    const finding = { code: "ARTIFACT_TRACKED", level: "violation", path: "a.pyc", message: "wrong" };
    const work = async () => {
      calls += 1;
      const isThere = fixture.git("ls-files") !== "";
      return { exitCode: isThere ? 1 : 3, document: { findings: isThere ? [finding] : [] }, text: () => "page" };
    };
    expect((await withFix({ fix: true }, options(fixture.dir), work)).exitCode).toBe(1);
    expect(calls).toBe(1);
    expect((await withFix({ fix: true, yes: true }, options(fixture.dir), work)).exitCode).toBe(3);
    expect(calls).toBe(3);
  });

  it("looks at a draft, which is never the result", async () => {
    using fixture = repo({ a: "x" });
    const draft = async () => ({ exitCode: 0, document: { findings: [] }, text: () => "draft" });
    const work = async () => ({ exitCode: 1, document: {}, text: () => "page" });
    const result = await withFix({ fix: true }, { ...options(fixture.dir), draft }, work);
    expect(result.exitCode).toBe(1);
    expect(await result.text(page)).toBe("--fix: nothing that it could surely mend\n\npage");
  });
});
