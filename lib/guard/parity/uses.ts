/**
 * Actions of other repositories: whether they are pinned, and whether they check anything.
 *
 * @module
 */
import type { Finding } from "../../report.ts";
import { isOfRepository } from "../ci/index.ts";
import { fingerprintOf } from "../fingerprint.ts";
import type { Located } from "../sources/tree.ts";

/** Why an action, workflow or image of `uses:` is not pinned; undefined when it is. */
export const pinFinding = (uses: Located<string>): Finding | undefined => {
  const { value, path, line, column } = uses;
  const isImage = value.startsWith("docker://");
  const isPinned = isImage ? /@sha256:[0-9a-f]{64}$/.test(value) : /@(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(value);
  if (isPinned || isOfRepository(value) || value.startsWith("project:")) return undefined;
  const reference = /@(.*)/s.exec(value)?.[1];
  return {
    ...{ code: "PARITY_UNPINNED", level: "violation", path, line, column },
    fingerprint: fingerprintOf("PARITY_UNPINNED", [value]),
    message: `"${value}" is not pinned by ${isImage ? "its digest" : "a commit"}`,
    expected: isImage ? "@sha256:…" : "a commit of 40 hexadecimal digits behind @",
    actual: reference === undefined ? "no version" : `"${reference}"`,
    fix: isImage
      ? "name the image by its digest"
      : `git ls-remote https://github.com/${value.replace(/@.*/s, "").split("/").slice(0, 2).join("/")} ${reference ?? "HEAD"}`,
  };
};

/** Actions that bring, keep or publish something and judge nothing; by owner and name, in lower case. */
export const isKnownAction = (uses: string): boolean => {
  const name = uses.toLowerCase().split("@")[0] ?? "";
  return known.some((one) =>
    one.endsWith("*") ? name.startsWith(one.slice(0, -1)) : name === one || name.startsWith(`${one}/`),
  );
};

// --- internal ---

const known: readonly string[] = [
  ...["actions/checkout", "actions/setup-*", "actions/cache", "actions/upload-artifact", "actions/download-artifact"],
  ...["astral-sh/setup-uv", "pdm-project/setup-pdm", "conda-incubator/setup-miniconda", "mamba-org/setup-micromamba"],
  ...["prefix-dev/setup-pixi", "snok/install-poetry", "pnpm/action-setup", "oven-sh/setup-bun", "denoland/setup-deno"],
  ...[
    "dtolnay/rust-toolchain",
    "actions-rs/toolchain",
    "actions-rust-lang/setup-rust-toolchain",
    "moonrepo/setup-rust",
  ],
  ...["swatinem/rust-cache", "taiki-e/install-action", "docker/setup-buildx-action", "docker/setup-qemu-action"],
  ...["docker/login-action", "aws-actions/configure-aws-credentials", "google-github-actions/auth", "azure/login"],
  // It hands over a report that others made.
  ...["github/codeql-action/upload-sarif"],
  ...["hashicorp/setup-terraform", "extractions/setup-just", "jdx/mise-action", "cachix/install-nix-action"],
];
