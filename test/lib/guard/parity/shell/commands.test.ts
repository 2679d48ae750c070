// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of shells stand in the data
import { describe, expect, it } from "vitest";
import { fateOf, trace } from "./support.ts";

describe("the directory", () => {
  it("is followed where it is written", () => {
    const places = trace("a\ncd x/y\nb\ncd ..\nc\n(cd z; d)\ne\ncd $HOME\nf").map(({ words, cwd }) => [
      words[0]?.raw,
      cwd,
    ]);
    expect(places).toEqual([
      ["a", ""],
      ["b", "x/y"],
      ["c", "x"],
      ["d", "x/z"],
      ["e", "x"],
      ["f", undefined],
    ]);
  });

  it.each<[string, string | undefined]>([
    ["cd x && gate", "x"],
    ["cd x/\ngate", "x"],
    ["cd -P x\ngate", "x"],
    ["cd -L -- x\ngate", "x"],
    ["cd x/../y/./z//w\ngate", "y/z/w"],
    ["cd x; cd ..\ngate", ""],
    ["cd ''\ngate", ""],
    ["cd a~\ngate", "a~"],
    ["cd a-\ngate", "a-"],
    ["cd a-P\ngate", "a-P"],
    ["cd a[]\ngate", "a[]"],
    ["cd ]a[\ngate", "]a["],
    ["cd a{},\ngate", "a{},"],
    ["cd a}b,c\ngate", "a}b,c"],
    ["cd x; cd y\ngate", "x/y"],
    ['cd x; cd "$GITHUB_WORKSPACE"\ngate', ""],
    ["cd /x; cd ${CI_PROJECT_DIR}\ngate", ""],
    ['cd x; cd "$(git rev-parse --show-toplevel)"\ngate', ""],
    ['cd /x; cd "$(git rev-parse --show-toplevel)"\ngate', undefined],
    ["GITHUB_WORKSPACE=/x; cd $GITHUB_WORKSPACE\ngate", undefined],
    ["read CI_PROJECT_DIR; cd $CI_PROJECT_DIR\ngate", undefined],
    [": ${CI_PROJECT_DIR:=/x}; cd $CI_PROJECT_DIR\ngate", undefined],
    ["cd $GITHUB_WORKSPACE/x\ngate", "x"],
    ["pushd x\ngate", "x"],
    ["cd x || exit 1\ngate", "x"],
    ["cd x || { cd y; exit 1; }\ngate", "x"],
    ["f() { cd x || { cd y; return 1; }; }\nf\ngate", "x"],
    ["if other; then cd x; else cd x; fi\ngate", "x"],
    ["(cd x)\ngate", ""],
    ["cd x | cat\ngate", ""],
    ["cd x &\ngate", ""],
    ["f() { gate; }\ncd x\nf", "x"],
    ["cd x\nbash -c gate", "x"],
    ["command cd x\ngate", "x"],
    ["for d in a; do (cd x); done\ngate", ""],
    ["cd\ngate", undefined],
    ["cd -\ngate", undefined],
    ["cd -x y\ngate", undefined],
    ["cd ..\ngate", undefined],
    ["cd x/../..\ngate", undefined],
    ["cd ../x\ngate", undefined],
    ["cd /tmp\ngate", undefined],
    ["cd ~\ngate", undefined],
    ["cd ~/x\ngate", undefined],
    ["cd $x\ncd y\ngate", undefined],
    ["cd -P $x y\ngate", undefined],
    ["pushd +1\ngate", undefined],
    ["pushd -n x\ngate", undefined],
    ["pushd x\npopd\ngate", ""],
    ["pushd x; pushd y; popd\ngate", "x"],
    ["pushd x; cd y; popd\ngate", ""],
    ["pushd x; (popd)\ngate", "x"],
    ["f() { pushd x; }\nf; popd\ngate", ""],
    ["mkdir x && cd x && cd ..\ngate", ""],
    ["cd x && other && cd ..\ngate", undefined],
    ["cd x && gate\n:", "x"],
    ["cd x && cd y && gate\n:", "x/y"],
    ["cd x || other\ngate", undefined],
    ["cd x && other || gate", undefined],
    ["set +e; { cd sub; other; } && other\ngate\n:", "sub"],
    ['cd "$(realpath "$x")"\ngate', undefined],
    ["cd sub || other\ngate", "sub"],
    ["if cd x; then other; fi\ngate", undefined],
    ["if cd sub; then gate; fi", "sub"],
    ["! cd x\ngate", undefined],
    ["set +e; cd x\ngate\n:", undefined],
    ["set +e; cd sub\ngate\n:", "sub"],
    ["set +e; cd sub > x\ngate\n:", undefined],
    ["set +e; cd sub > /dev/null\ngate\n:", "sub"],
    ["cd sub && cd x && : || cd ..\ngate", undefined],
    // Where it fails, the shell goes on where it was.
    ["cd x/y; cd ../../z || :; cd ..\ngate", undefined],
    ["popd\ngate", undefined],
    ["pushd x; popd; popd\ngate", undefined],
    ["pushd x; popd +1\ngate", undefined],
    ["pushd x; pushd\ngate", undefined],
    ["pushd x; pushd; popd\ngate", undefined],
    ["pushd x; dirs -c; popd || :\ngate", undefined],
    ["pushd x; DIRSTACK[1]=y; popd\ngate", undefined],
    ["pushd x || :; popd\ngate", undefined],
    ["if other; then pushd x; fi; popd\ngate", undefined],
    ["while other; do pushd x; done; popd\ngate", undefined],
    ["cd a*\ngate", undefined],
    ["cd x y\ngate", undefined],
    ["cd sub/../x\ngate", "x"],
    ["cd -P x/..\ngate", undefined],
    ["cd -P sub/..\ngate", ""],
    ["set -o physical; cd x/..\ngate", undefined],
    ["set -eu -xP; cd x/..\ngate", undefined],
    ["popd || :\ncd $GITHUB_WORKSPACE\npushd sub\ngate", "sub"],
    ["a=cd; $a x; cd y\ngate", undefined],
    ['A=sub\ncd "$A"\ngate\nexport A', "sub"],
    ["BUILD_DIR=x; cd y\ngate", "y"],
    ["export ${x}_DIR=y; cd y\ngate", undefined],
    ["other && cd x\ngate", undefined],
    ["cd x || cd y\ngate", undefined],
    ["if other; then cd x; fi\ngate", undefined],
    ["case $x in a) cd x;; esac\ngate", undefined],
    ["while other; do cd x; done\ngate", undefined],
    ["for d in a b; do gate; cd x; done", undefined],
  ])("after %j is %j", (text, expected) => {
    expect(trace(text).find(({ words }) => words[0]?.value === "gate")?.cwd).toBe(expected);
  });
});

