/**
 * What code may have changed in our process, put back.
 *
 * @module
 */
// Not the global, whose place another object may have taken.
import process from "node:process";
import { lendStdout, resultStream } from "../result-stream.ts";

/**
 * Remember `process`, `console` and the two output streams, and lend another for stdout; the function that comes back restores
 * them: listeners of every event, exit code, working directory, replaced functions, and the globals of their names.
 *
 * It throws when something was changed for good. Not seen: timers and promises that are still under way, patched
 * prototypes and built-ins, variables of the environment.
 */
export const takeCustody = (): (() => void) => {
  // Made on first use, and the terminal's stream listens on `process` from then on: that is ours to keep.
  const targets = [process, console, resultStream(), process.stderr] as const;
  const objects: (readonly [object, ReturnType<typeof ownFunctions>])[] = targets.map((target) => [
    target,
    ownFunctions(target),
  ]);
  lendStdout();
  objects.push([process.stdout, ownFunctions(process.stdout)]);
  const listeners = new Map(process.eventNames().map((event) => [event, process.rawListeners(event as "exit")]));
  const { exitCode } = process;
  const cwd = workingDirectory();
  const globals = { process: globalThis.process, console };
  return () => {
    const lost = [
      ...objects.flatMap(([target, known]) => restoreFunctions(target, known)),
      ...Object.entries(globals).flatMap(([name, value]) => restoreGlobal(name, value)),
    ];
    restoreListeners(listeners);
    process.exitCode = exitCode;
    if (cwd !== undefined && workingDirectory() !== cwd) process.chdir(cwd);
    if (lost[0] !== undefined) throw new Error(`it changed "${lost[0]}" of the process for good`);
  };
};

// --- internal ---

type Listeners = Map<string | symbol, ReturnType<typeof process.rawListeners>>;

/** Functions and accessors: the rest is state that the object itself goes on changing. */
const ownFunctions = (target: object): Map<PropertyKey, PropertyDescriptor> =>
  new Map(
    Reflect.ownKeys(target).flatMap((key) => {
      const descriptor = Object.getOwnPropertyDescriptor(target, key);
      const counts = typeof descriptor?.value === "function" || descriptor?.get !== undefined;
      return counts ? [[key, descriptor]] : [];
    }),
  );

/** Returns the names of those that resist. */
const restoreFunctions = (target: object, known: ReadonlyMap<PropertyKey, PropertyDescriptor>): string[] => {
  const present = ownFunctions(target);
  // A new one hides what the prototype has, such as `emit` or `write`.
  const added = [...present.keys()].filter((key) => !known.has(key) && !Reflect.deleteProperty(target, key));
  const replaced = [...known].filter(([key, descriptor]) => {
    const now = present.get(key);
    const isSame = now?.value === descriptor.value && now?.get === descriptor.get && now?.set === descriptor.set;
    return !isSame && !Reflect.defineProperty(target, key, descriptor);
  });
  return [...added, ...replaced.map(([key]) => key)].map(String);
};

/** Returns its name if it resists. */
const restoreGlobal = (name: string, value: object): string[] => {
  if (Reflect.get(globalThis, name) === value) return [];
  return Reflect.defineProperty(globalThis, name, { value, writable: true, configurable: true }) ? [] : [name];
};

const restoreListeners = (known: Listeners): void => {
  for (const name of new Set([...known.keys(), ...process.eventNames()])) {
    const event = name as "exit";
    const [before, now] = [known.get(name) ?? [], process.rawListeners(event)];
    if (before.length === now.length && before.every((listener, index) => listener === now[index])) continue;
    process.removeAllListeners(event);
    for (const listener of before) process.on(event, listener as () => void);
  }
};

/** Undefined in a directory that is gone. */
const workingDirectory = (): string | undefined => {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
};
