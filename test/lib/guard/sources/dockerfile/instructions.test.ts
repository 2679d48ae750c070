import { describe, expect, test } from "vitest";
import { readInstructions } from "../../../../../lib/guard/sources/dockerfile/instructions.ts";
import { faultOf } from "../support.ts";

const read = (text: string) =>
  readInstructions("Dockerfile", text).list.map(({ keyword, args }) => `${keyword} ${args}`);

describe("readInstructions", () => {
  test.each([
    ["  from a\r\nRUN b \\\r\n  c\r\n", ["FROM a", "RUN b   c"]],
    ["RUN a \\\n# c\n\n  # c\n b\nRUN c", ["RUN a  b", "RUN c"]],
    ["RUN a \\  \n b", ["RUN a  b"]],
    ["RUN a\\\\\nLABEL b=c", ["RUN a\\\\", "LABEL b=c"]],
    ["RUN a \\", ["RUN a"]],
    ["# escape=`\nRUN a `\n b\\\nRUN c", ["RUN a  b\\", "RUN c"]],
    ["#syntax=docker/dockerfile\n# Escape = ` \nRUN a `\n b", ["RUN a  b"]],
    ["# syntax = docker/dockerfile:1.7-labs\nRUN a", ["RUN a"]],
    ["# syntax=docker/dockerfile-upstream:master\nRUN a", ["RUN a"]],
    ["# Syntax=docker/dockerfile@sha256:0\nRUN a", ["RUN a"]],
    ["# syntax=mirror.example:5000/hub/docker/dockerfile:1\nRUN a", ["RUN a"]],
    ["# syntax=docker/dockerfile:1 x\u2028y\nRUN a", ["RUN a"]],
    ["# foo=bar\n# syntax=x\nRUN a", ["RUN a"]],
    ["#!/bin/x\n# escape=`\nRUN a `\nRUN b", ["RUN a `", "RUN b"]],
    ["#!/bin/x\n#!/bin/x\n# syntax=x\nRUN a", ["RUN a"]],
    ["# foo=bar\n# escape=`\nRUN a `\nRUN b", ["RUN a `", "RUN b"]],
    ["\n# escape=`\nRUN a `\nRUN b", ["RUN a `", "RUN b"]],
    ["RUN a # no comment", ["RUN a # no comment"]],
    ["FROM a # escape=`\nRUN a `\nRUN b", ["FROM a # escape=`", "RUN a `", "RUN b"]],
    ["  # escape=`\nRUN a `\n b", ["RUN a  b"]],
    ["# escape=\\\nRUN a \\\n b", ["RUN a  b"]],
    ["# check=skip=all\n# escape=`\nRUN a `\n b", ["RUN a  b"]],
    ["RUN a\n  \\", ["RUN a"]],
    ["\n".repeat(19_999), []],
  ])("joins lines as BuildKit does: %j", (text, found) => {
    expect(read(text)).toEqual(found);
  });

  test.each([
    "RUN cat <<EOF\nLABEL x=1\nEOF",
    "RUN cat <<'E F'\nLABEL x=1\nEOF\nE F",
    'COPY <<"EOF" /x\nLABEL x=1\nEOF',
    "RUN 3<<EOF cat\nLABEL x=1\nEOF",
    "RUN <<-EOF\n LABEL x=1\n EOF\n\t\tEOF",
    "ADD <<A <<B /x\nB\nLABEL x=1\nA\nLABEL x=1\nB",
    "RUN cat <<EOF && \\\n more\nLABEL x=1 \\\n# c\nEOF",
    "RUN cat << EOF\nLABEL x=1\nEOF",
    "RUN cat <<  EOF\nLABEL x=1\nEOF",
    "RUN <<EOF\n\tEOF\nLABEL x=1\nEOF",
    "RUN <<-EOF\nE\tOF\nLABEL x=1\n\tEOF",
    "ONBUILD RUN <<EOF\nLABEL x=1\nEOF",
    "RUN <<EOF\r\nLABEL x=1\r\nEOF\r",
  ])("passes over heredocs: %j", (text) => {
    expect(read(`${text}\nLABEL y=2`).slice(1)).toEqual(["LABEL y=2"]);
  });

  test.each([
    "RUN cat <<< EOF",
    "RUN cat a<<EOF",
    "RUN echo $((1<<EOF))",
    "RUN echo $((1 << 2))",
    'RUN echo "<<EOF"',
    "RUN echo '<<EOF'",
    "RUN echo \\<<EOF",
    'RUN ["cat", "<<EOF"]',
    'RUN ["a\\" <<EOF", "<<EOF" ]',
    "RUN cat <<EOF<x",
    "RUN echo $((1 << 2)) && cat <<< EOF",
    "RUN echo it's <<EOF",
    "CMD cat <<EOF",
    "LABEL a=<<EOF",
  ])("sees no heredoc in %j", (text) => {
    expect(read(`${text}\nLABEL y=2`)[1]).toBe("LABEL y=2");
  });

  test("takes no longer for a syntax that goes on and on", async () => {
    const name = "/docker/dockerfile:".repeat(100_000);
    expect(read(`# syntax=${name} x\nRUN a`)).toEqual(["RUN a"]);
    expect(await faultOf(() => read(`# syntax=x ${name}\nRUN a`))).toBe(
      `1:1 expected docker/dockerfile as syntax, found "${`x ${name}`.slice(0, 39)}…"`,
    );
  });

  test.each(["docker/dockerfile1", "x-docker/dockerfile:1", "docker/dockerfile:", "x docker/dockerfile"])(
    "refuses a file that is written for %j",
    async (name) => {
      const found = await faultOf(() => read(`#syntax=${name}\nRUN a`));
      expect(found).toBe(`1:1 expected docker/dockerfile as syntax, found "${name}"`);
    },
  );

  test.each([
    ["RUN <<EOF\nLABEL x=1\n EOF", '1:1 the heredoc "EOF" is never closed'],
    ["FROM a\n  RUN <<A <<B\nA", '2:3 the heredoc "B" is never closed'],
    ["# escape=x\nRUN a", '1:1 expected \\ or ` as escape, found "x"'],
    ["#!/bin/x\n# syntax=x\nRUN a", '2:1 expected docker/dockerfile as syntax, found "x"'],
    ["// syntax=x\nRUN a", '1:1 expected an instruction, found "//"'],
    ['{"syntax":"x"}\nRUN a', '1:1 expected an instruction, found "{"syntax":"x"}"'],
    ["# escape=`\n# syntax=x\nRUN a", '2:1 expected docker/dockerfile as syntax, found "x"'],
    ["# escape=`\n# Escape=\\\nRUN a", '2:1 the directive "escape" a second time'],
    [
      "# check=skip=all\n# syntax=x/frontend:1\nRUN a",
      '2:1 expected docker/dockerfile as syntax, found "x/frontend:1"',
    ],
    ["# escape=`\u2028x\nRUN a", '1:1 expected \\ or ` as escape, found "`\u2028x"'],
    ["RUN a\n\n b", '3:2 expected an instruction, found "b"'],
    ["ONBUILD nothing", '1:9 expected an instruction, found "nothing"'],
    ["ONBUILD", '1:8 expected an instruction, found ""'],
    [`${"x".repeat(41)} a`, `1:1 expected an instruction, found "${"x".repeat(39)}…"`],
    ["\n".repeat(20_000), "1:1 more than 20000 lines"],
  ])("refuses %j", async (text, reason) => {
    expect(await faultOf(() => read(text))).toBe(reason);
  });

  test("knows where each character stands", () => {
    const [instruction] = readInstructions("Dockerfile", "\n  LABEL \\\n # c\n  a=1 \\\n b=2").list;
    const index = instruction?.args.indexOf("b") ?? 0;
    expect(instruction?.place).toEqual({ line: 2, column: 3 });
    expect([instruction?.placeOf(0), instruction?.placeOf(index)]).toEqual([
      { line: 4, column: 3 },
      { line: 5, column: 2 },
    ]);
  });
});
