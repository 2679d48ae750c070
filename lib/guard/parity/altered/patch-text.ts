/**
 * Which files a patch changes.
 *
 * github.com/ds300/patch-package, "parse": names stand behind `diff --git a/`, `rename from` and `rename to`, and behind the six
 * first characters of a line that begins with `---` or `+++`, whatever the others are. What is counted wrongly is refused there.
 *
 * @module
 */

export interface PatchedPath {
  /** As written: from where patch-package runs. */
  path: string;
  /** From 1. */
  line: number;
}

/** Undefined for what is no whole patch. */
export const patchedPaths = (text: string): PatchedPath[] | undefined => {
  const found: PatchedPath[] = [];
  let hunk: Hunk = { old: 0, now: 0 };
  for (const [index, line] of text.replace(/\n$/, "").split("\n").entries()) {
    const isInside = hunk.old > 0 || hunk.now > 0;
    const next = isInside ? behind(line, hunk) : line.startsWith("@@") ? begun(line) : hunk;
    const paths = isInside ? [] : namesIn(line);
    if (next === undefined || paths === undefined) return undefined;
    found.push(...paths.map((path) => ({ path, line: index + 1 })));
    hunk = next;
  }
  return hunk.old === 0 && hunk.now === 0 ? found : undefined;
};

// --- internal ---

/** How many of its lines are still to come: of what was, and of what is to be. */
interface Hunk {
  old: number;
  now: number;
}

const begun = (line: string): Hunk | undefined => {
  const [header, old = 1, now = 1] = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(line) ?? [];
  return header === undefined ? undefined : { old: Number(old), now: Number(now) };
};

const behind = (line: string, { old, now }: Hunk): Hunk | undefined => {
  const [sign = " "] = line;
  const next = { old: old - (/[- \r]/.test(sign) ? 1 : 0), now: now - (/[+ \r]/.test(sign) ? 1 : 0) };
  return /[-+ \r\\]/.test(sign) && next.old >= 0 && next.now >= 0 ? next : undefined;
};

/** Undefined for a line that is none of the form. */
const namesIn = (line: string): string[] | undefined => {
  if (line.startsWith("diff --git ")) return /^diff --git a\/(.*?) b\/(.*?)\s*$/.exec(line)?.slice(1);
  if (/^(?:---|\+{3}) \/dev\/null\s*$/.test(line)) return [];
  const [, name] = /^(?:rename (?:from|to) |(?:---|\+{3}) ..)(.*)/s.exec(line) ?? [];
  return name === undefined ? [] : [name.trim()];
};
