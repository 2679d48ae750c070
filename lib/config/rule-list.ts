/**
 * A configuration that does nothing but list rules which it imports.
 *
 * @module
 */

/** Where a listed rule is imported from, and by which name that file exports it. */
export interface ListedRule {
  specifier: string;
  exported: string;
}

/**
 * The rules that `source` lists, in their order, when it does nothing else with them: every name in `rules` comes from one
 * import of a relative path and stands nowhere else, and nothing in the file is a function or could change a rule. Then the
 * file says no more than which rules there are. Undefined for any other.
 */
export const listedRules = (source: string, count: number): ListedRule[] | undefined => {
  const lists = [...source.matchAll(/\brules\s*(?::\s*(?:\[([\s\w$,]*)\]|([\w$]+)))?\s*[,}]/g)];
  const [list] = lists;
  if (lists.length !== 1 || list === undefined || active.test(source)) return undefined;
  const names = (list[1] ?? list[2] ?? "").split(/[\s,]+/).filter((name) => name !== "");
  const isWritten = list[1] !== undefined;
  if (isWritten && names.length !== count) return undefined;
  const imported = importsIn(source);
  const code = source.replace(plainTexts, '""');
  const rules = names.flatMap((name) => {
    const uses = [...code.matchAll(new RegExp(String.raw`(?<![\w$])${name.replaceAll("$", "\\$")}(?![\w$])`, "g"))];
    const found = imported.filter(({ local }) => local === name);
    return uses.length === 2 && found.length === 1 ? found : [];
  });
  const [all] = rules;
  if (rules.length !== names.length || all === undefined) return undefined;
  return (isWritten ? rules : Array<ListedRule>(count).fill(all)).map(({ specifier, exported }) => ({
    specifier,
    exported,
  }));
};

// --- internal ---

/** Functions, and other ways to reach a rule than by its name. */
const active = /=>|\bfunction\b|\bclass\b|\)\s*\{|\bjudge|\bimport\s*\*|\b(?:Object|Reflect)\b/;

/** What looks like the end of a text may be within a comment or a pattern: so of those alone that could change nothing. */
const plainTexts = /"[\w ./@*{},!?:-]*"|'[\w ./@*{},!?:-]*'/g;

const importsIn = (source: string): (ListedRule & { local: string })[] =>
  [...source.matchAll(/\bimport\s*\{([\s\w$,]*)\}\s*from\s*["'](\.{1,2}\/[^"'\n]*)["']/g)].flatMap(
    ([, clause = "", specifier = ""]) =>
      clause.split(",").flatMap((part) => {
        const [exported = "", as, local = exported] = part.trim().split(/\s+/);
        return exported === "" || (as !== undefined && as !== "as") ? [] : [{ specifier, exported, local }];
      }),
  );
