import { mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { addNotes, noteStamps, readNotes } from "../../../lib/note/index.ts";
import { temporary } from "../../support/temporary.ts";
import { bundleIn, documentOf, noon, plant } from "./support.ts";

const name = (random: string) => `2026-02-15T12-00-00-000Z-${random}.json`;
const tag = { kind: "tag", key: "a", value: "b" };

describe("readNotes", () => {
  test("reads what addNotes wrote, by time", async () => {
    const subject = bundleIn(temporary());
    for (const now of [noon + 5000, noon - 5000])
      await addNotes([subject], [{ kind: "annotation", text: String(now) }], { author: null, now });
    const { notes } = readNotes(subject.directory, subject.runId, subject.bundleDigest);
    expect(notes.map(({ at }) => at)).toEqual([noon + 5000, noon + 5001]);
  });

  test.each<[string, string, string | object | ((about: object) => object), string]>([
    ["a file of another name", "readme.txt", "hello", "It is not named as a note is"],
    ["half a note", name("00000000"), '{"schema":', "JSON"],
    ["an empty file", name("00000000"), "", "JSON"],
    ["an unknown field", name("00000000"), (about) => ({ ...about, ...tag, surprise: 1 }), "kprov.note/v1"],
    ["another version", name("00000000"), (about) => ({ ...about, ...tag, schema: "kprov.note/v2" }), "kprov.note/v1"],
    [
      "a day that there is not",
      name("00000000"),
      (about) => ({ ...about, ...tag, at: "2026-13-45T12:00:00.000Z" }),
      "no time",
    ],
    ["a bad key", name("00000000"), (about) => ({ ...about, ...tag, key: "-- x" }), '"-- x" as a tag, expected'],
    ["another run's", name("00000000"), (about) => ({ ...about, ...tag, runId: "other" }), 'about the run "other"'],
    ["a duplicate key", name("00000000"), '{"schema":"kprov.note/v1","schema":"x"}', "duplicate key"],
    ["a huge file", name("00000000"), "x".repeat(200_000), "131072 bytes"],
  ])("counts %s as a fault and not as a note", (_, file, content, message) => {
    const subject = bundleIn(temporary());
    plant(subject, file, typeof content === "function" ? content(documentOf(subject, {})) : content);
    plant(subject, name("11111111"), documentOf(subject, tag));
    const { notes, faults } = readNotes(subject.directory, subject.runId, subject.bundleDigest);
    expect(notes).toHaveLength(1);
    expect(faults).toEqual([
      { path: `.kprov-notes/${subject.runId}/${file}`, message: expect.stringContaining(message) },
    ]);
  });

  test("leaves out notes about another bundle of the same run id", () => {
    const subject = bundleIn(temporary());
    plant(subject, name("00000000"), { ...documentOf(subject, tag), bundleDigest: "f".repeat(64) });
    expect(readNotes(subject.directory, subject.runId, subject.bundleDigest)).toEqual({ notes: [], faults: [] });
  });

  test("follows no link: not of the directory, not of a run's, not of a note", () => {
    const secret = temporary({ "x.json": "{}" });
    const linked = bundleIn(temporary());
    symlinkSync(secret, join(linked.directory, ".kprov-notes"));
    expect(readNotes(linked.directory, linked.runId, linked.bundleDigest).faults).toHaveLength(1);
    const below = bundleIn(temporary());
    mkdirSync(join(below.directory, ".kprov-notes"));
    symlinkSync(secret, join(below.directory, ".kprov-notes", below.runId));
    expect(readNotes(below.directory, below.runId, below.bundleDigest).faults).toHaveLength(1);
    const file = bundleIn(temporary());
    plant(file, name("11111111"), documentOf(file, tag));
    symlinkSync(join(secret, "x.json"), join(file.directory, ".kprov-notes", file.runId, name("00000000")));
    const { notes, faults } = readNotes(file.directory, file.runId, file.bundleDigest);
    expect([notes.length, faults.map(({ message }) => message)]).toEqual([1, ["It is not a plain file"]]);
  });

  test("reads 10,000 notes and says that there are more", () => {
    const subject = bundleIn(temporary());
    const dir = join(subject.directory, ".kprov-notes", subject.runId);
    mkdirSync(dir, { recursive: true });
    for (let index = 0; index < 10_001; index += 1) writeFileSync(join(dir, `${index}`), "");
    const { faults } = readNotes(subject.directory, subject.runId, subject.bundleDigest);
    expect(faults.at(-1)?.message).toBe("There are 10001 notes, and 10000 are read");
  });

  test("takes no path for a run id", () => {
    expect(readNotes(temporary(), "../../etc", "a".repeat(64))).toEqual({ notes: [], faults: [] });
  });
});

describe("noteStamps", () => {
  test("change with every note that is added, removed or edited, and with nothing else", async () => {
    const dir = temporary();
    const [one, two] = [bundleIn(dir), bundleIn(dir, "2026-02-15T20-13-00Z-0000000b")];
    expect(noteStamps(dir)).toEqual(new Map());
    const { written } = await addNotes([one], [{ kind: "annotation", text: "x" }], { author: null, now: noon });
    const first = noteStamps(dir);
    expect([...first.keys()]).toEqual([one.runId]);
    expect(noteStamps(dir)).toEqual(first);
    await addNotes([two], [{ kind: "annotation", text: "x" }], { author: null, now: noon });
    expect(noteStamps(dir).get(one.runId)).toBe(first.get(one.runId));
    await addNotes([one], [{ kind: "annotation", text: "y" }], { author: null, now: noon });
    const second = noteStamps(dir).get(one.runId);
    expect(second).not.toBe(first.get(one.runId));
    utimesSync(written[0] ?? "", 1, 1);
    expect(noteStamps(dir).get(one.runId)).not.toBe(second);
    rmSync(join(dir, ".kprov-notes"), { recursive: true });
    expect(noteStamps(dir)).toEqual(new Map());
  });
});
