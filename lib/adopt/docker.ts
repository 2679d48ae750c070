/**
 * Dockerfiles whose labels a check can hold to.
 *
 * @module
 */
import type { Survey } from "./facts.ts";
import type { View } from "./view.ts";

/**
 * Those that have an OCI title; the others are named in a note. The title is theirs where it is the technical name in
 * another spelling: the check would demand ours.
 */
export const surveyDocker = (
  view: View,
  dockerfiles: readonly string[],
  name: string,
): Pick<Survey, "dockerfiles" | "dockerTitle"> => {
  const complete: string[] = [];
  const titles = new Set<string>();
  for (const path of dockerfiles) {
    const text = view.text(path) ?? "";
    if (/^\s*LABEL\b[\s\S]*org\.opencontainers\.image\.title\b/im.test(text)) {
      complete.push(path);
      titles.add(titleIn(text) ?? name);
    } else
      view.notes.push({
        path,
        message: "it has no label org.opencontainers.image.title: add it to identity.docker.files when it has",
      });
  }
  const [title, ...more] = titles;
  const isSpelling = title !== undefined && more.length === 0 && title !== name && flat(title) === flat(name);
  return { dockerfiles: complete, dockerTitle: isSpelling ? title : undefined };
};

/** The letters and digits of a name, in lower case: what its spellings have in common. */
export const flat = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

// --- internal ---

/** The last one's value, where nothing in it is replaced. */
const titleIn = (text: string): string | undefined => {
  const pattern = /org\.opencontainers\.image\.title"?\s*=\s*(?:"([^"\\$]+)"|'([^'\\$]+)'|([^\s"'$\\]+))/g;
  const last = [...text.matchAll(pattern)].at(-1);
  return last?.[1] ?? last?.[2] ?? last?.[3];
};
