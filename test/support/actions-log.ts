/**
 * What GitHub's runner makes of the log of a step: the rules of actions/runner, ActionCommand.cs and
 * ActionCommandManager.cs (both forms of a command, white space before it, and commands that are stopped).
 *
 * @module
 */

export interface RunnerCommand {
  name: string;
  properties: Record<string, string>;
  data: string;
}

/** The commands that the runner obeys, in order. */
export const obeyed = (log: string): RunnerCommand[] => {
  const found: RunnerCommand[] = [];
  let token: string | undefined;
  for (const line of log.split(/\r\n|\n|\r/)) {
    const command = modern(line, token) ?? old(line, token);
    if (command === undefined) continue;
    if (token !== undefined) {
      if (command.name === token) token = undefined;
    } else if (command.name === "stop-commands") token = command.data;
    else found.push(command);
  }
  return found;
};

// --- internal ---

const registered = new Set(
  "error warning notice debug group endgroup add-mask add-matcher remove-matcher stop-commands echo set-output save-state set-env add-path".split(
    " ",
  ),
);

const isKnown = (name: string, token: string | undefined): boolean => registered.has(name) || name === token;

const modern = (line: string, token: string | undefined): RunnerCommand | undefined => {
  const match = /^::([^\s:]+)(?: (.*?))?::(.*)$/su.exec(line.trimStart());
  const [, name = "", properties = "", data = ""] = match ?? [];
  if (match === null || !isKnown(name, token)) return undefined;
  return { name, properties: propertiesOf(properties, ","), data: unescaped(data) };
};

const old = (line: string, token: string | undefined): RunnerCommand | undefined => {
  const match = /##\[([^\s\]]+)(?: ([^\]]*))?\](.*)$/su.exec(line);
  const [, name = "", properties = "", data = ""] = match ?? [];
  if (match === null || !isKnown(name, token)) return undefined;
  return { name, properties: propertiesOf(properties, ";"), data: unescaped(data) };
};

const propertiesOf = (text: string, separator: string): Record<string, string> =>
  Object.fromEntries(
    text
      .split(separator)
      .map((part) => part.trim())
      .filter((part) => part.includes("="))
      .map((part) => {
        const value = part.slice(part.indexOf("=") + 1);
        return [part.slice(0, part.indexOf("=")), unescaped(value.replaceAll("%3A", ":").replaceAll("%2C", ","))];
      }),
  );

const unescaped = (text: string): string => text.replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%25", "%");
