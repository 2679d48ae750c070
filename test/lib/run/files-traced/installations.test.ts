import { realpathSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createInstallations } from "../../../../lib/run/files-traced/installations.ts";
import { temporary } from "../../../support/temporary.ts";

const filesOf = (...paths: string[]): string =>
  realpathSync(temporary(Object.fromEntries(paths.map((path) => [path, ""]))));

const around = { project: ["/somewhere/project"], homes: ["/somewhere/home"] };

test.each([
  ["a virtual environment", ["e/pyvenv.cfg"]],
  ["one of conda's", ["e/conda-meta/history"]],
  ["a Python", ["e/lib/python3.11/os.py"]],
  ["a manager of versions", ["e/shims/python3", "e/versions/3.11/x"]],
  ["a Node.js", ["e/bin/node", "e/include/node/node.h"]],
])("%s is one, with all that lies in it", (_name, marks) => {
  const dir = filesOf(...marks);
  const { rootOf } = createInstallations(around);
  expect(rootOf(join(dir, "e/share/deep/x"))).toBe(join(dir, "e"));
  expect(rootOf(join(dir, "x.csv"))).toBeNull();
});

test("a directory with libraries of Python alone is none", () => {
  const dir = filesOf("e/lib/python3.11/site-packages/a.py");
  expect(createInstallations(around).rootOf(join(dir, "e/x.csv"))).toBeNull();
});

test("around the project, or in the home directory, it has its programs only", () => {
  const dir = filesOf("pyvenv.cfg");
  for (const given of [
    { project: [join(dir, "work")], homes: [] },
    { project: [], homes: [dir] },
  ]) {
    const { rootOf } = createInstallations(given);
    expect(rootOf(join(dir, "lib/python3.11/x.py"))).toBe(dir);
    expect(rootOf(join(dir, "data/x.csv"))).toBeNull();
  }
});

test("beside a recorded tool, programs and libraries are part of it, data is not", () => {
  const dir = filesOf("app/bin/tool");
  const installations = createInstallations(around);
  expect(installations.rootOf(join(dir, "app/lib/x.so"))).toBeNull();
  installations.know([join(dir, "app/bin/tool")]);
  expect(installations.rootOf(join(dir, "app/lib/x.so"))).toBe(join(dir, "app"));
  expect(installations.rootOf(join(dir, "app/share/x.csv"))).toBeNull();
});

test.each(["/opt/bin/tool", "/home/ann/bin/tool", "/somewhere/home/.local/bin/tool", "/srv/app/tool", "/bin/tool"])(
  "%s makes nothing an installation",
  (tool) => {
    const installations = createInstallations(around);
    installations.know([tool]);
    for (const prefix of ["/opt", "/home/ann", "/somewhere/home/.local", "/srv/app", "/srv", ""])
      expect(installations.rootOf(`${prefix}/lib/x.csv`)).toBeNull();
  },
);

test("a tool of another checkout makes it no installation", () => {
  const dir = filesOf("repo/.git/HEAD", "repo/bin/tool");
  const installations = createInstallations(around);
  installations.know([join(dir, "repo/bin/tool")]);
  expect(installations.rootOf(join(dir, "repo/lib/x.py"))).toBeNull();
});
