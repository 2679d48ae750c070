/**
 * INI files with places, by the rules of Python's configparser: setup.cfg, tox.ini and their like.
 *
 * @module
 */
import { type Place, SourceError, top } from "../fault.ts";
import { addEntry, type Entry, type SourceNode } from "../node.ts";

/**
 * Parse INI: https://docs.python.org/3/library/configparser.html, "Supported INI File Structure", with its defaults
 * and without interpolation. Option names are in lower case; section names are one key, dots included; what
 * `[DEFAULT]` says holds in every section. A value is a string, its lines joined by LF; the lines that are not blank
 * are also its items, each with its place.
 *
 * Throws `E_SOURCE` for duplicate sections and options, options before any section, and lines that are nothing.
 */
export const parseIni = (path: string, text: string): SourceNode => {
  const reader: Reader = { path, sections: new Map(), options: [], indent: 0 };
  for (const [index, raw] of text.split(/\r\n|\n|\r/).entries()) readLine(reader, raw, index + 1);
  for (const option of reader.options) option.value = option.value.trimEnd();
  inherit(reader);
  return { ...top, entries: reader.sections };
};

// --- internal ---

interface Section extends SourceNode {
  entries: Map<string, Entry>;
}

interface Option extends SourceNode {
  value: string;
  items: SourceNode[];
}

interface Reader {
  path: string;
  sections: Map<string, { name: Place; node: Section }>;
  section?: Section;
  /** All of them so far. */
  options: Option[];
  option?: Option | undefined;
  /** Of the line that began the option or section. */
  indent: number;
}

const readLine = (reader: Reader, raw: string, line: number): void => {
  const value = raw.trim();
  if (/^[#;]/.test(value)) return;
  if (value === "") {
    if (reader.option !== undefined) reader.option.value += "\n";
    return;
  }
  const indent = raw.search(/\S/);
  const place: Place = { line, column: indent + 1 };
  if (reader.option !== undefined && indent > reader.indent) {
    reader.option.value += `\n${value}`;
    addLine(reader.option, value, place);
    return;
  }
  reader.indent = indent;
  const header = /^\[(.+)\]/.exec(value)?.[1];
  if (header === undefined) readOption(reader, value, place);
  else readHeader(reader, header, place);
};

const readHeader = (reader: Reader, name: string, place: Place): void => {
  const existing = name === defaults ? reader.sections.get(name)?.node : undefined;
  reader.section = existing ?? { ...place, entries: new Map() };
  reader.option = undefined;
  const at = { line: place.line, column: place.column + 1 };
  const section = { name: at, node: reader.section };
  if (existing === undefined) addEntry(reader.path, reader.sections, name, section);
};

const readOption = (reader: Reader, text: string, place: Place): void => {
  if (reader.section === undefined) throw new SourceError(reader.path, place, "expected a [section] first");
  const delimiter = text.search(/[=:]/);
  if (delimiter < 1) throw new SourceError(reader.path, place, 'expected "name = value"');
  const value = text.slice(delimiter + 1).trim();
  const start = text.length - text.slice(delimiter + 1).trimStart().length;
  const option: Option = { line: place.line, column: place.column + start, value, items: [] };
  if (value !== "") addLine(option, value, option);
  const name = text.slice(0, delimiter).trimEnd().toLowerCase();
  addEntry(reader.path, reader.section.entries, name, { name: place, node: option });
  reader.options.push(option);
  reader.option = option;
};

/** A value that begins on a later line than its name has its place there. */
const addLine = (option: Option, value: string, { line, column }: Place): void => {
  if (option.items.length === 0) Object.assign(option, { line, column });
  option.items.push({ line, column, value });
};

const defaults = "DEFAULT";

/** Values that sections may inherit, all together. */
const maxInherited = 100_000;

const inherit = ({ path, sections }: Reader): void => {
  const source = sections.get(defaults);
  if (source === undefined) return;
  const inherited = source.node.entries;
  if (inherited.size * sections.size > maxInherited) {
    throw new SourceError(path, source.name, `defaults that stand for over ${maxInherited} values`);
  }
  for (const { node } of sections.values()) {
    for (const [name, option] of inherited) if (!node.entries.has(name)) node.entries.set(name, option);
  }
};
