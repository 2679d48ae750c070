/**
 * What no repository should track: build output, caches, environments, logs.
 *
 * A gate that cries wolf is switched off, so a directory is denied by its bare name only where nobody uses
 * that name for sources (`node_modules`, `__pycache__`). Names that are also source directories (`build`,
 * `target`, `coverage`, `venv`, `wandb`) are denied by what only a tool leaves in them. Each entry that is
 * narrower than its name suggests says why.
 *
 * @module
 */
import { compileGlobs, suspectGlobs } from "../glob.ts";
import type { DenyEntry, RuleContext } from "./rule.ts";

/** `what` → its globs. */
const defaults: Record<string, readonly string[]> = {
  "Python bytecode": ["**/__pycache__/**", "**/*.py[co]"],
  // A directory `venv` is the standard library's own source in CPython: pyvenv.cfg marks the others.
  "a virtual environment": ["**/.venv/**", "venv/**", "**/pyvenv.cfg", "**/.direnv/**", "**/.pixi/envs/**"],
  "Python packaging output": ["**/*.egg-info", "**/*.egg-info/**", "**/.eggs/**", "**/__pypackages__/**"],
  "a Python tool's cache": [
    "**/.pytest_cache/**",
    "**/.mypy_cache/**",
    "**/.ruff_cache/**",
    "**/.pytype/**",
    "**/.pyre/**",
    "**/.hypothesis/**",
    "**/.tox/**",
    "**/.nox/**",
  ],
  // `coverage` is a package in more than one project, and test data is often called coverage.xml further down.
  "coverage output": [
    "**/htmlcov/**",
    "**/.coverage",
    "**/.coverage.*.*",
    "coverage.xml",
    "coverage.out",
    "**/.nyc_output/**",
    "**/lcov-report/**",
    "**/coverage/lcov.info",
    "**/coverage/clover.xml",
    "**/coverage/coverage-final.json",
    "**/*.gcda",
  ],
  // At the top only: further down, `dist` is often a package's or a fixture's own name.
  "built output": ["dist/**"],
  // `build` is where many projects keep their build scripts, so only what tools leave there counts.
  "Python build output": ["build/lib/*/__init__.py", "**/build/bdist.*/**", "**/build/{lib,temp}.*-*/**"],
  "CMake build output": ["**/CMakeCache.txt", "**/CMakeFiles/**"],
  "Node packages": ["**/node_modules/**", "**/.pnpm-store/**"],
  "a Node tool's output": [
    "**/.next/**",
    "**/.nuxt/**",
    "**/.svelte-kit/**",
    "**/.turbo/**",
    "**/.parcel-cache/**",
    "**/*.tsbuildinfo",
    "**/.eslintcache",
  ],
  // `target` is a source directory elsewhere (the kernel's drivers/target): Cargo's and Maven's marks.
  "Rust build output": ["**/target/{debug,release}/**", "**/target/.rustc_info.json", "**/target/CACHEDIR.TAG"],
  "JVM build output": [
    "**/*.class",
    "**/target/{classes,test-classes,maven-status,surefire-reports}/**",
    "**/build/{classes,libs,tmp}/**/*.{class,jar,bin,MF}",
    "**/.gradle/**",
  ],
  ".NET build output": ["**/obj/project.assets.json", "**/{bin,obj}/{Debug,Release}/**/*.{dll,pdb,exe}"],
  "a debugger's build": ["**/__debug_bin*"],
  "a desktop's own file": ["**/.DS_Store", "**/Thumbs.db", "**/ehthumbs.db", "**/__MACOSX/**"],
  "an editor's own file": ["**/*.sw[op]", "**/*~", "**/.#*", "**/.idea/workspace.xml"],
  "notebook checkpoints": ["**/.ipynb_checkpoints/**"],
  // The directory `wandb` is that project's own source: runs in it are not.
  "experiment tracking data": [
    "**/mlruns/**",
    "**/wandb/{run,offline-run}-*/**",
    "**/wandb/latest-run{,/*}",
    "**/lightning_logs/**",
    "**/events.out.tfevents.*",
  ],
  "a data tool's cache": [
    "**/.dvc/cache/**",
    "**/.dvc/tmp/**",
    "**/target/{run_results.json,partial_parse.msgpack}",
    "**/.snakemake/**",
    "**/.nextflow/**",
    "spark-warehouse/**",
    "metastore_db/**",
  ],
  "Terraform's working directory": ["**/.terraform/**"],
  "a log": ["**/*.log", "**/nohup.out"],
};

/** The deny list that every repository gets. */
export const defaultDeny: readonly DenyEntry[] = Object.entries(defaults).flatMap(([what, globs]) =>
  globs.map((glob) => ({ glob, what })),
);

/** The built-in entries that `counts` takes and the user's, as one matcher; throws `E_CONFIG` for a glob that can't be meant. */
export const createDenied = (
  globs: readonly string[],
  counts: (entry: DenyEntry) => boolean = () => true,
): RuleContext["denied"] => {
  const entries: DenyEntry[] = [...defaultDeny.filter(counts), ...globs.map((glob) => ({ glob }))];
  const isSuspicious = suspectGlobs(entries.map(({ glob }) => glob));
  const matchers = new Map<DenyEntry, (path: string) => boolean>();
  const matches = (entry: DenyEntry, path: string): boolean => {
    const matcher = matchers.get(entry) ?? compileGlobs([entry.glob]);
    matchers.set(entry, matcher);
    return matcher(path);
  };
  // One by one only for what may match at all; most paths match nothing.
  return (path) => (isSuspicious(path) ? entries.find((entry) => matches(entry, path)) : undefined);
};
