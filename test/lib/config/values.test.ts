import { describe, expect, test } from "vitest";
import {
  commandProblem,
  globProblem,
  parseAge,
  parseSize,
  repositoryProblem,
  sizeProblem,
} from "../../../lib/config/values.ts";

describe("parseSize", () => {
  test.each([
    ["5 MB", 5_000_000],
    ["500 kB", 500_000],
    ["500KB", 500_000],
    ["1 GiB", 2 ** 30],
    ["1.5 MiB", 1_572_864],
    ["10 B", 10],
    ["0 B", 0],
    ["2 TB", 2e12],
    [1024, 1024],
    [5_000_000, 5_000_000],
  ])("reads %j as %d bytes", (size, bytes) => {
    expect(parseSize(size)).toBe(bytes);
  });

  test.each([
    5,
    0,
    -5,
    1023,
    5000.5,
    Number.NaN,
    "5",
    "5 mb",
    "5 Mb",
    "MB",
    "-5 MB",
    "5  MB",
    " 5 MB",
    "5 MB\n",
    "1e3 B",
    null,
  ])("refuses %j", (size) => {
    expect(parseSize(size)).toBeUndefined();
  });

  test("refuses what a number can't hold exactly, and sizeProblem says so", () => {
    expect(parseSize("999999999 TB")).toBeUndefined();
    expect(sizeProblem("999999999 TB")).toBe("it is too large");
    expect(sizeProblem("5 MB")).toBeUndefined();
  });
});

describe("parseAge", () => {
  test.each([
    ["90s", 90_000],
    ["30m", 1_800_000],
    ["1h", 3_600_000],
    ["7d", 604_800_000],
  ])("reads %s as %d milliseconds", (age, milliseconds) => {
    expect(parseAge(age)).toBe(milliseconds);
  });

  test.each(["", "0h", "1", "h", "1.5h", "-1h", "1 h", "1h\n", "01h", "1w", "1234567d"])("refuses %j", (age) => {
    expect(parseAge(age)).toBeUndefined();
  });
});

describe("globProblem", () => {
  test.each(["README.md", "docs/**", "**/*.pyc", "a/{b,c}/[x-z]?.txt", "..hidden/..x", "a b/c"])(
    "accepts %j",
    (glob) => {
      expect(globProblem(glob)).toBeUndefined();
    },
  );

  test.each([
    ["/etc/**", "absolute"],
    ["C:/x", "absolute"],
    ["./runs/**", "segment"],
    ["../x", "segment"],
    ["a/../b", "segment"],
    ["a\\b", "backslash"],
    ["runs/", "slash"],
    ["a//b", "empty segment"],
    ["!a", "negation"],
    ["a{b", "partner"],
    ["a**", "alone between slashes"],
    ["[z-a]", "no set of characters"],
    ["a\0b", "NUL"],
    ["", "empty"],
  ])("refuses %j because of its %s", (glob, why) => {
    expect(globProblem(glob)).toContain(why);
  });
});

describe("repositoryProblem", () => {
  test.each(["https://github.com/acme/x", "http://localhost:3000/x", "ssh://git@host/x.git", "git://host/x"])(
    "accepts %s",
    (url) => {
      expect(repositoryProblem(url)).toBeUndefined();
    },
  );

  test.each([
    ["acme/x", "not a URL"],
    ["git@github.com:acme/x.git", "not a URL"],
    ["file:///srv/x", "protocol"],
    ["javascript:alert(1)", "protocol"],
    ["https://user:token@github.com/x", "user name or password"],
    ["https://token@github.com/x", "user name or password"],
    ["ssh://git:secret@host/x", "user name or password"],
  ])("refuses %s: %s", (url, why) => {
    expect(repositoryProblem(url)).toContain(why);
  });
});

describe("commandProblem", () => {
  test.each([[["ruff", "check", "."]], [["/opt/my tools/run"]], [["echo", "two words"]]])("accepts %j", (argv) => {
    expect(commandProblem(argv)).toBeUndefined();
  });

  test.each([
    [[], "empty"],
    [["ruff check ."], "space"],
    [["ruff", ""], "empty word"],
    [["a\0"], "NUL"],
  ])("refuses %j: %s", (argv, why) => {
    expect(commandProblem(argv)).toContain(why);
  });
});
