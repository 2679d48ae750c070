import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { kprov } from "../support.ts";
import { python } from "./repository/python.ts";
import { describeAdoption } from "./suite.ts";
import { createSubject, just, linkTool, type Subject } from "./support.ts";

const { Makefile: _, ...files } = python.files;
const justfile = "# Build it\nbuild:\n    echo built";
const subject: Subject = { ...python, files: { ...files, justfile } };

describeAdoption("a Python repository with a justfile", subject, { call: just, isThorough: true });

test("a recipe called preflight stays what it was, and ours is found beside it", async () => {
  using at = createSubject({
    ...subject,
    files: { ...subject.files, justfile: `${justfile}\n\npreflight:\n    echo mine\n` },
  });
  linkTool(at.dir);
  const { status, stdout } = await kprov(["init", "--yes"], { cwd: at.dir });
  expect([status, stdout]).toEqual([0, expect.stringContaining("just kprov-preflight")]);
  at.git("add", "--all");
  expect((await just(at.dir, "preflight")).stdout).toBe("mine\n");
  expect((await just(at.dir, "kprov-preflight")).stdout).toContain("preflight: proved");
  const list = await just(at.dir, "help");
  expect(list.stdout).toContain("Every check and the project's own commands");
  expect(readFileSync(join(at.dir, "justfile"), "utf8")).toContain("import 'kprov.just'");
});
