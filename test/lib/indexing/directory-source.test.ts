import { rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { directorySources } from "../../../lib/indexing/index.ts";
import { writeBundle } from "../../support/bundle.ts";
import { temporary } from "../../support/temporary.ts";

const now = (): number => Date.now() + 60_000;
const sources = (cwd: string, ...paths: string[]) => directorySources(paths, { cwd, now });
const thrown = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error;
  }
};

describe("directorySources", () => {
  it("names each directory once, without links, sorted", () => {
    const cwd = temporary({ "b/x/y": "", "a/x/y": "" });
    symlinkSync("a", join(cwd, "link"));
    expect(sources(cwd, "b", "a", "./b/", "link").map(({ path }) => path)).toEqual([join(cwd, "a"), join(cwd, "b")]);
  });

  it("takes a bundle for itself, several of one directory together, and the directory for all of them", () => {
    const cwd = temporary();
    const [one, two] = ["run-1", "run-2"].map((runId) => writeBundle(join(cwd, "runs"), { runId }));
    const [source, ...others] = sources(cwd, two ?? "", one ?? "");
    expect(others).toEqual([]);
    expect(source).toMatchObject({ path: join(cwd, "runs"), isWhole: false });
    expect(source?.list()).toEqual(["run-1", "run-2"]);
    expect(sources(cwd, one ?? "", "runs", two ?? "")).toMatchObject([{ path: join(cwd, "runs"), isWhole: true }]);
  });

  it("lists visible directories and links that lead out, by bytes; files, hidden ones and links inside are none", () => {
    const cwd = temporary({ "runs/z/x": "", "runs/A/x": "", "runs/.kprov-run-1/x": "", "runs/file": "", "out/x": "" });
    symlinkSync("z", join(cwd, "runs/latest"));
    symlinkSync("../out", join(cwd, "runs/outside"));
    symlinkSync("nowhere", join(cwd, "runs/broken"));
    symlinkSync("file", join(cwd, "runs/to-file"));
    expect(sources(cwd, "runs")[0]?.list()).toEqual(["A", "broken", "outside", "z"]);
  });

  it.each([
    ["E_USAGE", "", /found nothing/],
    ["E_USAGE", "file", /expected a directory of bundles/],
    ["E_IO", "missing", /it does not exist/],
  ])("throws %s for %j", (code, path, message) => {
    const cwd = temporary({ file: "" });
    expect(thrown(() => sources(cwd, path))).toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it("throws E_IO for one that is gone when it is listed", () => {
    const cwd = temporary({ "runs/x/y": "" });
    const [source] = sources(cwd, "runs");
    rmSync(join(cwd, "runs"), { recursive: true });
    expect(thrown(() => source?.list())).toMatchObject({ code: "E_IO" });
    expect(source?.look("x", null).stamp).toBeNull();
  });
});
