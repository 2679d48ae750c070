import { describe, expect, it } from "vitest";
import { briefly, findingsOf, gate } from "../support.ts";

const files = { Makefile: `.PHONY: gate\ngate: ; @${gate}\n`, "src/a.ts": "", "dist/.gitkeep": "" };
const judge = async (ci: string) =>
  briefly(await findingsOf({ ".gitlab-ci.yml": ci, ...files })).map((one) => one.replace(".gitlab-ci.yml:", ""));
const build = (paths: string) => `build:\n  stage: build\n  script: [echo x]\n  artifacts: { paths: ${paths} }\n`;
const job = (more = "") => `gate:\n  script: [make gate]\n${more}`;

describe("artifacts of other jobs", () => {
  it.each<[string, string | undefined]>([
    ["[Makefile]", "Makefile"],
    ["[./Makefile]", "./Makefile"],
    ["[src/]", "src/"],
    ["['**/*.ts']", "**/*.ts"],
    ["['src/*']", "src/*"],
    ["[$CI_PROJECT_DIR/src]", "$CI_PROJECT_DIR/src"],
    ["[$DIR]\n  variables: { DIR: src }", undefined],
    ["[dist/, out, src/a.ts]", "src/a.ts"],
    ["[.]", "."],
    ["['$CI_PROJECT_DIR']", "$CI_PROJECT_DIR"],
    ["['[']", "["],
    ["[GNUmakefile]", "GNUmakefile"],
    ["[low/package.json]", "low/package.json"],
    ["src", "src"],
  ])("%s may stand for what is judged", async (paths, written) => {
    const text = paths.includes("$DIR")
      ? `build:\n  stage: build\n  script: [echo x]\n  artifacts: { paths: [$DIR] }\n  variables: { DIR: src }\n`
      : build(paths);
    expect(await judge(text + job())).toEqual([`UNREAD? 4 ${written ?? "$DIR"}`]);
    expect(await judge(text + job("  needs: []\n"))).toEqual([]);
    expect(await judge(text + job("  stage: build\n"))).toEqual([]);
    expect(await judge(job("  artifacts: { paths: [src] }\n"))).toEqual([]);
  });

  it.each([
    "[dist/]",
    "[out, report.xml]",
    "[node_modules/]",
    "[$OTHER/src]",
    "[../src]",
    "[src/b]",
    "[a.ts]",
    "[]",
    "~",
    "[~]",
  ])("%s is another file", async (paths) => {
    expect(await judge(build(paths) + job())).toEqual([]);
  });

  it("may be said of all jobs", async () => {
    const all = "default: { artifacts: { paths: [src] } }\nbuild:\n  stage: build\n  script: [echo x]\n";
    expect(await judge(all + job())).toEqual(["UNREAD? 1 src"]);
    expect(await judge(`${all}  inherit: { default: false }\n${job()}`)).toEqual([]);
    expect(await judge(`${all}  artifacts: { paths: [out] }\n${job()}`)).toEqual([]);
  });
});

describe("caches", () => {
  it.each<[string, string, boolean]>([
    ["  cache: { paths: [src] }\n", "", true],
    ["  cache: [{ paths: [out] }, { key: a, paths: [src] }]\n", "", true],
    ["  cache: { paths: [out, .npm/, node_modules/] }\n", "", false],
    ["  cache: { key: src }\n", "", false],
    ["  cache: []\n", "", false],
    ["", "cache: { paths: [src] }\n", true],
    ["", "default: { cache: { paths: [src] } }\n", true],
    ["  cache: {}\n", "cache: { paths: [src] }\n", false],
    ["  inherit: { default: [image] }\n", "cache: { paths: [src] }\n", false],
    ["", "default: { cache: { paths: [out] } }\ncache: { paths: [src] }\n", false],
    ["", "other:\n  script: [echo]\n  cache: { paths: [src] }\n", false],
  ])("%j with %j may stand for what is judged: %s", async (more, top, isBringing) => {
    const found = await judge(job(more) + top);
    expect(found.length > 0).toBe(isBringing);
  });
});
