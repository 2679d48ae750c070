/**
 * The part of WebAssembly that the kernel needs: Node's own types leave it out.
 *
 * @module
 */

/** Compiled code; threads may hand it to each other. */
export interface WasmModule {
  readonly [Symbol.toStringTag]: "WebAssembly.Module";
}

export interface Wasm {
  Module: new (bytes: Uint8Array) => WasmModule;
  Memory: new (pages: { initial: number }) => { readonly buffer: ArrayBuffer };
  Instance: new (module: WasmModule, imports: Record<string, object>) => { exports: Record<string, unknown> };
}

/** Throws a `TypeError` at its first use where there is none: under `--jitless`. */
export const wasm = (): Wasm => (globalThis as unknown as { WebAssembly: Wasm }).WebAssembly;
