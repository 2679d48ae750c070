import { Writable } from "node:stream";
import { describe, expect, test } from "vitest";
import { writePieces } from "../../../../lib/catalog/text/stream.ts";

const collector = (take: (chunk: string, done: (error?: Error | null) => void) => void) =>
  new Writable({ decodeStrings: false, write: (chunk: string, _encoding, done) => take(chunk, done) });

describe("writePieces", () => {
  test("writes all of it, and holds little of it at any time", async () => {
    let [taken, text] = [0, ""];
    let most = 0;
    const stream = collector((chunk, done) => {
      text += chunk;
      setImmediate(done);
    });
    function* pieces() {
      for (let n = 0; n < 30_000; n += 1) {
        taken += 10;
        most = Math.max(most, taken - text.length);
        yield "123456789\n";
      }
    }
    expect(await writePieces(stream, pieces())).toBe(30_000);
    expect(text).toBe("123456789\n".repeat(30_000));
    expect(most).toBeLessThan(150_000);
  });

  test("stops quietly when the reader has enough", async () => {
    let count = 0;
    const stream = collector((_, done) => done(Object.assign(new Error("closed"), { code: "EPIPE" })));
    function* pieces() {
      for (;;) {
        count += 1;
        yield "x".repeat(1000);
      }
    }
    await writePieces(stream, pieces());
    expect(count).toBeLessThan(200);
  });

  test("throws E_IO when it can't be written", async () => {
    const stream = collector((_, done) => done(Object.assign(new Error("full"), { code: "ENOSPC" })));
    await expect(writePieces(stream, ["x"])).rejects.toMatchObject({
      code: "E_IO",
      message: "Cannot write to stdout: ENOSPC",
    });
  });

  test("passes on what goes wrong in the making, after what was made", async () => {
    let text = "";
    const stream = collector((chunk, done) => {
      text += chunk;
      done();
    });
    function* pieces() {
      yield "x".repeat(70_000);
      throw new Error("no more");
    }
    await expect(writePieces(stream, pieces())).rejects.toThrow("no more");
    expect(text).toHaveLength(70_000);
  });
});
