import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findSalt, type SaltOptions } from "../../../../lib/guard/private/salt.ts";
import { salt } from "../../../support/deny.ts";
import { repo } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";

const other = "0123456789abcdef0123456789abcdef";

const find = (options: Partial<SaltOptions>) =>
  findSalt({ flag: undefined, env: {}, configured: undefined, cwd: "/", root: "/", ...options });

describe("findSalt", () => {
  it("takes the flag's, else the environment's, else the configuration's", () => {
    const dir = temporary({ flag: `${salt}1\n`, config: `${salt}3` });
    const all = { flag: join(dir, "flag"), env: { KPROV_DENY_SALT: `${salt}2` }, configured: join(dir, "config") };
    expect(find(all)).toMatchObject({ salt: `${salt}1` });
    expect(find({ ...all, flag: undefined })).toMatchObject({ salt: `${salt}2`, from: "KPROV_DENY_SALT" });
    expect(find({ configured: all.configured })).toMatchObject({ salt: `${salt}3` });
    expect(find({ configured: "config", root: dir })).toMatchObject({ salt: `${salt}3` });
    expect(find({ flag: "flag", cwd: dir })).toMatchObject({ salt: `${salt}1` });
    expect(find({ configured: "~/config", env: { HOME: dir } })).toMatchObject({ salt: `${salt}3` });
  });

  it.each([[{}], [{ KPROV_DENY_SALT: "" }], [{ KPROV_DENY_SALT: " \n" }]])("has none in the environment %j", (env) => {
    expect(find({ env })).toEqual({ missing: "KPROV_DENY_SALT is not set" });
  });

  it("has none where the named file is missing or no file, and tries nothing else then", () => {
    const env = { KPROV_DENY_SALT: other };
    const dir = temporary({ a: "" });
    expect(find({ flag: join(dir, "none"), env })).toEqual({ missing: `there is no file "${join(dir, "none")}"` });
    expect(find({ flag: dir, env })).toEqual({ missing: expect.not.stringContaining("there is no file") });
    writeFileSync(join(dir, "big"), "x".repeat(5000));
    expect(find({ flag: join(dir, "big"), env })).toHaveProperty("missing");
    if (process.geteuid?.() !== 0) {
      chmodSync(join(dir, "a"), 0);
      expect(find({ flag: join(dir, "a"), env })).toHaveProperty("missing");
    }
  });

  it.each<[string, boolean]>([
    [salt, false],
    [`saved/${salt}.txt`, false],
    [`${other}/../x`, false],
    ["Ab1/".repeat(8), false],
    ["+/_-=".repeat(7), false],
    ["Ab1/".repeat(8).slice(0, 31), true],
    [`/${"Ab1/".repeat(8)}`, true],
    [`./${"Ab1/".repeat(8)}`, true],
    ["acme.salt", true],
    ["a b/".repeat(20), true],
    ["ü".repeat(40), true],
  ])("shows the path %s, if it can't be the salt itself: %s", (path, isShown) => {
    const named = (place: string) => ({ missing: `there is no file "${isShown ? path : place}"` });
    expect(find({ flag: path })).toEqual(named("--salt-file"));
    expect(find({ configured: path })).toEqual(named("identity.forbidden.saltFile"));
  });

  it.each(["0123456789abcdef0123456789abcdef", "01234567".repeat(4), "éàèùçñöü".repeat(2)])(
    "takes one of 32 bytes and 8 letters, without the space around it: %j",
    (enough) => {
      expect(find({ env: { KPROV_DENY_SALT: ` ${enough}\n` } })).toEqual({ salt: enough, from: "KPROV_DENY_SALT" });
    },
  );

  it.each([
    "0123456789abcdef0123456789abcde",
    "0123456".repeat(5),
    `${other}\r${other}`,
    "short",
    "x".repeat(64),
    "abababababababababababababababababab",
    `${salt}\n${salt}`,
  ])("throws E_CONFIG for one that could be guessed: %j", (weak) => {
    const thrown = expect.objectContaining({ code: "E_CONFIG", message: expect.not.stringContaining(weak) });
    expect(() => find({ env: { KPROV_DENY_SALT: weak } })).toThrow(thrown);
    expect(() => find({ flag: join(temporary({ salt: weak }), "salt") })).toThrow(thrown);
  });

  it("throws E_CONFIG for a file inside the work tree, ignored or behind a link", () => {
    using fixture = repo({ ".gitignore": "*\n", salt });
    const { dir } = fixture;
    const outside = temporary();
    symlinkSync(dir, join(outside, "link"));
    mkdirSync(join(dir, "sub"));
    const inside = [
      "salt",
      "./sub/none",
      "./no/such/none",
      join(dir, "salt"),
      join(outside, "link/salt"),
      "..salt",
      ".",
    ];
    for (const flag of [...inside, join(outside, "link/no/such"), dir])
      expect(() => find({ flag, cwd: dir }), flag).toThrow(expect.objectContaining({ code: "E_CONFIG" }));
    for (const flag of ["../none", "..", "/nonexistent/none", join(outside, "none")])
      expect(find({ flag, cwd: dir })).toHaveProperty("missing");
    expect(find({ flag: "../none", cwd: join(dir, "..") })).toHaveProperty("missing");
  });
});
