import { describe, expect, test } from "vitest";
import { createIntake, limits } from "../../../../lib/run/events/intake.ts";
import { createRedactor } from "../../../../lib/run/redaction/index.ts";
import type { ProgramEntry } from "../../../../lib/run/trace-writer.ts";
import { bytesInBuffers } from "../../../support/garbage.ts";

const secret = { name: "TOKEN", value: "hunter2-hunter2" };

const open = (fail: () => boolean = () => false) => {
  const entries: ProgramEntry[] = [];
  let count = 0;
  const newId = () => {
    count += 1;
    return String(count);
  };
  const intake = createIntake({
    redactor: createRedactor([secret, { name: "PIN", value: "1234567890" }]),
    ...{ stepSpan: "step", runSpan: "run", newId },
    write: (some) => {
      if (fail()) throw new Error("ENOSPC");
      entries.push(...some);
    },
  });
  const push = (text: string | Buffer) => intake.push(Buffer.from(text as string));
  return { intake, entries, push, names: () => entries.map(({ name }) => name) };
};

describe("createIntake", () => {
  test("takes lines wherever the chunks are cut, and skips empty ones", () => {
    const text = Buffer.from('{"name":"é"}\n\n{"name":"b","attributes":{"x":1}}\n{"name":"c"}\n');
    for (let size = 1; size < text.length; size += 1) {
      const { intake, push, names } = open();
      for (let at = 0; at < text.length; at += size) push(text.subarray(at, at + size));
      intake.settle();
      expect(names()).toEqual(["é", "b", "c"]);
      expect(intake.refused()).toBeNull();
    }
  });

  test("counts what it refuses, by reason, and names the first", () => {
    const { intake, push, names } = open();
    push(`{"name":"a"}\noops\n{"name":"${"x".repeat(limits.line)}"}\n{"name":"z","phase":"end"}\n{"name":"b"}\n{"na`);
    intake.settle();
    push('me":"late"}\n');
    expect(names()).toEqual(["a", "b"]);
    expect(intake.refused()).toEqual({
      total: 5,
      reasons: { malformed: 1, "too long": 1, unplaced: 1, unfinished: 1, late: 1 },
      first: "line 2: it is not JSON",
    });
  });

  test.each([limits.line - 1, limits.line])("a line of %i bytes before its newline", (length) => {
    for (const cut of [1, length, length + 1]) {
      const { intake, push, names } = open();
      const line = `{"name":"${"x".repeat(length - 11)}"}\n`;
      push(line.slice(0, cut));
      push(line.slice(cut));
      push('{"name":"next"}\n');
      expect(names()).toHaveLength(length < limits.line ? 2 : 1);
      expect(intake.refused()?.reasons).toEqual(length < limits.line ? undefined : { "too long": 1 });
    }
  });

  test("keeps nothing of a line without an end", () => {
    const { intake, push } = open();
    const before = bytesInBuffers();
    for (let round = 0; round < 2000; round += 1) push(Buffer.alloc(2 ** 16, "x"));
    expect(bytesInBuffers() - before).toBeLessThan(2 ** 16);
    intake.settle();
    expect(intake.refused()).toMatchObject({ total: 1, reasons: { unfinished: 1 } });
  });

  test.each([
    ["a name", `{"name":"a ${secret.value}"}`, { name: "a [redacted:TOKEN]" }],
    ["a writer", `{"name":"a","writer":"${secret.value}"}`, { writer: "[redacted:TOKEN]" }],
    ["a value", `{"name":"a","attributes":{"x":"${secret.value}"}}`, { attributes: { x: "[redacted:TOKEN]" } }],
    ["a key", `{"name":"a","attributes":{"${secret.value}":1}}`, { attributes: { "[redacted:TOKEN]": 1 } }],
    [
      "an escaped value",
      '{"name":"a","attributes":{"x":"\\u0068unter2-hunter2"}}',
      { attributes: { x: "[redacted:TOKEN]" } },
    ],
    ["base64", `{"name":"${Buffer.from(secret.value).toString("base64")}"}`, { name: "[redacted:TOKEN]" }],
  ])("takes a secret out of %s", (_, line, expected) => {
    const { intake, push, entries } = open();
    push(`${line}\n`);
    expect(intake.refused()).toBeNull();
    expect(entries).toMatchObject([expected]);
    expect(JSON.stringify(entries)).not.toContain("hunter2");
  });

  test.each(["1234567890", "1.23456789e9"])("refuses a secret that is the number %s", (number) => {
    const { intake, push, entries } = open();
    push(`{"name":"a","attributes":{"x":${number}}}\n`);
    expect(entries).toEqual([]);
    expect(intake.refused()).toEqual({
      ...{ total: 1, reasons: { secret: 1 } },
      first: "line 1: a secret value in it can't be taken out",
    });
  });

  test("names no secret when it names a key", () => {
    const { intake, push } = open();
    push(`{"${secret.value}":1}\n`);
    expect(intake.refused()?.first).toBe('line 1: it has the unknown key "[redacted:TOKEN]"');
  });

  test("redacted names of spans still find each other", () => {
    const { intake, push, entries } = open();
    push(
      `{"name":"a","phase":"start","span":"${secret.value}"}\n{"name":"a","phase":"end","span":"${secret.value}"}\n`,
    );
    expect(intake.refused()).toBeNull();
    expect(entries.map(({ spanId }) => spanId)).toEqual(["1", "1"]);
  });

  test("takes a million events and no more; an open span may still end", () => {
    const { intake, push, entries } = open();
    push('{"name":"all","phase":"start"}\n');
    const thousand = Buffer.from('{"name":"a"}\n'.repeat(1000));
    for (let round = 0; round < 1000; round += 1) {
      push(thousand);
      entries.length = 0;
    }
    push('{"name":"all","phase":"end"}\n');
    expect(entries).toMatchObject([{ kind: "step.span.end" }]);
    expect(intake.refused()).toMatchObject({ total: 1, reasons: { "too many": 1 } });
  });

  test("takes nothing after a write that failed, and counts all of it", () => {
    let isFull = false;
    const { intake, push, names } = open(() => isFull);
    push('{"name":"a"}\n');
    isFull = true;
    push('{"name":"b","phase":"start"}\n{"name":"c"}\n');
    isFull = false;
    push('{"name":"b","phase":"end"}\n');
    intake.settle();
    expect(names()).toEqual(["a"]);
    expect(intake.refused()).toMatchObject({ total: 3, reasons: { unwritable: 3 } });
  });
});
