import { realpathSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createScope } from "../../../../lib/run/files-traced/scope.ts";
import { temporary } from "../../../support/temporary.ts";

const place = () => {
  const top = realpathSync(
    temporary({ ".venv/pyvenv.cfg": "", ".venv/bin/x": "", "conda/conda-meta/h": "", "pkg/a.py": "" }),
  );
  const cwd = join(top, "pkg");
  return { top, cwd, scope: createScope({ cwd, top, outDir: join(top, "runs") }) };
};

test.each<[string, string | null]>([
  ["pkg/a.py", null],
  ["data/x.csv", null],
  ["runs/r1/x", "../runs"],
  [".git/HEAD", "../.git"],
  ["sub/.git/HEAD", "../sub/.git"],
  [".venv/lib/x.py", "../.venv"],
  ["conda/lib/y", "../conda"],
  ["web/node_modules/a/b.js", "../web/node_modules"],
  ["pkg/__pycache__/a.pyc", "__pycache__"],
  ["pyvenv.cfg", null],
  ["node_modules", null],
])("%s belongs to %s", (path, root) => {
  const { top, scope } = place();
  expect(scope.rootOf(join(top, path))).toBe(root);
});

test.each<[string, string]>([
  ["/usr/lib/x/y.so", "/usr"],
  ["/etc/passwd", "/etc"],
  ["/tmp/abc123/x", "/tmp"],
  ["/home/ann/data/x.csv", "/home/ann/data"],
  ["/home/ann/x.csv", "/home/ann"],
  ["/mnt/data/deep/er/x", "/mnt/data"],
  ["/x", "/"],
])("%s is counted under %s", (path, root) => {
  expect(place().scope.rootOf(path)).toBe(root);
});

test("names are relative to the working directory", () => {
  const { top, cwd, scope } = place();
  expect(scope.nameOf(join(cwd, "a.py"))).toBe("a.py");
  expect(scope.nameOf(join(top, "data/x"))).toBe("../data/x");
  expect(scope.isWatched(`${top}x/a`)).toBe(false);
});
