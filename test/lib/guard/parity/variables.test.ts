// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of shells stand in the data
import { describe, expect, it } from "vitest";
import { effectOf, isInstalled, isOutside, variableFaults } from "../../../../lib/guard/parity/variables.ts";
import { checkout } from "./support.ts";

/** `different`: another gate, surely. `unread`: perhaps. */
const said = (name: string, value?: string): string => {
  const effect = effectOf(name, value);
  return effect === undefined ? "nothing" : `${effect.kind} ${effect.level}`;
};

describe("a variable", () => {
  it.each(
    [
      ["GITHUB_ACTIONS", "GITHUB_BASE_REF", "GITHUB_SHA", "GITLAB_CI", "CI_PIPELINE_SOURCE", "CI_COMMIT_REF_NAME"],
      ["CI_DEFAULT_BRANCH", "CI_MERGE_REQUEST_DIFF_BASE_SHA", "CI_EXTERNAL_PULL_REQUEST_IID", "BITBUCKET_PR_ID"],
      ["SYSTEM_PULLREQUEST_TARGETBRANCH", "BUILDKITE_PULL_REQUEST", "BUILDKITE_PULL_REQUEST_BASE_BRANCH"],
      ["CHANGE_ID", "CHANGE_TARGET", "DRONE_PULL_REQUEST", "TRAVIS_BRANCH", "DRONE_TARGET_BRANCH"],
      ["APPVEYOR_REPO_BRANCH", "CIRCLE_PULL_REQUEST", "CIRCLE_PULL_REQUESTS"],
    ].flat(),
  )("%s says by whose rules a change is judged", (name) => {
    expect(said(name)).toBe("different violation");
  });

  it.each(
    [
      ["NODE_OPTIONS", "NODE_PATH", "LD_PRELOAD", "DYLD_INSERT_LIBRARIES", "BUN_CONFIG", "YARN_RC", "COREPACK_HOME"],
      ["BASH_FUNC_npx%%", "SHELL", "HOME", "CDPATH", "XDG_CONFIG_HOME", "XDG_CONFIG_DIRS", "KPROV_EVENTS"],
      ["GIT_DIR", "GIT_CONFIG", "GIT_CONFIG_COUNT", "GIT_CONFIG_KEY_0", "GIT_GLOB_PATHSPECS", "GIT_ATTR_SOURCE"],
      ["npm_config_registry", "NPM_CONFIG_USERCONFIG", "pnpm_config_node_linker", "npm_config_cache_min"],
      ["npm_config_update_notifiers", "PATH", "PREFIX", "DESTDIR", "NODE_COMPILE_CACHE", "COMSPEC", "ComSpec"],
      [
        "PYTEST_ADDOPTS",
        "PYTHONOPTIMIZE",
        "GOFLAGS",
        "OPENSSL_CONF",
        "OPENSSL_MODULES",
        "OPENSSL_ENGINES",
        "GCONV_PATH",
        "CI",
      ],
    ].flat(),
  )("%s may decide which gate runs", (name) => {
    expect(said(name)).toBe("unread undecided");
  });

  it.each(
    [
      [
        "KPROV_DENY_SALT",
        "GITHUB_TOKEN",
        "XGITHUB_SHA",
        "GITHUB_SHA_X",
        "CI_COMMIT",
        "NODE_ENV",
        "MY_NODE_OPTIONS",
        "HOMES",
      ],
      ["GIT_AUTHOR_NAME", "MY_GIT_DIR", "GIT_DIRS", "npm_config", "xnpm_config_registry", "npm_config_AUDIT"],
      ["npm_config_update_notifier", "npm_config_update-notifier", "NPM_CONFIG_PREFER_OFFLINE", "npm_config_loglevel"],
      ["pnpm_config_color", "npm_token", "path", "DRONE", "TRAVIS_OS_NAME"],
      ["MY_PREFIX", "PREFIXES", "OPENSSL_CONFIG", "CMAKE_INSTALL_PREFIX"],
    ].flat(),
  )("%s decides nothing", (name) => {
    expect(said(name)).toBe("nothing");
  });

  it.each<[string, string, boolean]>([
    ["npm_config_registry", "https://registry.npmjs.org/", true],
    ["NPM_CONFIG_REGISTRY", "'https://registry.npmjs.org'", true],
    ["pnpm_config_registry", "https://registry.npmjs.org/", true],
    ["npm_config_registry", "http://registry.npmjs.org/", false],
    ["npm_config_registry", "https://registry.npmjs.org.example/", false],
    ["npm_config_registry", "https://registry.npmjs.org/x", false],
    ["npm_config_@x:registry", "https://registry.npmjs.org/", false],
    ["PYTEST_ADDOPTS", "--color=yes -vv -ra --tb=short -n auto -p no:cacheprovider", true],
    ["PYTEST_ADDOPTS", "", true],
    ["PYTEST_ADDOPTS", "--color=yes --collect-only", false],
    ["PYTEST_ADDOPTS", "-k smoke", false],
    ["PYTEST_ADDOPTS", "-p no:x", false],
    ["PYTEST_PLUGINS", "x", false],
    ["PYTEST_PLUGINS", "", true],
    ["PYTEST_PLUGINS", " ", true],
    ["TOX_SKIP_ENV", ".*", false],
    ["PYTHONOPTIMIZE", "0", true],
    ["PYTHONOPTIMIZE", "'2'", false],
    ["GOFLAGS", "-mod=readonly -buildvcs=false", true],
    ["GOFLAGS", "-run=^$", false],
    ["GOFLAGS", "-race -toolexec=./x", false],
    ["RUSTC_WRAPPER", "sccache", true],
    ["RUSTC_WRAPPER", "./fake", false],
    ["RUSTC_WORKSPACE_WRAPPER", "clippy-driver", false],
    ["CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUNNER", '"true"', false],
    ["CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER", "qemu-aarch64 -L /usr/aarch64-linux-gnu", true],
    ["CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER", "wasmtime; true", false],
    ["CARGO_TARGET_DIR", "/x", true],
    ["MY_GOFLAGS", "-run=^$", true],
    ["CI", "true", true],
    ["CI", '"1"', true],
    ["CI", "", false],
    ["CI", '""', false],
    ["CI", "${{ inputs.ci }}", false],
    ["npm_config_npm_config_registry", "https://registry.npmjs.org/", false],
    ["npm_config_registry_x", "https://registry.npmjs.org/", false],
    ["npm_config_registry", "https://example.com/https://registry.npmjs.org/", false],
    ["HOME", "/root", true],
    ["HOME", '"/root/"', true],
    ["HOME", "/root/../x", false],
    ["HOME", "/rootx", false],
    ["HOME", "/home/x", false],
    ["XDG_CONFIG_HOME", "/root", false],
  ])("%s=%s is what it is anyway: %s", (name, value, isUsual) => {
    expect(said(name, value)).toBe(isUsual ? "nothing" : "unread undecided");
  });

  it.each<[string, boolean]>([
    ["/usr", true],
    ["/usr/local", true],
    ["'/opt/x-1.2/y'", true],
    ['"$HOME/.local"', true],
    ["${HOME}/.local/x", true],
    ["~/.local", true],
    ["./x", false],
    ["x/usr", false],
    ["/usrx", false],
    ["/usr/../x", false],
    ["/usr/$x", false],
    ["$HOME/x", false],
    ["$HOME/.local/x/../..", false],
    [`${checkout}/x`, false],
    ["", false],
  ])("PREFIX=%s is one of the system, which the repository does not fill: %s", (value, expected) => {
    expect(said("PREFIX", value)).toBe(expected ? "nothing" : "unread undecided");
  });

  it.each<[string, string, string]>([
    ["NODE_OPTIONS", "--max-old-space-size=4096", "nothing"],
    ["NODE_OPTIONS", "'--max_old_space_size=4096'", "nothing"],
    ["NODE_OPTIONS", "--max-old-space-size=4096 --require=./x.cjs", "unread undecided"],
    ["NODE_OPTIONS", "--max-old-space-size=$X", "unread undecided"],
    ["NODE_PATH", "--max-old-space-size=4096", "unread undecided"],
    ["GIT_DIR", "--max-old-space-size=4096", "unread undecided"],
  ])("%s=%s, of which Node's memory alone decides nothing: %s", (name, value, expected) => {
    expect(said(name, value)).toBe(expected);
  });

  it.each<[string, boolean]>([
    ["$PATH", true],
    ["${PATH}", true],
    ['"$HOME/.local/bin:$PATH"', true],
    ["'${HOME}/.cargo/bin'", true],
    ["~/.foo/bar/bin:~/go/bin", true],
    ["~/.a-b/c-d/bin", true],
    ["$CONDA/bin:${CONDA}/bin", true],
    ["", false],
    ["$PATH:", false],
    ["./bin:$PATH", false],
    ["$PATH:./bin", false],
    ["$PWD/node_modules/.bin", false],
    ["$PATHS", false],
    ["x$PATH", false],
    ["/$HOME/.local/bin", false],
    ["$HOME/.local/bin/x", false],
    ["$HOME/bin", false],
    ["$HOME/tools/bin", false],
    ["$HOME/../x/bin", false],
    ["$HOME/.local/a/b/bin", false],
    ["~/./bin", false],
    ["$CONDAS/bin", false],
    ["$CONDA/../bin", false],
  ])("PATH=%s stays outside of the repository: %s", (value, expected) => {
    expect(isOutside(value)).toBe(expected);
    expect(said("PATH", value)).toBe(expected ? "nothing" : "unread undecided");
  });

  it.each<[string, string[], boolean]>([
    ["./.venv/bin:$PATH", ["a"], true],
    ["./low/.venv/bin", ["low/a"], true],
    ["./other/.venv/bin", ["low/a"], false],
    ["./.venv/bin:./bin", ["a"], false],
    // A link, or another repository.
    ["./web/low/.venv/bin", ["web", "web/low/a"], false],
  ])("PATH=%s beside %j names what is installed for the project: %s", (value, paths, expected) => {
    expect(isInstalled(value, { paths, isHere: true })).toBe(expected);
  });

  it("is said with its place and what is written there", () => {
    const at = { path: "ci.yml", line: 2, column: 3, value: "x" };
    expect(variableFaults("PATH", "x", at, " PATH: \n x")).toEqual([
      {
        ...{ kind: "unread", level: "undecided", at: { path: "ci.yml", line: 2, column: 3 }, written: "PATH: x" },
        why: "PATH gets a directory whose programs may stand for the gate's",
      },
    ]);
    expect(variableFaults("NODE_ENV", "x", at, "NODE_ENV: x")).toEqual([]);
  });
});
