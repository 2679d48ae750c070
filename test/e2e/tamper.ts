/**
 * Ways to change a bundle that nobody may get away with.
 *
 * @module
 */
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

/** Each returns whether it changed anything: some can't be done to every member. */
export const tamperings: Record<string, (bundle: string, member: string, older: string) => boolean> = {
  delete: (bundle, member) => {
    rmSync(join(bundle, member));
    return true;
  },
  truncate: (bundle, member) => {
    const { size } = statSync(join(bundle, member));
    if (size > 0) truncateSync(join(bundle, member), size - 1);
    return size > 0;
  },
  empty: (bundle, member) => {
    const { size } = statSync(join(bundle, member));
    truncateSync(join(bundle, member), 0);
    return size > 0;
  },
  append: (bundle, member) => {
    appendFileSync(join(bundle, member), "\n");
    return true;
  },
  flip: (bundle, member) => {
    const bytes = readFileSync(join(bundle, member));
    const at = bytes.length >> 1;
    if (bytes.length === 0) return false;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    writeFileSync(join(bundle, member), bytes);
    return true;
  },
  rename: (bundle, member) => {
    renameSync(join(bundle, member), join(bundle, `${member}.old`));
    return true;
  },
  duplicate: (bundle, member) => {
    copyFileSync(join(bundle, member), join(bundle, `${member}.copy`));
    return true;
  },
  "replace by a link to itself": (bundle, member) => {
    renameSync(join(bundle, member), `${bundle}.outside`);
    copyFileSync(`${bundle}.outside`, join(bundle, "..", "kprov-linked"));
    symlinkSync(join(bundle, "..", "kprov-linked"), join(bundle, member));
    rmSync(`${bundle}.outside`);
    return true;
  },
  "replace by a directory": (bundle, member) => {
    rmSync(join(bundle, member));
    mkdirSync(join(bundle, member));
    return true;
  },
  "replace by the one of another bundle": (bundle, member, older) => {
    const other = join(older, member);
    if (!existsSync(other) || readFileSync(other).equals(readFileSync(join(bundle, member)))) return false;
    copyFileSync(other, join(bundle, member));
    return true;
  },
};

/** Change one byte of one member, chosen by `seed`; returns what undoes it. */
export const flipBytes = (bundle: string, seed: number): (() => void) => {
  const members = readdirSync(bundle, { recursive: true, encoding: "utf8" })
    .filter((name) => statSync(join(bundle, name)).isFile() && statSync(join(bundle, name)).size > 0)
    .sort();
  const path = join(bundle, members[seed % members.length] ?? "");
  const before = readFileSync(path);
  const after = Buffer.from(before);
  const at = Math.imul(seed, 2654435761) >>> 0;
  const index = at % after.length;
  after[index] = (after[index] ?? 0) ^ (1 << (seed % 8));
  writeFileSync(path, after);
  return () => writeFileSync(path, before);
};
