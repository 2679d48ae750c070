import { expect, test } from "vitest";
import { codes } from "../../lib/codes.ts";
import command from "../../scripts/explain.ts";
import { call } from "../support/call.ts";

test("explain knows every code: title, meaning, how to mend it", async () => {
  for (const [code, { title, meaning, fix }] of Object.entries(codes)) {
    const { result, text } = await call(command, "/", [code]);
    const paragraphs = text.split("\n\n").map((paragraph) => paragraph.replaceAll("\n", " "));
    expect(paragraphs).toEqual([`${code}: ${title}`, meaning, `To mend it: ${fix}`]);
    for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
    expect(result).toMatchObject({ exitCode: 0, document: { schema: "kprov.code/v1", code, title, meaning, fix } });
    for (const words of [title, meaning, fix]) expect(words.trim().length, code).toBeGreaterThan(5);
    expect(code).toMatch(/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/);
  }
});

test.each([
  ["ARTIFACT_TRACKD", "ARTIFACT_TRACKED"],
  ["secret", "SECRET_FILE_TRACKED"],
  ["tracked", "ARTIFACT_TRACKED"],
])("explain suggests for %s: %s", async (typed, near) => {
  await expect(call(command, "/", [typed])).rejects.toMatchObject({
    message: `Unknown code "${typed}", did you mean "${near}"?`,
    hint: "kprovengine explain alone lists all codes",
  });
});

test("explain says where all codes are when none is near", async () => {
  await expect(call(command, "/", ["nosuch"])).rejects.toMatchObject({
    message: 'Unknown code "nosuch"',
    hint: "kprovengine explain alone lists all codes",
  });
});

test("explain forgives case and dashes, lists all codes without one, and suggests for a wrong one", async () => {
  expect((await call(command, "/", ["input-changed"])).text).toMatch(/^INPUT_CHANGED: /);
  const list = await call(command, "/", []);
  expect(list.text.split("\n").flatMap((line) => /^ {2}(\S+)/.exec(line)?.[1] ?? [])).toEqual(Object.keys(codes));
  expect(list.text).toMatch(/^Errors: something could not be done\n {2}E_USAGE /);
  expect(list.text).toMatch(/\n\ncheck-artifacts\n {2}ARTIFACT_TRACKED /);
  await expect(call(command, "/", ["INPUT_CHANGD"])).rejects.toMatchObject({
    exit: 2,
    message: 'Unknown code "INPUT_CHANGD", did you mean "INPUT_CHANGED"?',
  });
  await expect(call(command, "/", ["toString"])).rejects.toMatchObject({ exit: 2 });
});
