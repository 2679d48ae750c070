/**
 * Completion scripts for shells, written from the commands' own flags.
 *
 * @module
 */
import { codes } from "./codes.ts";
import type { FlagDef, FlagDefs } from "./flags.ts";

/** A command as a shell has to know it. */
export interface Described {
  name: string;
  summary: string;
  args: FlagDefs;
  /** Second words, where the name is the first of two. */
  actions?: readonly string[];
}

export const shells = ["bash", "zsh", "fish"] as const;

/** The script for one shell. It starts no process: what can be completed is written into it. */
export const formatCompletion = (shell: (typeof shells)[number], commands: readonly Described[]): string =>
  ({ bash, zsh, fish })[shell](commands);

// --- internal ---

const programs = ["kprovengine", "kprov"];

interface Flag {
  /** With dashes, short ones after the long one. */
  spellings: string[];
  description: string;
  takesValue: boolean;
  options: readonly string[];
}

/** Flags that take more than what can be known here: these are offered, and others taken too. */
const offeredTo = (command: string, commands: readonly Described[]): Readonly<Record<string, readonly string[]>> => {
  if (command !== "preflight") return {};
  const checks = commands.map(({ name }) => name).filter((name) => name.startsWith("check-"));
  return { only: checks, skip: checks };
};

/** First words of `keys`. */
const keyActions = ["new", "list", "show", "export", "import", "trust", "revoke"] as const;

/** What a command is about, where that is a known word and no file. */
const wordsOf = ({ name, actions }: Described): readonly string[] => {
  if (actions !== undefined) return actions;
  if (name === "explain") return Object.keys(codes);
  if (name === "keys") return keyActions;
  return name === "completion" ? shells : [];
};

const flagsOf = ({ name: command, args }: Described, commands: readonly Described[]): Flag[] =>
  Object.entries(args)
    .filter(([name, def]) => name !== "--" && def.type !== "positional")
    .map(([name, def]) => ({
      spellings: [`--${def.default === true ? "no-" : ""}${name}`, ...shortsOf(def)],
      description: def.description ?? "",
      takesValue: def.type !== "boolean",
      options: def.options ?? offeredTo(command, commands)[name] ?? [],
    }));

const shortsOf = ({ alias = [] }: FlagDef): string[] => [alias].flat().map((letter) => `-${letter}`);

const isWrapping = ({ args }: Described): boolean => "--" in args;

/** Files are what every other word may be: readline completes them by itself. */
const bash = (commands: readonly Described[]): string => {
  const cases = commands.map((command) => {
    const words = flagsOf(command, commands).flatMap(({ spellings }) => spellings);
    return `    ${command.name}) words=${quote(words.join(" "))} ;;`;
  });
  const values = commands.flatMap((command) =>
    flagsOf(command, commands)
      .filter(({ takesValue }) => takesValue)
      .map(({ spellings: [flag], options }) =>
        options.length > 0
          ? `    ${quote(`${command.name} ${flag}`)}) words=${quote(options.join(" "))} ;;`
          : `    ${quote(`${command.name} ${flag}`)}) return ;;`,
      ),
  );
  const subjects = commands.flatMap((command) => {
    const words = wordsOf(command);
    return words.length === 0 ? [] : [`    ${command.name}) words=${quote(words.join(" "))} ;;`];
  });
  const wrapping = commands.filter(isWrapping).map(({ name }) => name);
  return `# bash completion for kprovengine: source <(kprovengine completion bash)
_kprovengine() {
  local word=\${COMP_WORDS[COMP_CWORD]} command=\${COMP_WORDS[1]} words= i
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W ${quote(commands.map(({ name }) => name).join(" "))} -- "$word"))
    return
  fi
  for ((i = 2; i < COMP_CWORD; i++)); do
    if [[ \${COMP_WORDS[i]} == -- ]]; then
      # Behind the dashes stands a command of its own.
      [[ " ${wrapping.join(" ")} " == *" $command "* ]] && ((i + 1 == COMP_CWORD)) && COMPREPLY=($(compgen -c -- "$word"))
      return
    fi
  done
  case "$command \${COMP_WORDS[COMP_CWORD - 1]}" in
${values.join("\n")}
  esac
  if [[ -n $words ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$word"))
    return
  fi
  if [[ $word == -* ]]; then
    case $command in
${cases.join("\n").replaceAll(/^/gm, "  ")}
    esac
  else
    case $command in
${[...subjects, "    *) return ;;"].join("\n").replaceAll(/^/gm, "  ")}
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _kprovengine ${programs.join(" ")}`;
};

