import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { declaredPaths } from "../../../../lib/guard/identity/declared.ts";
import { repo } from "../../../support/repo.ts";
import { temporary } from "../../../support/temporary.ts";

describe("declaredPaths", () => {
  it("names the configuration and the file of the tokens from the top, through links", () => {
    using fixture = repo({
      "sub/kprov.config.json": "{}",
      "sub/docs/t.txt": "x",
      "sub/.kprov/governance.lock.json": "{}",
    });
    const link = join(temporary(), "link");
    symlinkSync(fixture.dir, link);
    const root = join(link, "sub");
    const path = join(root, "kprov.config.json");
    const name = ["sub/kprov.config.json", "sub/.kprov/governance.lock.json"];
    const options = { cwd: root, path, root, forbidden: { file: "docs/t.txt" } };
    expect(declaredPaths(options)).toEqual({ name, tokens: ["sub/docs/t.txt"] });
    expect(declaredPaths({ ...options, forbidden: ["abc"] })).toEqual({
      name,
      tokens: ["sub/kprov.config.json"],
    });
    expect(declaredPaths({ ...options, path: null, forbidden: ["abc"] })).toEqual({ name: [], tokens: [] });
  });

  it("leaves out what lies outside of the repository", () => {
    using fixture = repo({ a: "x" });
    const root = temporary({ "kprov.config.json": "{}" });
    const path = join(root, "kprov.config.json");
    expect(declaredPaths({ cwd: fixture.dir, path, root, forbidden: { file: "gone/t.txt" } })).toEqual({
      name: [],
      tokens: [],
    });
  });
});