describe("a command", () => {
  it("comes with what is written, what it is a part of, and its variables", () => {
    const text = "a && b | c\nf() { A=1 d; B=2; }\nC=3 f\nD=4 eval 'E=5 e'\nif g; then h; fi\n[[ i ]]";
    const told = trace(text).map(({ text: own, whole, at, assignments, isAsked }) => [
      own,
      whole,
      `${at.line}:${at.column}`,
      assignments.map(({ raw }) => raw).join(" "),
      isAsked,
    ]);
    expect(told).toEqual([
      ["a", "a && b | c", "1:1", "", false],
      ["b", "a && b | c", "1:6", "", false],
      ["c", "a && b | c", "1:10", "", false],
      ["A=1 d", "C=3 f", "2:7", "C=3 A=1", false],
      ["B=2", "C=3 f", "2:14", "B=2", false],
      ["E=5 e", "D=4 eval 'E=5 e'", "4:11", "D=4 E=5", false],
      ["g", "if g; then h; fi", "5:4", "", true],
      ["h", "if g; then h; fi", "5:12", "", false],
      ["[[ i ]]", "[[ i ]]", "6:1", "", false],
    ]);
  });

  it("of a loop comes behind its variable", () => {
    const told = trace("\nfor X in a b; do c; done\nfor ((;;)); do d; done");
    expect(told.map(({ text, assignments, at }) => [text, assignments[0]?.raw, at.line])).toEqual([
      ["X=a b", "X=a b", 2],
      ["c", undefined, 2],
      ["d", undefined, 3],
    ]);
  });

  it("comes with the functions and the scripts that it stands in", () => {
    const [told] = trace("a() { gate; }; b() { a; }\neval b");
    expect(told?.around).toEqual(["b", "{ a; }", "{ gate; }"]);
  });

  it.each([
    ["while a; do b; done", "a"],
    ["until a; do b; done", "a"],
    ["if ! a; then b; fi", "a"],
    ["if b; then c; elif a; then d; fi", "b a"],
  ])("of a condition is only asked: %j", (text, expected) => {
    const asked = trace(text).filter(({ isAsked }) => isAsked);
    expect(asked.map(({ text: own }) => own).join(" ")).toBe(expected);
  });

  it.each([
    ["if a; then b; else exit 1; fi", true],
    ["if a; then b; fi", false],
    ["a || exit 1", false],
    ["until a; do exit 1; done", true],
    ["until a; do exit; done", true],
    ["until a | b; do exit 1; done", true],
    ["while ! a; do exit 1; done", true],
    ["f() { until a; do return 1; done; }\nf", true],
    ["while ! a; do exit; done", false],
    ["while a; do exit 1; done", false],
    ["until ! a; do exit 1; done", false],
    ["until a; b; do exit 1; done", false],
    ["until a; do false; done", false],
    ["until a; do b; done", false],
  ])("of a condition leads to a failure: %j", (text, expected) => {
    expect(trace(text)[0]?.isEnding).toBe(expected);
  });

  it.each([
    ["gate", undefined],
    ["cd x\ncd ..\ngate", "cd .."],
    ["cd x\ncd $x\ngate", "cd $x"],
    ["cd $x\ncd y\ngate", "cd $x"],
  ])("comes with what led to its directory: %j", (text, expected) => {
    expect(trace(text).find(({ words }) => words[0]?.value === "gate")?.went).toBe(expected);
  });

  it.each([
    ["bash -c 'x; gate'", "1:13"],
    ['bash -c "gate \\"a\\""', "1:9"],
    ["eval 'x;' gate", "1:6"],
    ["eval x ';gate'", "1:6"],
    ["eval x; eval gate", "1:14"],
    ["f() { gate; }; eval f", "1:7"],
    ["f() { gate; }; bash -c 'x'; f", "1:7"],
  ])("inside of another has its own place: %j", (text, expected) => {
    const at = trace(text).find(({ words }) => words[0]?.value === "gate")?.at;
    expect(`${at?.line}:${at?.column}`).toBe(expected);
  });

  it.each([
    ["gate || true\necho", "true", '"true" behind || takes its place'],
    ["f() { gate || x=1; }\neval f", "x=1", "it is kept in a variable, and what becomes of that can't be followed"],
    ["eval 'exit 0'\ngate", "exit 0", "the shell ends before"],
    ["eval 'if x'\ngate", "eval 'if x'", `the script "if x" can't be understood: expected "then", found "the end"`],
    ["exec other\ngate", "exec other", "the shell becomes another program before"],
    ['echo "$(gate)"', "gate", "nothing becomes of the status of a command in the words of another one"],
    ["X=`if`\ngate", "if", `the script "if" can't be understood: expected "then", found "the end"`],
    ["f() { return 0; gate; }\nf", "return 0", "the function returns before"],
    ["f() { other && return 0; gate; }\nf", "return 0", "the function may return before"],
    ["for d in a; do break; gate; done", "break", "the loop is left before"],
    ["for d in a; do other && break; gate; done", "break", "the loop may be left before"],
    ["if x; then exec other; fi; gate", "exec other", "the shell may become another program before"],
  ])("says why its failure is lost: %j", (text, written, why) => {
    const faults = trace(text).find(({ words }) => words[0]?.value === "gate")?.faults;
    expect(faults?.map((fault) => [fault.written, fault.why])).toContainEqual([written, why]);
  });

  it("says the same only once", () => {
    expect(fateOf("f() { trap 'exit 0' EXIT; }\nf\nf\ngate")).toBe("masked 1:7");
    expect(fateOf("for d in a b; do trap 'exit 0' EXIT; done\ngate")).toBe("masked 1:18");
    expect(fateOf("trap 'exit 0' EXIT\nif x; then y; fi\ngate")).toBe("masked 1:1");
  });
});
