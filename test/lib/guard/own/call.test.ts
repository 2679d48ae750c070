import { describe, expect, it, vi } from "vitest";
import { callRule } from "../../../../lib/guard/own/call.ts";

/**
 * What came of a rule that changes `key` of `target`, or its prototype. Whatever is left of the change is taken back before
 * anything else runs: the tests themselves rely on it.
 */
const changedBy = async (judge: () => unknown, target: object, key: string, timeout = 5_000) => {
  const before = Reflect.getOwnPropertyDescriptor(target, key);
  const parent = Reflect.getPrototypeOf(target);
  let message: string | undefined;
  try {
    await callRule(judge, [1], timeout);
  } catch (error) {
    message = (error as Error).message;
  }
  const after = Reflect.getOwnPropertyDescriptor(target, key);
  const isBack =
    Reflect.getPrototypeOf(target) === parent &&
    after?.value === before?.value &&
    after?.get === before?.get &&
    after?.set === before?.set &&
    (after === undefined) === (before === undefined);
  if (before === undefined) Reflect.deleteProperty(target, key);
  else Reflect.defineProperty(target, key, before);
  Reflect.setPrototypeOf(target, parent);
  return { isBack, message };
};

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
    ["many lines", new Error(" \n one \r\n\r\n  two\n"), "one, two"],
  ])("has words for %s", async (_, thrown, failed) => {
    const judge = () => {
      throw thrown;
    };
    expect(await callRule(judge, [1], 5_000)).toEqual([{ failed }]);
  });

  it("tells what a thenable throws when it is asked what it is", async () => {
    const judge = (n: number) => ({
      // biome-ignore lint/suspicious/noThenProperty: that is what is tried
      get then() {
        if (n === 1) throw new Error("not yours");
        return undefined;
      },
    });
    expect(await callRule(judge, [1, 2], 5_000)).toEqual([{ failed: "not yours" }, { said: {} }]);
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
    const leave = () => {
      // Not to end the process that tests this.
      if (ways[name] === before) throw new Error("it is open");
      return ways[name]?.(0, "SIGTERM");
    };
    expect(await callRule(leave, [1], 5_000)).toEqual([{ failed: `it called process.${name}()` }]);
    expect(ways[name]).toBe(before);
  });

  const none = () => [];
  const { prototype: lists } = Array;
  it.each<[string, object, () => unknown]>([
    ["Array.prototype.map", lists, () => Object.assign(lists, { map: none })],
    ["Array.prototype.flatMap", lists, () => Object.assign(lists, { flatMap: none })],
    ["Object.prototype.level", Object.prototype, () => Object.assign(Object.prototype, { level: "undecided" })],
    ["Object.entries", Object, () => Object.assign(Object, { entries: none })],
    ["Map.prototype.get", Map.prototype, () => Reflect.deleteProperty(Map.prototype, "get")],
    ["Map.prototype.size", Map.prototype, () => Object.defineProperty(Map.prototype, "size", { value: undefined })],
    ["Set.prototype.size", Set.prototype, () => Object.defineProperty(Set.prototype, "size", { get: none })],
    [
      "Object.prototype.__proto__",
      Object.prototype,
      () => Object.defineProperty(Object.prototype, "__proto__", { set: none }),
    ],
    ["Set", globalThis, () => Object.assign(globalThis, { Set: lists.constructor })],
    ["Promise.all", Promise, () => Object.assign(Promise, { all: async () => [] })],
    ["Array.prototype", lists, () => Object.setPrototypeOf(lists, { at: none })],
    ["String.prototype.split", String.prototype, () => Object.defineProperty(String.prototype, "split", { get: none })],
    ["Function.prototype.bind", Function.prototype, () => Object.assign(Function.prototype, { bind: none })],
    ["JSON.toJSON", JSON, () => Object.assign(JSON, { toJSON: none })],
  ])("does not let code change %s, now or behind an await", async (name, target, change) => {
    const now = () => {
      change();
      return [];
    };
    const later = async () => {
      await null;
      change();
      return [];
    };
    for (const judge of [now, later]) {
      const seen = await changedBy(judge, target, name.slice(name.lastIndexOf(".") + 1));
      expect(seen).toEqual({ isBack: true, message: `it changed ${name}` });
    }
    expect(await callRule(() => [1].map((n) => n + 1), [1], 5_000)).toEqual([{ said: [2] }]);
  });

  it("sees a change before it relies on anything: what is called could take itself back", async () => {
    const { map } = lists;
    const judge = () => {
      const once = () => {
        Object.assign(lists, { map });
        return [];
      };
      Object.assign(lists, { map: once });
      return [];
    };
    const seen = await changedBy(judge, lists, "map");
    expect(seen).toEqual({ isBack: true, message: "it changed Array.prototype.map" });
  });

  it("leaves a global that was changed as it was: to be changed by others, and not to be listed", async () => {
    await changedBy(() => Object.assign(globalThis, { Set: lists.constructor }), {}, "Set");
    const after = Object.getOwnPropertyDescriptor(globalThis, "Set");
    expect(after).toMatchObject({ writable: true, enumerable: false, configurable: true });
  });

  it("takes away what was added, though as much was taken away", async () => {
    const judge = () => {
      Reflect.deleteProperty(lists, "flatMap");
      Object.assign(lists, { flatMop: none });
    };
    const { isBack, message } = await changedBy(judge, lists, "flatMap");
    const isGone = !("flatMop" in []);
    Reflect.deleteProperty(lists, "flatMop");
    expect({ isBack, isGone, message }).toEqual({
      ...{ isBack: true, isGone: true },
      message: "it changed Array.prototype.flatMap",
    });
  });

  it("puts back what was changed by code that is given up", async () => {
    const judge = async () => {
      await null;
      Object.assign(Object.prototype, { level: "undecided" });
      return forever;
    };
    const { isBack, message } = await changedBy(judge, Object.prototype, "level", 100);
    expect({ isBack, message }).toEqual({ isBack: true, message: "it did not come to an end within 100 ms" });
  });

  it("adds nothing to the process, and leaves nothing of the rule's behind", async () => {
    const before = Object.getOwnPropertyNames(process).sort();
    const judge = () => Object.getOwnPropertyNames(process).sort();
    expect(await callRule(judge, [1], 5_000)).toEqual([{ said: before }]);
    expect(Reflect.get(globalThis, Symbol.for("kprovengine.rule"))).toBeUndefined();
  });

  it("puts the process back, and lets nothing reach stdout", async () => {
    const written = vi.spyOn(process.stdout, "write");
    const ended = vi.spyOn(process.stdout, "end");
    const said = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const { stdout } = process;
    let fd = 0;
    const before = { exit: process.exit, log: console.log, listeners: process.listenerCount("exit") };
    const judge = () => {
      console.log("to stdout");
      console.dir("to stdout");
      process.stdout.write("to stdout\n");
      process.stdout.end("at the end\n");
      fd = process.stdout.fd;
      process.on("exit", () => undefined);
      process.exit = (() => undefined) as never;
      return [];
    };
    const errors = vi.spyOn(console, "error").mockImplementation(() => undefined);
    expect(await callRule(judge, [1], 5_000)).toEqual([{ said: [] }]);
    expect({ exit: process.exit, log: console.log, listeners: process.listenerCount("exit") }).toEqual(before);
    for (const spy of [written, ended]) expect(spy).not.toHaveBeenCalled();
    expect(said.mock.calls.map(([chunk]) => chunk)).toEqual(["to stdout\n", "at the end\n"]);
    expect([process.stderr.writableEnded, fd]).toEqual([false, 2]);
    expect(process.stdout).toBe(stdout);
    for (const spy of [errors, written, ended, said]) spy.mockRestore();
  });
});
