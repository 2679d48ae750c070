/**
 * Translate each kernel from its text into the bytes that are published; a test holds that they belong together.
 *
 * @module
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import openWabt from "wabt";

/** Directories that have a kernel. */
export const kernelRooms: readonly URL[] = ["simd", "guard/private/kernel"].map(
  (room) => new URL(`../lib/${room}/`, import.meta.url),
);

/** What kernel.gen.ts in `room` must be, by kernel.wat as it is now. */
export const kernelModule = async (room: URL | undefined = kernelRooms[0]): Promise<string> => {
  const { parseWat } = await openWabt();
  const kernel = parseWat("kernel.wat", readFileSync(new URL("kernel.wat", room), "utf8"), { simd: true });
  kernel.validate();
  const base64 = Buffer.from(kernel.toBinary({}).buffer).toString("base64");
  const lines = (base64.match(/.{1,100}/g) ?? []).map((line) => `  "${line}",`);
  return `${head}\n${lines.join("\n")}\n].join("");\n`;
};

const head = `/**
 * Made from kernel.wat by scripts/_kernel.ts: the compiled kernel. Do not edit.
 *
 * @module
 */
export const kernelBase64: string = [`;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const room of kernelRooms) writeFileSync(new URL("kernel.gen.ts", room), await kernelModule(room));
}
