import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { KprovError } from "../../../lib/errors.ts";
import { addNotes, applyNotes, identifyBundle, type NoteSubject, readNotes } from "../../../lib/note/index.ts";
import { keepSecrets } from "../../../lib/secrecy.ts";
import { verifyDirectory } from "../../../lib/verify/index.ts";
import { temporary } from "../../support/temporary.ts";
import { bundleIn, documentOf, noon, plant } from "./support.ts";

const by = { author: "ann", now: noon };
const filesOf = ({ directory, runId }: NoteSubject): string[] => {
  try {
    return readdirSync(join(directory, ".kprov-notes", runId)).sort();
  } catch {
    return [];
  }
};

describe("addNotes", () => {
  test("writes one file per note, in canonical JSON, and says what the run has now", async () => {
    const subject = bundleIn(temporary());
    const added = await addNotes(
      [subject],
      [
        { kind: "tag", key: "release", value: "2026-Q1" },
        { kind: "tag", key: "golden", value: "" },
        { kind: "annotation", text: "row 17 is counted twice\nsee the ledger" },
      ],
      by,
    );
    expect(added.now).toEqual({
      tags: [
        { key: "golden", value: "" },
        { key: "k", value: "v" },
        { key: "release", value: "2026-Q1" },
      ],
      annotations: [{ at: noon + 2, author: "ann", text: "row 17 is counted twice\nsee the ledger" }],
    });
    expect(added.written).toHaveLength(3);
    expect(filesOf(subject).map((name) => name.slice(0, 24))).toEqual([
      "2026-02-15T12-00-00-000Z",
      "2026-02-15T12-00-00-001Z",
      "2026-02-15T12-00-00-002Z",
    ]);
    const { bundleDigest } = subject;
    expect(readFileSync(added.written[0] ?? "", "utf8")).toBe(
      `{"at":"2026-02-15T12:00:00.000Z","author":"ann","bundleDigest":"${bundleDigest}","key":"release","kind":"tag","runId":"${subject.runId}","schema":"kprov.note/v1","value":"2026-Q1"}\n`,
    );
  });

  test("does not write a tag that is there, and takes away one that the run was started with", async () => {
    const subject = bundleIn(temporary());
    expect((await addNotes([subject], [{ kind: "tag", key: "k", value: "v" }], by)).written).toEqual([]);
    expect((await addNotes([subject], [{ kind: "untag", key: "k" }], by)).now.tags).toEqual([]);
    const again = await addNotes([subject], [{ kind: "tag", key: "k", value: "v" }], by);
    expect(again.now.tags, "with a clock that stands still, the later note counts").toEqual([{ key: "k", value: "v" }]);
  });

  test("refuses to remove a tag that is not there, and names the nearest", async () => {
    const subject = bundleIn(temporary());
    await addNotes([subject], [{ kind: "tag", key: "release", value: "1" }], by);
    await expect(addNotes([subject], [{ kind: "untag", key: "relaese" }], by)).rejects.toThrow(
      'Cannot remove the tag "relaese": the run has none of that name, did you mean "release"?',
    );
  });

  test.each<[string, Parameters<typeof addNotes>[1][number], string]>([
    ["a key with a blank", { kind: "tag", key: "a b", value: "" }, 'Cannot use "a b" as a tag: expected'],
    ["a key that is empty", { kind: "tag", key: "", value: "" }, 'Cannot use "" as a tag: expected'],
    ["a key that is a path", { kind: "tag", key: "../x", value: "" }, 'Cannot use "../x" as a tag: expected'],
    ["a value of two lines", { kind: "tag", key: "k2", value: "a\nb" }, 'the value of the tag "k2": expected one line'],
    ["a value that turns around", { kind: "tag", key: "k2", value: "a\u202eb" }, 'the tag "k2": expected one line'],
    ["a text with an escape sequence", { kind: "annotation", text: "\u001b[2J" }, "Cannot use the text: expected"],
    ["a text that is too long", { kind: "annotation", text: "x".repeat(10_001) }, "Cannot use the text: expected"],
    ["an empty text", { kind: "annotation", text: "" }, "Cannot use the text: expected"],
    ["half a character", { kind: "annotation", text: "\ud800" }, "Cannot use the text: expected"],
  ])("refuses %s before anything is written", async (_, content, message) => {
    const subject = bundleIn(temporary());
    const good = { kind: "tag", key: "good", value: "" } as const;
    const error: unknown = await addNotes([subject], [good, content], by).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(KprovError);
    expect(error).toMatchObject({ code: "E_USAGE", message: expect.stringContaining(message) });
    expect(filesOf(subject)).toEqual([]);
  });

  test("refuses an author of two lines, before anything is written", async () => {
    const subject = bundleIn(temporary());
    await expect(
      addNotes([subject], [{ kind: "tag", key: "a", value: "" }], { ...by, author: "ann\nbob" }),
    ).rejects.toMatchObject({ code: "E_USAGE", message: expect.stringContaining("Cannot use the author: expected") });
    expect(filesOf(subject)).toEqual([]);
  });

  test("takes a text of 10,000 characters beyond the first plane", async () => {
    const subject = bundleIn(temporary());
    const { now } = await addNotes([subject], [{ kind: "annotation", text: "😀".repeat(10_000) }], by);
    expect(now.annotations).toHaveLength(1);
  });

  test("refuses the value of a secret, in a text and in a tag", async () => {
    const subject = bundleIn(temporary());
    keepSecrets(() => (text) => text.replaceAll("hunter2-hunter2", "(secret)"));
    try {
      for (const content of [
        { kind: "annotation", text: "the password is hunter2-hunter2" },
        { kind: "tag", key: "login", value: "hunter2-hunter2" },
      ] as const)
        await expect(addNotes([subject], [content], by)).rejects.toMatchObject({ code: "E_NOTE" });
      expect(filesOf(subject)).toEqual([]);
    } finally {
      keepSecrets(() => (text) => text);
    }
  });

  test("writes beside each copy of a bundle, and counts the note once", async () => {
    const [one, two] = [temporary(), temporary()];
    const first = bundleIn(one);
    cpSync(join(one, first.name), join(two, "renamed"), { recursive: true });
    const second = identifyBundle(join(two, "renamed"), "/");
    const added = await addNotes([first, second], [{ kind: "annotation", text: "same everywhere" }], by);
    expect(added.written).toHaveLength(2);
    expect(filesOf(first)).toEqual(filesOf(second));
    expect(added.now.annotations).toHaveLength(1);
  });

  test("fifty at once are fifty notes", async () => {
    const subject = bundleIn(temporary());
    await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        addNotes([subject], [{ kind: "annotation", text: `note ${index}` }], by),
      ),
    );
    const { notes, faults } = readNotes(subject.directory, subject.runId, subject.bundleDigest);
    expect([notes.length, faults]).toEqual([50, []]);
    expect(filesOf(subject).filter((name) => name.startsWith("."))).toEqual([]);
  });

  test("a note of a far future decides about its own key and about nothing else", async () => {
    const subject = bundleIn(temporary());
    plant(
      subject,
      "9999-12-31T23-59-59-999Z-00000000.json",
      documentOf(subject, { at: "9999-12-31T23:59:59.999Z", kind: "tag", key: "x", value: "1" }),
    );
    const { now } = await addNotes([subject], [{ kind: "tag", key: "y", value: "2" }], by);
    expect(now.tags).toContainEqual({ key: "y", value: "2" });
  });

  test("says where it can't write: a link in the place of the notes, a file, a read-only directory", async () => {
    const linked = bundleIn(temporary());
    const elsewhere = temporary();
    symlinkSync(elsewhere, join(linked.directory, ".kprov-notes"));
    const note = [{ kind: "annotation", text: "x" }] as const;
    await expect(addNotes([linked], note, by)).rejects.toMatchObject({ code: "E_IO" });
    expect(readdirSync(elsewhere), "nothing went where the link leads").toEqual([]);
    const blocked = bundleIn(temporary());
    writeFileSync(join(blocked.directory, ".kprov-notes"), "");
    await expect(addNotes([blocked], note, by)).rejects.toMatchObject({ code: "E_IO" });
    if (process.getuid?.() === 0) return; // Nothing is read-only for root.
    const closed = bundleIn(temporary());
    chmodSync(closed.directory, 0o555);
    await expect(addNotes([closed], note, by)).rejects.toMatchObject({ code: "E_IO" });
    chmodSync(closed.directory, 0o755);
  });

  test("what a kill leaves half-way is no note, and in nobody's way", async () => {
    const subject = bundleIn(temporary());
    plant(subject, ".2026-02-15T12-00-00-000Z-00000000.11112222", '{"schema":"kprov.no');
    const { now, faults } = await addNotes([subject], [{ kind: "annotation", text: "after" }], by);
    expect([now.annotations.length, faults]).toEqual([1, []]);
  });

  test("leaves the bundle and its directory as verify wants them", async () => {
    const dir = temporary();
    const subject = bundleIn(dir);
    await addNotes([subject], [{ kind: "tag", key: "a", value: "b" }], by);
    const verdict = await verifyDirectory(dir, { integrityOnly: true } as never);
    expect([verdict.verdict, verdict.ignored, verdict.leftovers]).toEqual(["proved", [], []]);
  });
});

