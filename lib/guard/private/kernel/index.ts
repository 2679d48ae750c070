/**
 * Where letters stand that a private token may begin with: by WebAssembly, which does it in a quarter of the time.
 *
 * @module
 */
import type { Keys } from "../keys.ts";
import { folded, shifts } from "../letters.ts";
import { kernelBase64 } from "./kernel.gen.ts";

/** Four marked letters end at `at`, and have this prefix. Returns true to stop. */
export type OnMark = (at: number, prefix: number) => boolean;

/** Calls `onMark` for each place in `bytes`, in order; true when it was stopped. */
export type Marker = (bytes: Uint8Array, onMark: OnMark) => boolean;

/** `marks`: 1 for each prefix that an entry has. `kernel`: null for none; default: the one of this process, if it has one. */
export const createMarker = (
  marks: Uint8Array,
  { seed, factor }: Keys["filter"],
  kernel: Kernel | null = sharedKernel(),
): Marker => {
  if (kernel === null) return (bytes, onMark) => markSlowly(bytes, { marks, seed, factor, onMark });
  const { memory, reset, find } = kernel;
  return (bytes, onMark) => {
    // The tables of another list may lie there.
    if (kernel.marks !== marks) memory.set(marks, marksAt);
    kernel.marks = marks;
    reset();
    for (let from = 0; from < bytes.length; from += chunk) {
      const part = bytes.subarray(from, from + chunk);
      memory.set(part, bytesAt);
      const end = bytesAt + part.length;
      for (let at = find(bytesAt, end, seed, factor); at !== -1; at = find(at + 1, end, seed, factor)) {
        if (onMark(from + at - bytesAt, kernel.prefix())) return true;
      }
    }
    return false;
  };
};

export interface Kernel {
  memory: Uint8Array;
  /** What the table of marks holds. */
  marks: Uint8Array | undefined;
  reset(): void;
  find(at: number, end: number, seed: number, factor: number): number;
  /** Of the letters that `find` came to. */
  prefix(): number;
}

/** Null where this Node has no WebAssembly, as with --jitless. */
export const openKernel = (): Kernel | null => {
  const { WebAssembly: engine } = globalThis as unknown as Engine;
  try {
    const memory = new engine.Memory({ initial: Math.ceil((bytesAt + chunk) / page) });
    const module = new engine.Module(Buffer.from(kernelBase64, "base64"));
    const { reset, find, prefix } = new engine.Instance(module, { kernel: { memory } }).exports;
    const bytes = new Uint8Array(memory.buffer);
    bytes.set(folded, 0);
    bytes.set(shifts, shiftsAt);
    return { memory: bytes, marks: undefined, reset, find, prefix };
  } catch {
    return null;
  }
};

/** What `make` gives, made when it is first asked for; null too. */
export const once = <T>(make: () => T): (() => T) => {
  let made: [T] | undefined;
  return () => {
    made ??= [make()];
    return made[0];
  };
};

// --- internal ---

/** As much of it as is needed: the types of Node 20 know it by name only. */
interface Engine {
  WebAssembly: {
    Memory: new (limits: { initial: number }) => { buffer: ArrayBuffer };
    Module: new (bytes: Uint8Array) => object;
    Instance: new (module: object, imports: object) => { exports: Pick<Kernel, "reset" | "find" | "prefix"> };
  };
}

const page = 65_536;
/** As kernel.wat has it. */
const [shiftsAt, marksAt] = [256, 512];
const bytesAt = 2 * page;
/** Bytes that are searched at once. */
const chunk = 4 * page;

/** One for the process: each takes a large range of addresses. */
const sharedKernel = once(openKernel);

interface Marking extends Pick<Keys["filter"], "seed" | "factor"> {
  marks: Uint8Array;
  onMark: OnMark;
}

const markSlowly = (bytes: Uint8Array, { marks, seed, factor, onMark }: Marking): boolean => {
  let letters = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] as number;
    // Without a branch: what is no letter shifts by nothing and adds nothing.
    letters = (letters << (shifts[byte] as number)) | (folded[byte] as number);
    const prefix = Math.imul(letters ^ seed, factor) >>> 16;
    if (marks[prefix] !== 0 && folded[byte] !== 0 && onMark(at, prefix)) return true;
  }
  return false;
};
