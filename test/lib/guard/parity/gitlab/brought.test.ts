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
    ["[.env]", ".env"],
    ["['.env*']", ".env*"],
    ["[low/package.json]", "low/package.json"],
    ["src", "src"],
    ["[.git/]", ".git/"],
    ["[.git/refs]", ".git/refs"],
    ["['$CI_PROJECT_DIR/.git/config']", "$CI_PROJECT_DIR/.git/config"],
    ["['.g*']", ".g*"],
    ["[src/.git]", "src/.git"],
    ["[.npmrc]", ".npmrc"],
    ["[~/.npmrc]", "~/.npmrc"],
    ["[/usr/local/bin]", "/usr/local/bin"],
  ])("%s may stand for what is judged", async (paths, written) => {
    const text = paths.includes("$DIR")
      ? `build:\n  stage: build\n  script: [echo x]\n  artifacts: { paths: [$DIR] }\n  variables: { DIR: src }\n`
      : build(paths);
    expect(await judge(text + job())).toEqual([`UNREAD? 4 ${written ?? "$DIR"}`]);
    expect(await judge(text + job("  needs: []\n"))).toEqual([]);
    expect(await judge(text + job("  stage: build\n"))).toEqual([]);
    expect(await judge(job("  artifacts: { paths: [src] }\n"))).toEqual([]);
  });

  it.each<[string, string]>([
    ["artifacts: !reference [.a, artifacts]", 'artifacts: [".a","artifacts"]'],
    ["artifacts: { paths: !reference [.a, artifacts, paths] }", 'paths: [".a","artifacts","paths"]'],
    ["artifacts: { paths: [out, !reference [.a, artifacts, paths]] }", 'paths: ["out",[".a","artifacts","paths"]]'],
    ["artifacts: { untracked: true }", "untracked: true"],
    ["artifacts: { paths: !reference [.p] }", 'paths: [".p"]'],
    ["artifacts: { paths: ['$[[ inputs.path ]]'] }", 'paths: ["$[[ inputs.path ]]"]'],
    ["artifacts: { paths: '$[[ inputs.paths ]]' }", "paths: $[[ inputs.paths ]]"],
    ["artifacts: { untracked: $ALL, paths: [dist] }", "untracked: $ALL"],
  ])("of %s may be any", async (artifacts, written) => {
    const text = `.a: { artifacts: { paths: [src] } }\nbuild:\n  stage: build\n  script: [echo x]\n  ${artifacts}\n`;
    expect((await judge(`${text + job()}.p: [src]\n`))[0]).toBe(`UNREAD? 5 ${written}`);
    expect(await judge(text + job("  needs: []\n"))).toEqual([]);
  });

  it.each<[string, string[]]>([
    ["dependencies: !reference [.a, names]", []],
    ["dependencies: [!reference [.a, names]]", []],
    ["needs: [!reference [.a, names]]", ['7 needs: [".a","names"]']],
    ["needs: []\n  rules: [{ when: always, needs: !reference [.a, names] }]", ["8 needs: .a", "8 needs: names"]],
  ])("with %s may be those of all before it", async (more, needs) => {
    const others = ".a: { names: [build] }\nlater: { stage: deploy, script: [echo x], artifacts: { paths: [src] } }\n";
    const found = await judge(build("[src]") + job(`  ${more}\n`) + others);
    expect(found).toEqual([...needs.map((one) => `SKIPPED? ${one}`), "UNREAD? 4 src"]);
  });

  it("may be no file that only names others", async () => {
    const names = async (...paths: string[]) =>
      briefly(
        await findingsOf({
          ".gitlab-ci.yml": build(`[${paths[0]}]`) + job(),
          ...files,
          ".gitignore": "",
          "dist/.gitkeep.ts": "",
        }),
      );
    expect(await names(".gitignore")).toEqual([]);
    expect(await names("dist/.gitkeep")).toEqual([]);
    expect(await names("dist/.gitkeep.ts")).toHaveLength(1);
  });

  it.each([
    "[dist/]",
    "[out, report.xml]",
    "[node_modules/]",
    "[$OTHER/src]",
    "[../src]",
    "[.git/lfs]",
    "[.github-cache, .gitlab/out]",
    "[vendor/tool/.git]",
    "[.venv, .cache/pip, .cargo/registry, .cargo/bin]",
    "[src/b]",
    "[a.ts]",
    "[]",
    // A job has that name, and nothing of the other.
    "[build, dist]",
    "[build]",
    "[.hidden] }\n.hidden: { cache: {}",
    "[dist], untracked: false",
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
    ["  cache: { paths: [.git/] }\n", "", true],
    ["", "default: { cache: { paths: [.git] } }\n", true],
    ["  cache: !reference [.a, cache]\n", ".a: { cache: { paths: [src] } }\n", true],
    ["  cache: [!reference [.a, cache]]\n", ".a: { cache: { paths: [src] } }\n", true],
    ["  cache: { untracked: true }\n", "", true],
    ["", "cache: { untracked: true }\n", true],
    ["  cache: ~\n", "", false],
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
