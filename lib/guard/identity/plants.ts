/**
 * A small sound project, and for every rule one with a single fault.
 *
 * @module
 */
import type { Finding } from "../../report.ts";
import type { PlantedFile } from "../trials.ts";
import type { IdentityConfig } from "./context.ts";

export interface Plant {
  code: Finding["code"];
  /** Where the fault is; empty for the remote. */
  path: string;
  files: Readonly<Record<string, PlantedFile>>;
  remote: string;
  identity: IdentityConfig;
  forbidden: readonly string[];
}

const url = "https://github.com/acme/claims-etl";

const dockerfile = (...labels: string[]): string =>
  `FROM scratch\nARG NO_DEFAULT\n${labels.map((label) => `LABEL org.opencontainers.image.${label}\n`).join("")}`;

/** Nothing is wrong with it. */
export const sound: Omit<Plant, "code" | "path"> = {
  files: {
    "README.md": `# Claims ETL\n\n    git clone ${url}.git\n`,
    "package.json": `{\n  "name": "@acme/claims-etl",\n  "repository": "${url}",\n  "bin": { "claims-etl": "cli.js" }\n}\n`,
    "pyproject.toml": `[project]\nname = "Claims_ETL"\n\n[project.urls]\nSource = "${url}"\n\n[project.scripts]\nclaims-etl = "claims_etl.main:run"\n`,
    "src/claims_etl/main.py": "def run(): ...\n",
    Dockerfile: dockerfile('title="claims-etl"', `source="${url}"`),
  },
  remote: "git@github.com:acme/claims-etl.git",
  identity: {
    name: "claims-etl",
    commands: [],
    display: { name: "Claims ETL", allow: ["README.md"] },
    repository: url,
    docker: { files: ["Dockerfile"], labels: {} },
  },
  forbidden: ["acme-internal"],
};

const withFile = (code: Plant["code"], path: string, file: PlantedFile): Plant => ({
  ...sound,
  code,
  path,
  files: { ...sound.files, [path]: file },
});

/** What each rule must find. */
export const plants: readonly Plant[] = [
  withFile("NAME_MISMATCH", "package.json", '{ "name": "planted" }\n'),
  withFile("NAME_MISMATCH", "CITATION.cff", "cff-version: 1.2.0\ntitle: Planted\n"),
  withFile("NAME_MISMATCH", "go.mod", "module github.com/acme/claims-etl/planted\n"),
  withFile("ENTRY_POINT_MISMATCH", "package.json", '{ "name": "claims-etl", "bin": { "planted": "cli.js" } }\n'),
  withFile(
    "ENTRY_POINT_MISMATCH",
    "setup.cfg",
    "[options.entry_points]\nconsole_scripts =\n    claims-etl = planted:main\n",
  ),
  withFile(
    "URL_MISMATCH",
    "Cargo.toml",
    '[package]\nname = "claims-etl"\nrepository = "https://github.com/planted/claims-etl"\n',
  ),
  withFile("NAME_MISMATCH", "setup.py", 'from setuptools import setup\nsetup(name="planted")\n'),
  withFile("VALUE_COMPUTED", "setup.py", "from setuptools import setup\nsetup(name=planted())\n"),
  withFile(
    "DIRECTORY_MISMATCH",
    "package.json",
    `{ "name": "claims-etl", "repository": { "url": "${url}", "directory": "planted" } }\n`,
  ),
  withFile(
    "URL_MISMATCH",
    "package.json",
    '{ "name": "claims-etl", "homepage": "https://github.com/acme/planted#readme" }\n',
  ),
  { ...sound, code: "URL_MISMATCH", path: "", remote: "git@github.com:planted/claims-etl.git" },
  withFile("README_URL_MISMATCH", "README.md", "    git clone https://github.com/planted/claims-etl.git\n"),
  withFile("DISPLAY_NAME_MISPLACED", "src/planted.txt", "Claims ETL\n"),
  withFile("LABEL_MISSING", "Dockerfile", dockerfile('title="claims-etl"')),
  withFile("LABEL_MISMATCH", "Dockerfile", dockerfile('title="planted"', `source="${url}"`)),
  withFile("LABEL_UNKNOWN", "Dockerfile", dockerfile('title="claims-etl"', `source="${url}"`, 'planted="x"')),
  withFile(
    "LABEL_UNRESOLVED",
    "Dockerfile",
    dockerfile('title="claims-etl"', `source="${url}"`, 'version="$NO_DEFAULT"'),
  ),
  withFile("FORBIDDEN_TOKEN", "src/planted.txt", "acme-internal\n"),
  withFile("FORBIDDEN_TOKEN", "src/planted.bin", Buffer.from("\0acme-internal", "utf16le")),
  withFile("FORBIDDEN_IN_NAME", "src/acme-internal.txt", "planted\n"),
  withFile("FORBIDDEN_IN_LINK", "src/planted", { link: "acme-internal" }),
  withFile("SOURCE_MALFORMED", "setup.cfg", "[metadata\n"),
];
