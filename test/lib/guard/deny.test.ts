import { describe, expect, it } from "vitest";
import { compileGlobs } from "../../../lib/glob.ts";
import { createDenied, defaultDeny } from "../../../lib/guard/deny.ts";
import { samplePath } from "../../../lib/guard/sample.ts";

const denied = createDenied([]);

describe("defaultDeny", () => {
  it.each(defaultDeny.map(({ glob }) => glob))("%s matches a path made for it, and createDenied sees it", (glob) => {
    const sample = samplePath(glob) ?? "";
    expect(compileGlobs([glob])(sample)).toBe(true);
    expect(denied(sample)).toBeDefined();
  });

  it.each([
    "src/pkg/__pycache__/a.cpython-312.pyc",
    "a.pyo",
    ".venv/bin/python",
    "tools/.venv/pyvenv.cfg",
    "venv/lib/python3.12/site.py",
    "src/claims.egg-info/PKG-INFO",
    ".pytest_cache/v/cache/nodeids",
    ".mypy_cache/3.12/a.json",
    "pkg/.ruff_cache/x",
    ".tox/py312/log",
    ".nox/tests/x",
    "htmlcov/index.html",
    ".coverage",
    ".coverage.host.1234.XyZ",
    "coverage.xml",
    "dist/claims-1.0-py3-none-any.whl",
    "build/bdist.linux-x86_64/x",
    "node_modules/a/index.js",
    "packages/a/node_modules/b/index.js",
    "web/.next/build-manifest.json",
    "tsconfig.tsbuildinfo",
    "coverage/lcov.info",
    "target/debug/app",
    "crates/a/target/release/app",
    "target/classes/App.properties",
    "src/App.class",
    "docs/.DS_Store",
    "Thumbs.db",
    "src/.main.py.swp",
    "notes.txt~",
    "nb/.ipynb_checkpoints/a.ipynb",
    "mlruns/0/meta.yaml",
    "wandb/run-20260101_000000-abc/files/x",
    "wandb/latest-run",
    ".dvc/cache/files/md5/ab/c",
    "train.log",
    "infra/.terraform/providers/x",
  ])("denies %s", (path) => {
    expect(denied(path)).toBeDefined();
  });

  it.each([
    "src/build/index.ts",
    "build/Dockerfile",
    "build/lib/release.sh",
    "tools/target/list.go",
    "drivers/target/target_core.c",
    "Lib/venv/__init__.py",
    "wandb/sdk/wandb_run.py",
    "coverage/control.py",
    "tests/data/coverage.xml",
    ".coveragerc",
    "packages/dist/README.md",
    "src/log.ts",
    "changelog",
    "node_modules.md",
    ".dvc/config",
    "data.dvc",
    "src/classes/a.java",
    "lib/pycache.py",
    ".terraform.lock.hcl",
    "vendor/github.com/a/b.go",
    "gradle/wrapper/gradle-wrapper.jar",
    "models/a.obj",
  ])("leaves %s alone", (path) => {
    expect(denied(path)).toBeUndefined();
  });
});

describe("createDenied", () => {
  it("adds the user's globs and names the one that matched", () => {
    expect(createDenied(["runs/**"])("runs/a.json")).toEqual({ glob: "runs/**" });
    expect(denied("runs/a.json")).toBeUndefined();
  });

  it("leaves out the built-in entries that do not count, and none of the user's", () => {
    const some = createDenied(["dist/*.map"], ({ what }) => what !== "built output");
    expect(denied("dist/a.js")).toMatchObject({ what: "built output" });
    expect([some("dist/a.js"), some("dist/a.map")]).toEqual([undefined, { glob: "dist/*.map" }]);
    expect(some("node_modules/a/index.js")).toMatchObject({ what: "Node packages" });
  });

  it("throws E_CONFIG for a glob that can't be meant", () => {
    expect(() => createDenied(["!runs/**"])).toThrow(expect.objectContaining({ code: "E_CONFIG" }));
  });
});
