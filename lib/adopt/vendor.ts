/**
 * The one-file form in an adopted repository: where it lies, and how it is started.
 *
 * @module
 */
import type { OwnForm } from "./own-files.ts";
import { create, type PlannedFile } from "./planned.ts";

/** From the repository's top. */
export const vendoredPath = ".kprov/kprov.mjs";
export const pinPath = `${vendoredPath}.sha256`;

/** The file and its pin. */
export const planVendored = ({ content, sha256 }: OwnForm): PlannedFile[] => [
  create(vendoredPath, Buffer.from(content, "latin1").toString("utf8"), "the tool, run by plain node", true),
  create(pinPath, pinText(sha256), "pins the tool's bytes", true),
];

/** As coreutils' `sha256sum` prints it in the file's own directory. */
export const pinText = (sha256: string): string => `${sha256}  kprov.mjs\n`;

/**
 * A command of POSIX sh that compares the file with its pin and then becomes node; arguments come behind it. Without
 * quotes of its own kind inside, so that it can stand between single ones.
 *
 * With `./`, because `cd` would look for `.kprov` along CDPATH. The whole line is compared, not handed to `sha256sum -c`: that would be content with a pin that names another file.
 */
export const verifiedStart = [
  "sum=$(cd ./.kprov && if command -v sha256sum >/dev/null; then sha256sum kprov.mjs; else shasum -a 256 kprov.mjs; fi)",
  `&& [ "$sum" = "$(cat ${pinPath})" ]`,
  `|| { echo "error: ${vendoredPath} is not what ${pinPath} pins, and was not run" >&2; exit 3; };`,
  `exec node ${vendoredPath} "$@"`,
].join(" ");
