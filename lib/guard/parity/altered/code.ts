/**
 * Programs that stand in a word: `node -e '…'`, `python -c '…'`, `sed 's/x/y/w file'`.
 *
 * @module
 */
import type { Aim } from "./touched.ts";

/** Files that a program in a word speaks of, where it speaks of writing as well. */
export const codeAims = (code: string): readonly Aim[] => (changes.test(code) ? filesIn(code) : []);

/** Of sed and awk: `w FILE`, `print > "FILE"`. */
export const filterAims = (code: string): readonly Aim[] =>
  changes.test(code) || /(?:^|[;}/\s\d$])w\s/.test(code) ? filesIn(code) : [];

/** A script that is no shell's, by what it speaks of. */
export const scriptAims = (text: string): readonly Aim[] => text.split("\n").flatMap(codeAims);

// --- internal ---

/** A name alone may be anything, unless it is one that is searched for. */
const filesIn = (code: string): readonly Aim[] =>
  [...code.matchAll(quoted)]
    // What is run by a shell has several words; Perl says in the same word how it is opened.
    .flatMap(({ 1: one, 2: other }) => (one ?? other ?? "").split(/[<>+|\s]/))
    .map((word) => ({ word, how: /[./]/.test(word) ? "written" : "named" }));

/** What stands in quotes, or is a word of its own. */
const quoted = /["'`]([^"'`\n]{1,200})["'`]|(?<![\w./$~{}-])([\w./$~{}-]{2,200})/g;

/** In Node, Python, Ruby, Perl, awk and PowerShell. What is written to the streams of the program itself is no file. */
const changes =
  /(?<!std(?:out|err)\.)writ|appendFile|put_contents|open\w{0,20}\s{0,9}\([^)]{0,200},\s{0,9}(?:mode\s{0,9}=\s{0,9})?["'][rbt+]*[wax+]|renam|\bremove|\brm|cop(?:y|ie)|\bcp|\bmove|\bmv|truncat|link(?:Sync)?\b|os\.replace|child_process|execSync|execFile|spawn|system|popen|subprocess|\bdump\(|\bsave\(|inplace|out-?file|(?:set|add|clear)-content|(?:copy|move|remove|new|rename)-item|(?<!=)>\s?["']?[$./\w]*[A-Za-z]/i;
