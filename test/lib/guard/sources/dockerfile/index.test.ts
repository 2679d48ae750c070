// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of other languages stand in the data
import { describe, expect, test } from "vitest";
import { parseDockerfile } from "../../../../../lib/guard/sources/index.ts";
import { faultOf, spot } from "../support.ts";

const parse = (...lines: string[]) => parseDockerfile("Dockerfile", lines.join("\n"));
const labelsOf = async (...lines: string[]) =>
  Object.fromEntries((await parse(...lines)).finalStage.labels.map(({ key, value }) => [key, value.value]));
const openOf = async (...lines: string[]) =>
  (await parse(...lines)).finalStage.labels.map(({ value, unresolved }) => [value.value, ...unresolved]);

const nested = (depth: number): string => "${x:-".repeat(depth) + "}".repeat(depth);

describe("stages", () => {
  test("have their names, images and places", async () => {
    const { stages, finalStage, path } = await parse(
      "ARG V=3.12",
      "FROM --platform=$BUILDPLATFORM python:${V}-slim AS Build",
      "from build as test",
      "FROM scratch",
    );
    expect(path).toBe("Dockerfile");
    expect(stages.map(({ name, from, parent }) => [name, spot(from), parent?.name])).toEqual([
      ["build", '2:32 "python:3.12-slim"', undefined],
      ["test", '3:6 "build"', "build"],
      [undefined, '4:6 "scratch"', undefined],
    ]);
    expect(finalStage).toBe(stages[2]);
  });

  test("say what of the image can't be known", async () => {
    const fromOf = async (...lines: string[]) => {
      const { from, unresolved } = (await parse(...lines)).finalStage;
      return [from.value, ...unresolved];
    };
    expect(await fromOf("FROM a:${V}")).toEqual(["a:${V}", "V"]);
    expect(await fromOf("ARG V", "FROM a:$V")).toEqual(["a:$V", "V"]);
    expect(await fromOf("ARG V", "FROM a:${V:-1}")).toEqual(["a:1"]);
    expect(await fromOf("FROM a:${V:-1}")).toEqual(["a:1"]);
    expect(await fromOf("ARG A=$X", "ARG V=${A}-b", "FROM a:$V")).toEqual(["a:$X-b", "X"]);
    expect(await fromOf("FROM a:${TARGETARCH:-amd64}")).toEqual(["a:${TARGETARCH:-amd64}", "TARGETARCH"]);
    expect(await fromOf("ARG V=1", "FROM x", "ARG V=2", "FROM a:$V")).toEqual(["a:1"]);
    expect(await fromOf("FROM x", "ARG V=2", "FROM a:$V")).toEqual(["a:$V", "V"]);
    for (const name of ["BUILDKIT_X", "SOURCE_DATE_EPOCH", "TARGETOS", "http_proxy", "HTTPS_PROXY"])
      expect(await fromOf(`FROM a:\${${name}:-1}`)).toEqual([`a:\${${name}:-1}`, name]);
    for (const name of ["X_BUILDKIT_X", "SOURCE_DATE_EPOCHS", "TARGETOSX", "HTTP_PROXY_X"])
      expect(await fromOf(`FROM a:\${${name}:-1}`)).toEqual(["a:1"]);
  });

  test.each([
    [[""], "1:1 expected a stage, found no FROM"],
    [["# FROM a"], "1:1 expected a stage, found no FROM"],
    [["ARG a=1"], "1:1 expected a stage, found no FROM"],
    [["LABEL a=b", "FROM x"], "1:1 expected FROM before LABEL"],
    [["FROM"], "1:1 expected FROM image [AS name]"],
    [["FROM a b"], "1:1 expected FROM image [AS name]"],
    [["FROM a IS b"], "1:1 expected FROM image [AS name]"],
    [["FROM a AS"], "1:1 expected FROM image [AS name]"],
    [["FROM a AS b c"], "1:1 expected FROM image [AS name]"],
    [["FROM a", "LABLE a=b"], '2:1 expected an instruction, found "LABLE"'],
    [["FROM a", "<<<<<<< HEAD"], '2:1 expected an instruction, found "<<<<<<<"'],
    [["FROM a", "LABEL"], "2:1 expected name=value behind LABEL"],
    [["FROM a", "LABEL a"], '2:7 expected a value of "a"'],
    [["FROM a", "LABEL a=b c"], "2:11 expected name=value, found c"],
    [["FROM a", 'LABEL a="b'], "2:9 a quote that is never closed"],
    [["FROM a", "LABEL a='b"], "2:9 a quote that is never closed"],
    [["FROM a", "LABEL a=${b"], "2:9 a substitution that can't be understood"],
    [["FROM a", "LABEL a=${b:-c"], "2:9 a brace that is never closed"],
    [["FROM a", "ARG"], "2:1 expected a name behind ARG"],
    [["FROM a", `LABEL a=${nested(17)}`], "2:9 braces nested deeper than 16"],
    [["FROM a", `LABEL a=${"x".repeat(65_537)}`], "2:9 a value of over 65536 characters"],
    [["FROM a", `ENV x=${"x".repeat(65_536)}`, `LABEL a="${"$x".repeat(10_000)}"`], /^3:9 a value of over 65536/],
    [["FROM a", "ENV x=y", ...Array<string>(9).fill("ENV x=$x$x$x$x$x$x$x$x")], /^\d+:7 a value of over 65536/],
    [Array<string>(201).fill("FROM a"), "201:1 more than 200 stages"],
    [["FROM a\0"], /^1:7 a NUL/],
  ])("refuse %j", async (lines, reason) => {
    const found = await faultOf(() => parse(...lines));
    if (typeof reason === "string") expect(found).toBe(reason);
    else expect(found).toMatch(reason);
  });
});