const zsh = (commands: readonly Described[]): string => {
  const names = commands.map(({ name, summary }) => `    ${quote(`${name}:${summary.replaceAll(":", "\\:")}`)}`);
  const cases = commands.map((command) => {
    const flags = flagsOf(command, commands).map((flag) => `        ${quote(zshFlag(flag))}`);
    const words = wordsOf(command);
    const subject = words.length > 0 ? quote(`1:word:(${words.join(" ")})`) : `'*:file:_files'`;
    const rest = isWrapping(command) ? `'(-)--[the command to run]:*:: :_normal' ${subject}` : subject;
    return `    ${command.name})\n      _arguments -s \\\n${flags.join(" \\\n")} \\\n        ${rest} ;;`;
  });
  return `#compdef ${programs.join(" ")}
# zsh completion for kprovengine: put this into a file called _kprovengine on your fpath.
_kprovengine() {
  local -a commands
  commands=(
${names.join("\n")}
  )
  if ((CURRENT == 2)); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  ((CURRENT--))
  case $command in
${cases.join("\n")}
  esac
}
if [[ $funcstack[1] == _kprovengine ]]; then
  _kprovengine "$@"
else
  compdef _kprovengine ${programs.join(" ")}
fi`;
};

/** `_arguments` takes brackets and colons for its own: zshcompsys(1). */
const zshFlag = ({ spellings, description, takesValue, options }: Flag): string => {
  const text = description.replace(/[[\]:\\]/g, "\\$&");
  const value = options.length > 0 ? `:value:(${options.join(" ")})` : takesValue ? ":value:_files" : "";
  const [long = "", short] = spellings;
  return short === undefined ? `*${long}[${text}]${value}` : `*${long}[${text}, also ${short}]${value}`;
};

const fish = (commands: readonly Described[]): string => {
  const lines = programs.flatMap((program) => [
    ...commands.map(
      ({ name, summary }) => `complete -c ${program} -n __fish_use_subcommand -f -a ${name} -d ${fishQuote(summary)}`,
    ),
    ...commands.flatMap((command) => {
      const words = wordsOf(command);
      const within = `complete -c ${program} -n "__fish_seen_subcommand_from ${command.name}"`;
      const flags = flagsOf(command, commands).map(({ spellings, description, takesValue, options }) => {
        const [long = "", short] = spellings;
        const letter = short === undefined ? "" : ` -s ${short.slice(1)}`;
        // An empty description of its own: else each value is shown with the flag's.
        const values = options.map((option) => `${option}\\t''`).join(" ");
        const value = options.length > 0 ? ` -x -a ${fishQuote(values)}` : takesValue ? " -r" : "";
        return `${within} -l ${long.slice(2)}${letter}${value} -d ${fishQuote(description)}`;
      });
      return words.length === 0 ? flags : [...flags, `${within} -f -a ${fishQuote(words.join(" "))}`];
    }),
  ]);
  return `# fish completion for kprovengine: kprovengine completion fish > ~/.config/fish/completions/kprovengine.fish\n${lines.join("\n")}`;
};

const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** fish knows two escapes between single quotes. */
const fishQuote = (text: string): string => `'${text.replace(/[\\']/g, "\\$&")}'`;
