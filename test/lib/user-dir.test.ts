import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { hasOwnKeys, requireUserDir, userDir, workTreeTop } from "../../lib/user-dir.ts";
import { repo } from "../support/repo.ts";
import { temporary } from "../support/temporary.ts";

test.each<[string, NodeJS.ProcessEnv, string | null]>([
  ["KPROV_CONFIG_DIR first", { KPROV_CONFIG_DIR: "/a", XDG_CONFIG_HOME: "/b", HOME: "/c" }, "/a"],
  ["XDG_CONFIG_HOME next", { XDG_CONFIG_HOME: "/b", HOME: "/c" }, "/b/kprovengine"],
  ["the home last", { HOME: "/c" }, "/c/.config/kprovengine"],
  [
    "no relative path, which could lead into a checkout",
    { KPROV_CONFIG_DIR: "a", XDG_CONFIG_HOME: "b", HOME: "/c" },
    "/c/.config/kprovengine",
  ],
  ["nothing without a home", { HOME: "" }, null],
])("userDir takes %s", (_, env, dir) => {
  expect(userDir(env)).toBe(dir);
});

describe("requireUserDir", () => {
  const refused = (cwd: string, config: string) =>
    expect(() => requireUserDir({ cwd, env: { KPROV_CONFIG_DIR: config } }));

  test("refuses a directory in the checkout, also before it exists, and says so with the code that was asked for", () => {
    using made = repo({ "a/b.txt": "" });
    refused(made.dir, join(made.dir, "config")).toThrow(expect.objectContaining({ code: "E_KEY" }));
    refused(join(made.dir, "a"), join(made.dir, "x/y")).toThrow(expect.objectContaining({ code: "E_KEY" }));
    refused(made.dir, made.dir).toThrow(expect.objectContaining({ code: "E_KEY" }));
    refused(made.dir, join(made.dir, ".git/config.d")).toThrow(expect.objectContaining({ code: "E_KEY" }));
    expect(() => requireUserDir({ cwd: made.dir, env: { KPROV_CONFIG_DIR: made.dir } }, "E_TRUST")).toThrow(
      expect.objectContaining({ code: "E_TRUST" }),
    );
  });

  test("refuses one that a link leads into the checkout", () => {
    using made = repo({ "a.txt": "" });
    const outside = temporary();
    symlinkSync(made.dir, join(outside, "config"));
    refused(made.dir, join(outside, "config")).toThrow(expect.objectContaining({ code: "E_KEY" }));
    refused(made.dir, join(outside, "config/deep")).toThrow(expect.objectContaining({ code: "E_KEY" }));
  });

  test("refuses one in the repository around a submodule or linked work tree", () => {
    using made = repo({ "a.txt": "" });
    made.git("worktree", "add", "-q", "inner");
    refused(join(made.dir, "inner"), join(made.dir, "config")).toThrow(expect.objectContaining({ code: "E_KEY" }));
  });

  test("takes one beside the checkout, one whose name begins alike, and any outside of repositories", () => {
    const top = temporary();
    mkdirSync(join(top, "work/.git"), { recursive: true });
    for (const [cwd, config] of [
      [join(top, "work"), join(top, "workers")],
      [top, join(top, "config")],
    ] as const)
      expect(requireUserDir({ cwd, env: { KPROV_CONFIG_DIR: config } })).toBe(config);
  });

  test("wants a home", () => {
    expect(() => requireUserDir({ cwd: "/", env: { HOME: "" } })).toThrow(expect.objectContaining({ code: "E_KEY" }));
  });
});

test("workTreeTop is the nearest work tree, and null outside of all", () => {
  using made = repo({ "a/b.txt": "" });
  expect(workTreeTop(join(made.dir, "a"))).toBe(made.dir);
  expect(workTreeTop(temporary())).toBeNull();
});

test("hasOwnKeys sees keys, and is quiet about everything else", () => {
  const dir = temporary({ "keys/a.pub": "" });
  expect(hasOwnKeys({ KPROV_CONFIG_DIR: dir })).toBe(false);
  expect(hasOwnKeys({ KPROV_CONFIG_DIR: temporary({ "keys/a.key.json": "" }) })).toBe(true);
  for (const env of [{ HOME: "" }, { HOME: "/nonexistent" }, { KPROV_CONFIG_DIR: temporary({ keys: "a file" }) }])
    expect(hasOwnKeys(env)).toBe(false);
});
