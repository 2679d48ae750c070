/**
 * Settings of mise that decide about no program and no variable.
 *
 * mise.jdx.dev "Settings".
 *
 * @module
 */

/** By its name in a file, or in a variable without `MISE_`. */
export const isPlainSetting = (name: string): boolean => plain.test(name.replaceAll(".", "_"));

// --- internal ---

const plain = new RegExp(
  `^(?:${[
    "experimental|jobs|yes|no|quiet|verbose|silent|color|color_theme|debug|trace|log_(?:file_)?level|log_file|raw|ci|paranoid",
    "locked|lockfile|lockfile_platforms|minimum_release_age|install_before|offline|prefer_offline|pin|libgit2|gix|env",
    "http_(?:timeout|retries)|fetch_remote_versions_\\w+|cache_(?:dir|prune_age)|data_dir|always_keep_\\w+|all_compile|gpg_verify",
    "(?:exec_|task_run_|not_found_)?auto_install|auto_install_disable_tools|asdf_compat|use_versions_host\\w*",
    "idiomatic_version_file\\w*|legacy_version_file\\w*|trusted_config_paths|disable_(?:hints|tools)|enable_tools",
    "task_(?:output|timings?|skip|timeout|remote_no_cache|disable_paths)|status(?:_\\w+)?|terminal_progress",
    "plugin_autoupdate_last_check_duration|github_(?:token|attestations)|slsa|netrc",
    "(?:node|python|ruby|erlang|go|rust)_(?:compile|gpg_verify|concurrency|ninja|make|verify)|ruby_(?:build_)?verbose_install",
    "cargo_binstall(?:_only)?|pipx_uvx|npm_(?:bun|package_manager)|node_corepack",
    "aqua_(?:cosign|slsa|minisign|github_attestations)|version",
  ].join("|")})$`,
);
