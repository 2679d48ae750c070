// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of shells stand in the data
import { describe, expect, it } from "vitest";
import { briefly, findingsOf, gate } from "../support.ts";

const judge = async (ci: string, files: Readonly<Record<string, string>> = {}) => {
  const found = await findingsOf({ ".gitlab-ci.yml": ci, ...files });
  return briefly(
    found.filter(({ code, actual }) => code !== "PARITY_UNCOVERED" && actual?.startsWith("stage:") !== true),
  ).map((one) => one.replace(".gitlab-ci.yml:", ""));
};

const report = "  artifacts: { reports: { dotenv: build.env } }\n";
const wrote = "echo NODE_OPTIONS=x > build.env";
const build = (script: string, more = report) => `build:\n  stage: build\n  script: ["${script}"]\n${more}`;
const job = (more: string) => `gate:\n${more}  script: ["${gate}"]\n`;

describe("variables that another job hands on", () => {
  it.each<[string, string[]]>([
    ["echo A=b > build.env", []],
    ["echo A=$B >> ./build.env", []],
    ["echo 'A=b' | tee -a build.env", []],
    ["true && echo A=b > $CI_PROJECT_DIR/build.env", []],
    ["echo A=b > build.env; cat build.env", ["UNREAD? 4 echo A=b > build.env; cat build.env"]],
    ["echo A=b | cat x - > build.env", ["UNREAD? 4 echo A=b | cat x - > build.env"]],
    ["cat x | tee build.env", ["UNREAD? 4 cat x | tee build.env"]],
    ["echo A=b | tee build.env | cat", ["UNREAD? 4 echo A=b | tee build.env | cat"]],
    [wrote, [`UNREAD? 4 ${wrote}`]],
    ["echo CI_COMMIT_SHA=x > build.env", ["DIFFERENT 4 echo CI_COMMIT_SHA=x > build.env"]],
    ["echo $NAME=x > build.env", ["UNREAD? 4 echo $NAME=x > build.env"]],
    ["echo A=b > build.env; echo $NAME=x >> build.env", ["UNREAD? 4 echo A=b > build.env; echo $NAME=x >> build.env"]],
    ["echo A=b; ./make-env > build.env", ["UNREAD? 4 echo A=b; ./make-env > build.env"]],
    ["./make-env", ["UNREAD? 4 build.env"]],
    ["echo A=b > other-build.env", ["UNREAD? 4 build.env"]],
    ["echo A=b > build.env.old; echo A=b > buildxenv", ["UNREAD? 4 build.env"]],
  ])("by %s", async (script, expected) => {
    expect(await judge(build(script) + job(""))).toEqual(expected);
  });

  it("however it is written", async () => {
    const lines = (text: string) => `build:\n  stage: build\n  script:\n${text.replace(/^/gm, "    - ")}\n${report}`;
    expect(await judge(lines("echo A=b > build.env\ncat build.env\n. ./build.env") + job(""))).toEqual([]);
    expect(await judge(lines("cat build.env") + job(""))).toEqual(["UNREAD? 5 build.env"]);
    const cats = await judge(lines("echo A=b > build.env\n./cat build.env") + job(""));
    expect(cats).toEqual(["UNREAD? 6 ./cat build.env"]);
    const own = "  stage: more\n  artifacts: { reports: { dotenv: own.env } }\n";
    expect(await judge(lines("echo A=b > build.env") + job(own))).toEqual([]);
    expect(await judge(lines("cat x > build.env") + job(""))).toEqual(["UNREAD? 5 cat x > build.env"]);
    expect(await judge(`first:\n  script: [x]\n${lines("echo A=b > build.env")}${job("")}`)).toEqual([]);
    const after = `build:\n  stage: build\n  script: ["true"]\n  after_script: ["${wrote}"]\n${report}`;
    expect(await judge(after + job(""))).toEqual([`UNREAD? 5 ${wrote}`]);
    const files = { "set.sh": "#!/bin/sh\necho NODE_OPTIONS=x > build.env\n" };
    expect(await judge(build("./set.sh") + job(""), files)).toEqual([`UNREAD? 4 ${wrote}`]);
  });

  it("also those that a Makefile asks for", async () => {
    const files = { Makefile: `CHECK ?= ${gate}\ngate: ; $(CHECK)\n.PHONY: gate\n` };
    const made = job("").replace(gate, "make gate");
    expect(await judge(build("echo B=c > build.env") + made, files)).toEqual([]);
    expect(await judge(build("echo CHECK=true > build.env") + made, files)).toEqual([
      "UNREAD? 4 echo CHECK=true > build.env",
    ]);
  });

  it.each<[string, boolean]>([
    ["", true],
    ["  stage: build\n", false],
    ["  stage: .pre\n", false],
    ["  stage: .post\n", true],
    ["  stage: unheard-of\n", true],
    ["  stage: unheard-of\n  artifacts: { reports: { dotenv: own.env } }\n", true],
    ["  dependencies: [gate]\n  artifacts: { reports: { dotenv: own.env } }\n", false],
    ["  dependencies: []\n", false],
    ["  dependencies: [other]\n", false],
    ["  dependencies: [build]\n", true],
    ["  dependencies:\n", true],
    ["  needs: []\n", false],
    ["  needs:\n", true],
    ["  needs: [build]\n", true],
    ["  needs: [other]\n", false],
    ["  needs: [{ job: build }]\n", true],
    ["  needs: [{ job: build, artifacts: true }]\n", true],
    ["  needs: [{ job: build, artifacts: false }]\n", false],
    ["  needs: { job: build }\n", true],
    ["  needs: ['build: [a]']\n", true],
    ["  needs: [build 1/3]\n", true],
    // Of its own stage, only those that it names.
    ["  stage: build\n  needs: ['build: [a]']\n", true],
    ["  stage: build\n  needs: [build 1/3]\n", true],
    ["  stage: build\n  needs: []\n  dependencies: ['x build ', 'x build:']\n", false],
    ["  needs: [builder]\n", false],
    ["  needs: [build]\n  dependencies: []\n", false],
    ["  needs: []\n  rules: [{ when: on_success, needs: [build] }]\n", true],
    ["  needs: []\n  rules: [{ when: on_success, needs: build }]\n", true],
    ["  needs: [build]\n  rules: [{ when: on_success }]\n", true],
    ["  needs: []\n  rules: [when: on_success]\n", false],
    ["  extends: .free\n", false],
  ])("a gate with %j gets them: %s", async (more, isHanded) => {
    const others = "other:\n  script: ['true']\nbuilder:\n  script: ['true']\n.free: { needs: [] }\n";
    // In one pipeline of a merge request and of a branch.
    const rules = "workflow: { rules: [{ when: always }] }\n";
    const found = await judge(build(wrote) + rules + others + job(more));
    expect(found).toEqual(isHanded ? [`UNREAD? 4 ${wrote}`] : []);
  });

  it.each<[string, boolean, string?]>([
    ["[build, test]", true],
    ["[test, build]", false],
    ["[.post, build, test, .pre]", true],
    ["[build]", true],
    ["[.post, build]", true, "  stage: .post\n"],
    ["[build, .pre]", false, "  stage: .pre\n"],
  ])("in stages %s: %s", async (stages, isHanded, more = "") => {
    const found = await judge(`stages: ${stages}\n${build(wrote)}${job(more)}`);
    expect(found).toEqual(isHanded ? [`UNREAD? 5 ${wrote}`] : []);
  });

  it.each<[string, string[]]>([
    ["  artifacts: { reports: { dotenv: [build.env] } }\n", [`UNREAD? 4 ${wrote}`]],
    ["  artifacts: { reports: { dotenv: [other.env, build.env] } }\n", ["UNREAD? 4 other.env", `UNREAD? 4 ${wrote}`]],
    ["  artifacts: { reports: { dotenv: '*.env' } }\n", ["UNREAD? 4 *.env"]],
    ["  artifacts: { reports: { dotenv: $FILE } }\n", ["UNREAD? 4 $FILE"]],
    ["  artifacts: { reports: { dotenv: ../build.env } }\n", ["UNREAD? 4 ../build.env"]],
    ["  artifacts: { reports: { dotenv: ././build.env } }\n", [`UNREAD? 4 ${wrote}`]],
    ["  artifacts: { reports: { junit: build.env } }\n", []],
    ["  artifacts: { reports: !reference [.a, reports] }\n", ['UNREAD? 4 [".a","reports"]']],
    ["  artifacts: { reports: { dotenv: !reference [.a, file] } }\n", ["UNREAD? 4 .a", "UNREAD? 4 file"]],
    ["  artifacts: { paths: [build.env] }\n", []],
    ["default: { artifacts: { reports: { dotenv: build.env } } }\n", [`UNREAD? 4 ${wrote}`]],
    ["  artifacts: {}\ndefault: { artifacts: { reports: { dotenv: build.env } } }\n", []],
    ["  inherit: { default: false }\ndefault: { artifacts: { reports: { dotenv: build.env } } }\n", []],
    ["  extends: .a\n.a:\n  artifacts: { reports: { dotenv: build.env } }\n", [`UNREAD? 6 ${wrote}`]],
  ])("are those of %j", async (more, expected) => {
    expect(await judge(build(wrote, more) + job(""))).toEqual(expected);
  });

  it.each<[string, boolean]>([
    ["{ project: a/b, job: build, ref: main }", true],
    ["{ project: a/b, job: build, ref: main, artifacts: true }", true],
    ["{ project: a/b, job: build, ref: main, artifacts: false }", false],
    ["{ pipeline: $PARENT, job: build }", true],
    ["{ job: other }", false],
  ])("of another pipeline may be any: %s", async (needs, isOpen) => {
    const found = await judge(`other:\n  script: ["true"]\n${job(`  needs: [${needs}]\n`)}`);
    expect(found.map((one) => one.slice(0, 10))).toEqual(isOpen ? ["UNREAD? 4 "] : []);
  });
});