describe("applyNotes", () => {
  const about = { bundleDigest: "a".repeat(64), runId: "r", author: null };

  test("gives the same for any order of the notes", () => {
    const notes = [
      { ...about, id: "1", at: 1, kind: "tag", key: "a", value: "1" },
      { ...about, id: "2", at: 2, kind: "untag", key: "a" },
      { ...about, id: "3", at: 2, kind: "tag", key: "b", value: "2" },
      { ...about, id: "4", at: 2, kind: "tag", key: "b", value: "3" },
      { ...about, id: "5", at: 0, kind: "annotation", text: "first" },
    ] as const;
    const wanted = { tags: [{ key: "b", value: "3" }], annotations: [{ at: 0, author: null, text: "first" }] };
    expect(applyNotes([{ key: "a", value: "0" }], notes)).toEqual(wanted);
    expect(applyNotes([{ key: "a", value: "0" }], [...notes].reverse())).toEqual(wanted);
  });

  test("counts two people's equal words twice, and two copies of one note once", () => {
    const note = { ...about, at: 1, kind: "annotation", text: "looks good" } as const;
    const notes = [
      { ...note, id: "1" },
      { ...note, id: "2" },
      { ...note, id: "1" },
    ];
    expect(applyNotes([], notes).annotations).toHaveLength(2);
  });
});

describe("identifyBundle", () => {
  test("follows a link to the bundle, so that notes lie beside what is meant", () => {
    const dir = temporary();
    const subject = bundleIn(dir);
    mkdirSync(join(dir, "links"));
    symlinkSync(join(dir, subject.name), join(dir, "links/latest"));
    expect(identifyBundle("links/latest", dir)).toEqual(subject);
  });

  test("refuses a place without a bundle, and a bundle whose summary was changed", () => {
    const dir = temporary();
    const subject = bundleIn(dir);
    expect(() => identifyBundle("nowhere", dir)).toThrow('There is no bundle at "nowhere": ENOENT');
    const summary = join(dir, subject.name, "run_summary.json");
    writeFileSync(summary, readFileSync(summary, "utf8").replace("0000000a", "0000000b"));
    expect(() => identifyBundle(subject.name, dir)).toThrow("its manifest and its summary do not agree");
  });
});
