/**
 * The quick question "does anything match?", answered by WebAssembly.
 *
 * @module
 */
import { kernelBase64 } from "./kernel.gen.ts";
import { type Case, createMemory } from "./records.ts";
import { addSet } from "./tables.ts";
import { type WasmModule, wasm } from "./wasm.ts";

export interface SimdSearch {
  /** To read into: what is here is searched without being copied. */
  buffer: Buffer;
  /** Whether any pattern stands in the first `end` bytes of the buffer. */
  hasMatch(end: number): boolean;
  /** For {@link threadCode} in another thread: the compiled kernel and what its memory begins with. */
  data: ThreadData;
}

export interface ThreadData {
  module: WasmModule;
  image: Uint8Array;
  /** Bytes of memory before the buffer, and the buffer's own. */
  start: number;
  size: number;
  /** Addresses of the set of patterns without a zero byte, and of the set with one. */
  plain: number;
  zero: number;
}

export interface SimdOptions {
  /** Bytes of the buffer; more than the longest pattern has. */
  size: number;
  /** Default: `keep`. */
  letters?: Case;
}

/**
 * Prepare a search for `patterns`. Undefined where the other search (Wu and Manber's) has to do:
 *
 * * this Node has no WebAssembly (`--jitless`), or none with SIMD (a processor without SSE 4.1);
 * * there are so many patterns that too many places look like one of them: that search jumps, this one looks at all.
 */
export const createSimdSearch = (
  patterns: readonly Uint8Array[],
  { size, letters = "keep" }: SimdOptions,
): SimdSearch | undefined => {
  const some = patterns.filter(({ length }) => length > 0);
  const module = some.length === 0 || some.length > mostPatterns ? undefined : compile();
  if (module === undefined) return undefined;
  const memory = createMemory();
  // Text has no zero byte: it is spared the patterns in UTF-16.
  const [plain, zero] = [false, true].map((hasZero) => {
    const set = some.filter((pattern) => pattern.includes(0) === hasZero);
    return addSet(memory, set, letters);
  }) as [number, number];
  const image = memory.bytes;
  const data: ThreadData = { module, image, start: Math.ceil(image.length / page) * page, size, plain, zero };
  const { buffer, hasMatch } = instantiate(data);
  return { buffer, hasMatch, data };
};

/**
 * Source text of `instantiate`, which takes {@link ThreadData} and gives buffer and hasMatch: threads are started from
 * text, see sweep-helper.ts. It does what the function of this name below does.
 */
export const threadCode = `const instantiate = ({ module, image, start, size, plain, zero }) => {
  const memory = new WebAssembly.Memory({ initial: Math.ceil((start + size + 32) / 65536) });
  new Uint8Array(memory.buffer).set(image);
  const { find } = new WebAssembly.Instance(module, { kernel: { memory } }).exports;
  const hasMatch = (end) => {
    const answer = find(plain, start, start + end);
    return answer === 1 || (answer === 2 && find(zero, start, start + end) === 1);
  };
  return { buffer: Buffer.from(memory.buffer, start, size), hasMatch };
};`;

// --- internal ---

const page = 65_536;
/** Bytes behind the end that the kernel may read. */
const behind = 32;
/** Measured: with three hundred tokens, each in three encodings, it takes two thirds of the other's time. */
const mostPatterns = 1000;

type Find = (set: number, from: number, end: number) => number;

const instantiate = ({ module, image, start, size, plain, zero }: ThreadData): Omit<SimdSearch, "data"> => {
  const { Memory, Instance } = wasm();
  const memory = new Memory({ initial: Math.ceil((start + size + behind) / page) });
  new Uint8Array(memory.buffer).set(image);
  const find = new Instance(module, { kernel: { memory } }).exports["find"] as Find;
  return {
    buffer: Buffer.from(memory.buffer, start, size),
    hasMatch: (end) => {
      const answer = find(plain, start, start + end);
      return answer === 1 || (answer === 2 && find(zero, start, start + end) === 1);
    },
  };
};

let compiled: WasmModule | undefined;

const compile = (): WasmModule | undefined => {
  try {
    compiled ??= new (wasm().Module)(Buffer.from(kernelBase64, "base64"));
    return compiled;
  } catch {
    // No WebAssembly at all, or it does not know these instructions.
    return undefined;
  }
};
