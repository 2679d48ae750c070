import { realpathSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createScope } from "../../../../lib/run/files-traced/scope.ts";
import { temporary } from "../../../support/temporary.ts";

const place = () => {
  const top = realpathSync(
    temporary({
      ...{ ".venv/pyvenv.cfg": "", ".venv/bin/x": "", "conda/conda-meta/h": "", "pkg/a.py": "" },
      ...{ "runs/r1/manifest.json": "{}", "runs/data/x.csv": "" },
    }),
  );
  const cwd = join(top, "pkg");
  return { top, cwd, scope: createScope({ cwd, top, outDir: join(top, "runs"), home: "/home/ann" }) };
};

test.each<[string, string | null]>([
  ["pkg/a.py", null],
  ["data/x.csv", null],
  ["runs/r1/x", "../runs"],
  ["runs/.kprov-run-r2.1.2.3/logs/stdout.log", "../runs"],
  ["runs/.kprov-head.json", "../runs"],
  ["runs/x.csv", null],
  ["runs/r1", null],
  ["runs/manifest.json", null],
  ["runs/data/x.csv", null],
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

test.each<[string, string | null]>([
  ["/usr/lib/x/y.so", "/usr"],
  ["/usr/local/lib/y.so", "/usr"],
  ["/usr/local/share/x.csv", null],
  ["/usr/locals/x", "/usr"],
  ["/etc/passwd", "/etc"],
  ["/etcetera/x", null],
  ["/dev/null", "/dev"],
  ["/dev/shm/x", null],
  ["/run/systemd/resolve/x", "/run"],
  ["/run/user/1000/x", null],
  ["/run/media/ann/disk/x.csv", null],
  ["/memfd:x", "/memfd"],
  ["/tmp/abc123/x", null],
  ["/var/tmp/x", null],
  ["/var/lib/dpkg/status", "/var/lib/dpkg"],
  ["/var/lib/data/x", null],
  ["/home/ann/x.csv", null],
  ["/home/ann/.cache/pip/http/x", "/home/ann/.cache/pip"],
  ["/home/ann/.cache/huggingface/x", null],
  ["/home/ann/.cache/x.csv", null],
  ["/home/ann/.cachet", null],
  ["/home/bob/.cache/pip/x", null],
  ["/home/ann/.config/x.toml", null],
  ["/home/ann/.local/lib/python3.11/site-packages/a.py", "/home/ann/.local/lib/python3.11/site-packages"],
  ["/srv/other/__pycache__/a.pyc", "/srv/other/__pycache__"],
  ["/srv/x.csv", null],
  ["/opt/data/x", null],
  ["/mnt/data/deep/er/x", null],
  ["/media/x", null],
  ["/data/x", null],
  ["/root/x", null],
  ["/x", null],
])("%s belongs to %s", (path, root) => {
  expect(place().scope.rootOf(path)).toBe(root);
});

test("bundles are counted wherever the output directory lies, and nothing else that lies there", () => {
  const out = realpathSync(temporary({ "r1/manifest.json": "{}", "x.csv": "" }));
  const scope = createScope({ cwd: realpathSync(temporary()), top: null, outDir: out });
  expect(scope.rootOf(join(out, "r1/x"))).toBe(out);
  expect(scope.rootOf(join(out, "x.csv"))).toBeNull();
});

test("names are relative to the working directory", () => {
  const { top, cwd, scope } = place();
  expect(scope.nameOf(join(cwd, "a.py"))).toBe("a.py");
  expect(scope.nameOf(join(top, "data/x"))).toBe("../data/x");
  expect(scope.isProject(`${top}x/a`)).toBe(false);
  expect(scope.nameOf(`${top}x/a`)).toBe(`${top}x/a`);
});

test("what may have to be named is looked at", () => {
  const { top, scope } = place();
  expect([join(top, "x"), "/srv/x", "/tmp/x", "/usr/lib/x"].map(scope.isWatched)).toEqual([true, true, true, false]);
});
