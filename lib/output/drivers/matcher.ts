/**
 * Not a report: the pattern by which GitHub Actions, and editors that know its form, read `--report lines=-`.
 *
 * https://github.com/actions/toolkit/blob/main/docs/problem-matchers.md
 *
 * @module
 */
import type { OutputDriver } from "../registry.ts";

/** The same for every outcome: it may be committed. */
export const problemMatcher = {
  problemMatcher: [
    {
      owner: "kprovengine",
      pattern: [
        {
          regexp: "^(.+?):(\\d+):(\\d+): (error|notice): (.+) \\[([A-Z][A-Z0-9_]*(?:/[^\\]]+)?)\\]$",
          file: 1,
          line: 2,
          column: 3,
          severity: 4,
          message: 5,
          code: 6,
        },
      ],
    },
  ],
} as const;

const matcher: OutputDriver = {
  meta: { name: "matcher", readBy: "GitHub Actions, for the form lines", packages: [] },
  format: () => `${JSON.stringify(problemMatcher, null, 2)}\n`,
  wrote: (text) => /^\{\s*"problemMatcher": \[\s*\{\s*"owner": "kprovengine"/.test(text),
};

export default matcher;
