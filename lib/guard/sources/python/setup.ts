/**
 * The calls of setup() in a setup.py.
 *
 * @module
 */
import { SourceError, top } from "../fault.ts";
import { type PythonCall, parsePython } from "./index.ts";

/**
 * Calls of `setup`, also as `setuptools.setup` and the like; none in a file that imports none of the packages that
 * have it, which is only called like one. Throws `E_SOURCE` for a file that imports setup and never calls it, because
 * then it is called by another name, and as {@link parsePython} does.
 */
export const parseSetup = (path: string, text: string): PythonCall[] => {
  const source = parsePython(path, text);
  if (!packages.some((name) => source.mentions(name))) return [];
  const calls = source.calls(
    (name) => name === "setup" || /^(?:setuptools|distutils|skbuild|core)\b.*\.setup$/.test(name),
  );
  if (calls.length === 0 && source.mentions("setup"))
    throw new SourceError(path, top, "no call of setup() is to be found");
  return calls;
};

// --- internal ---

const packages = ["setuptools", "distutils", "skbuild"];