describe("labels", () => {
  test("have values and places, across lines and comments", async () => {
    const { finalStage } = await parse(
      "FROM a",
      'LABEL a=1 b="two words" \\',
      "  # a comment",
      "",
      "      c='$x' \\  ",
      "  d=e\\ f",
      "label old style  value",
      "LABEL empty=",
      "LABEL far   away",
    );
    expect(finalStage.labels.map(({ key, value }) => `${key} ${spot(value)}`)).toEqual([
      'a 2:9 "1"',
      'b 2:13 "two words"',
      'c 5:9 "$x"',
      'd 6:5 "e f"',
      'old 7:11 "style  value"',
      'empty 8:13 ""',
      'far 9:13 "away"',
    ]);
    expect(finalStage.labels[0]?.value.path).toBe("Dockerfile");
  });

  test("the last of each key counts", async () => {
    expect(await labelsOf("FROM a", "LABEL k=1", "LABEL k=2 'l'=3", 'LABEL "k"=4')).toEqual({ k: "4", l: "3" });
  });

  test("resolve ARG and ENV", async () => {
    expect(
      await labelsOf(
        "ARG G=global",
        "FROM a",
        "ARG G",
        "ARG A=arg B=$G",
        "ENV E=${A}-env O=1",
        "ENV old a value",
        "ENV O=2 P=$O",
        "LABEL g=$G a=${A} b=$B e=\"<$E>\" n='$E' x=\\$E p=$P old=$old d=${O:-no} p2=${O:+yes} $A=key",
      ),
    ).toEqual({
      g: "global",
      a: "arg",
      b: "global",
      e: "<arg-env>",
      n: "$E",
      x: "$E",
      p: "1",
      old: "a value",
      d: "2",
      p2: "yes",
      arg: "key",
    });
  });

  test("have quotes and escapes as BuildKit reads them", async () => {
    const lines = ["FROM a", "ENV E=x", "ARG V="];
    const cases = [
      ['"a\\"b \\$E \\\\ \\n"', 'a"b $E \\ \\n'],
      ["'\\$E'", "\\$E"],
      ["a\\ b\\$E", "a b$E"],
      ["$", "$"],
      ["$.$E", "$.x"],
      ["${V-1}${V:-2}${V+3}${V:+4}", "23"],
      [nested(16), nested(16)],
      ["x".repeat(65_536), "x".repeat(65_536)],
      [`"${"x".repeat(65_536)}"`, "x".repeat(65_536)],
    ];
    for (const [written, value] of cases) expect(await labelsOf(...lines, `LABEL a=${written}`)).toEqual({ a: value });
    expect(await labelsOf("# escape=`", "FROM a", 'LABEL a=x` y b="`" \\n" c=``')).toEqual({
      a: "x y",
      b: '" \\n',
      c: "`",
    });
  });

  test("ENV counts more than ARG", async () => {
    expect(await labelsOf("FROM a", "ENV v=env", "ARG v=arg", "LABEL v=$v")).toEqual({ v: "env" });
  });

  test("leave open what only the build or the image knows", async () => {
    expect(await openOf("FROM a", "LABEL a=$V-${W}$V")).toEqual([["$V-${W}$V", "V", "W"]]);
    expect(await openOf("ARG V=1", "FROM a", "LABEL a=$V")).toEqual([["$V", "V"]]);
    expect(await openOf("FROM a", "ARG V", "LABEL a=$V")).toEqual([["$V", "V"]]);
    expect(await openOf("FROM a", "ARG V", "ENV W=x$V", "LABEL a=$W")).toEqual([["x$V", "V"]]);
    expect(await openOf("FROM a", "ARG V", "LABEL a=${V:-$U}")).toEqual([["$U", "U"]]);
    expect(await openOf("FROM a", "ARG V=1", "LABEL a=${V:-$U}")).toEqual([["1"]]);
    expect(await openOf("FROM a", "LABEL a=${V:-1}")).toEqual([["${V:-1}", "V"]]);
    expect(await openOf("FROM a", "ARG V=1.2", "LABEL a=${V%.*}")).toEqual([["${V%.*}", "V"]]);
    expect(await openOf("FROM a", "ARG V=", "LABEL a=${V:?no}")).toEqual([["${V:?no}", "V"]]);
    expect(await openOf("FROM a", "LABEL $K=v")).toEqual([["v", "K"]]);
    expect(await openOf("FROM a", "LABEL a=$10")).toEqual([["$10", "10"]]);
    expect(await openOf("FROM a", "LABEL a=${@}")).toEqual([["${@}", "@"]]);
    expect(await openOf("FROM a", "ARG TARGETARCH", "LABEL a=${TARGETARCH:-x}")).toEqual([
      ["${TARGETARCH:-x}", "TARGETARCH"],
    ]);
  });

  test("are inherited with the variables of an earlier stage, and of no other", async () => {
    const lines = ["FROM a AS base", "ARG A=1", "ENV E=2", "LABEL k=base l=base", "FROM b AS other", "LABEL m=other"];
    expect(await labelsOf(...lines, "FROM Base", "LABEL l=$A$E")).toEqual({ k: "base", l: "12" });
    expect(await labelsOf(...lines, "FROM base AS c", "LABEL c=1", "FROM c")).toEqual({ k: "base", l: "base", c: "1" });
    expect(await labelsOf(...lines, "FROM a")).toEqual({});
    expect(await labelsOf("ARG S=base", ...lines, "FROM $S")).toEqual({ k: "base", l: "base" });
    expect(await labelsOf("FROM late", "LABEL x=1", "FROM a AS late", "FROM a")).toEqual({});
    const { stages } = await parse(...lines, "FROM base", "LABEL k=changed");
    expect(stages[0]?.labels.map(({ value }) => value.value)).toEqual(["base", "base"]);
  });

  test("of ONBUILD come to the stages made from it alone", async () => {
    const lines = ["FROM a AS base", "ONBUILD LABEL k=1", "ONBUILD RUN <<EOF", "LABEL no=1", "EOF"];
    expect(await labelsOf(...lines)).toEqual({});
    expect(await labelsOf(...lines, "FROM base")).toEqual({ k: "1" });
    expect(await labelsOf(...lines, "FROM base AS c", "FROM c")).toEqual({ k: "1" });
  });
});
