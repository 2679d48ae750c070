import { describe, expect, it, vi } from "vitest";
import { callRule } from "../../../../lib/guard/own/call.ts";

const forever = new Promise(() => undefined);

describe("callRule", () => {
  it("answers for each subject, in order, whether it says so at once or promises it", async () => {
    const judge = (n: number) => (n % 2 === 0 ? [n] : Promise.resolve([n]));
    expect(await callRule(judge, [1, 2, 3], 5_000)).toEqual([{ said: [1] }, { said: [2] }, { said: [3] }]);
  });

  it("tells what was thrown, and goes on with the others", async () => {
    const judge = async (n: number) => {
      if (n === 1) throw new Error("one\n  of them");
      return n;
    };
    const other = (n: number) => {
      if (n === 1) throw null;
      return n;
    };
    expect(await callRule(judge, [1, 2], 5_000)).toEqual([{ failed: "one, of them" }, { said: 2 }]);
    expect(await callRule(other, [1, 2], 5_000)).toEqual([{ failed: "null" }, { said: 2 }]);
  });

  it.each([
    ["an error without a message", new Error(""), "it threw an error without a message"],
    ["what can't become a text", Object.create(null), "it threw what can't be read"],
    ["a symbol", Symbol("s"), "Symbol(s)"],
  ])("has words for %s", async (_, thrown, failed) => {
    const judge = () => {
      throw thrown;
    };
    expect(await callRule(judge, [1], 5_000)).toEqual([{ failed }]);
  });

  it.each([
    ["a promise that never ends", () => forever],
    // biome-ignore lint/suspicious/noThenProperty: that is what is tried
    ["a thenable that never answers", () => ({ then: () => undefined })],
    [
      "a loop",
      () => {
        for (;;);
      },
    ],
    [
      "a loop that catches everything",
      () => {
        for (;;)
          try {
            for (;;);
          } catch {
            // And goes on.
          }
      },
    ],
    ["a pattern that takes longer than anybody waits", () => /^(a+)+$/.test(`${"a".repeat(60)}b`)],
  ])("gives up %s", async (_, judge) => {
    await expect(callRule(judge, [1, 2, 3], 100)).rejects.toThrow("it did not come to an end within 100 ms");
  });

  it("does not let code end the process, now or by a promise that nobody waits for", async () => {
    const leave = () => process.exit(0);
    expect(await callRule(leave, [1], 5_000)).toEqual([{ failed: "it called process.exit(0)" }]);
    const stray = () => {
      void Promise.reject(new Error("stray"));
      return [];
    };
    await expect(callRule(stray, [1], 5_000)).rejects.toThrow("stray");
  });

  it.each(["reallyExit", "abort", "kill", "_kill"])("closes process.%s, and opens it again", async (name) => {
    const ways = process as unknown as Record<string, (...args: unknown[]) => unknown>;
    const before = ways[name];
    const leave = () => ways[name]?.(0, "SIGTERM");
    expect(await callRule(leave, [1], 5_000)).toEqual([{ failed: `it called process.${name}()` }]);
    expect(ways[name]).toBe(before);
  });

  const none = () => [];
  it.each<[string, () => unknown]>([
    ["Array.prototype.map", () => Object.assign(Array.prototype, { map: none })],
    ["Array.prototype.flatMap", () => Object.assign(Array.prototype, { flatMap: none })],
    ["Object.prototype.level", () => Object.assign(Object.prototype, { level: "undecided" })],
    ["Object.entries", () => Object.assign(Object, { entries: none })],
    ["Map.prototype.get", () => Reflect.deleteProperty(Map.prototype, "get")],
    ["Set", () => Object.assign(globalThis, { Set: Array })],
    ["Promise.all", () => Object.assign(Promise, { all: async () => [] })],
    ["Array.prototype", () => Object.setPrototypeOf(Array.prototype, { at: none })],
    ["String.prototype.split", () => Object.defineProperty(String.prototype, "split", { get: none })],
    ["JSON.toJSON", () => Object.assign(JSON, { toJSON: none })],
  ])("does not let code change %s, now or behind an await", async (name, change) => {
    const now = () => {
      change();
      return [];
    };
    await expect(callRule(now, [1], 5_000)).rejects.toThrow(`it changed ${name}`);
    const later = async () => {
      await null;
      change();
      return [];
    };
    await expect(callRule(later, [1], 5_000)).rejects.toThrow(`it changed ${name}`);
    expect(await callRule(() => [1].map((n) => n + 1), [1], 5_000)).toEqual([{ said: [2] }]);
  });

  it("puts the process back, and lets nothing reach stdout", async () => {
    const written = vi.spyOn(process.stdout, "write");
    const before = { exit: process.exit, log: console.log, listeners: process.listenerCount("exit") };
    const judge = () => {
      console.log("to stdout");
      process.on("exit", () => undefined);
      process.exit = (() => undefined) as never;
      return [];
    };
    const errors = vi.spyOn(console, "error").mockImplementation(() => undefined);
    expect(await callRule(judge, [1], 5_000)).toEqual([{ said: [] }]);
    expect({ exit: process.exit, log: console.log, listeners: process.listenerCount("exit") }).toEqual(before);
    expect(written).not.toHaveBeenCalled();
    errors.mockRestore();
    written.mockRestore();
  });
});
