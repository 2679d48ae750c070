/**
 * What the step ran with: tools, distributions, source, configuration, environment.
 *
 * @module
 */
import { layout } from "../../evidence/index.ts";
import { type Html, html, type Piece } from "../html.ts";
import { bounded, code, digest, factList, fold, formatSection, long, mark, type Place, table } from "../pieces.ts";
import type { RunDetails } from "../run-view.ts";
import { countOf } from "../words.ts";

export const formatToolchain = ({ toolchain, summary }: RunDetails, place: Place): Html => {
  const { platform, tools, python, cuda, lockFiles } = toolchain;
  const { os, architecture, distribution } = platform;
  const name = distribution === null ? "" : `, ${distribution.id} ${distribution.version}`;
  const list = table({
    caption: "Tools",
    columns: [{ name: "Tool", kind: "mono" }, { name: "Version" }, { name: "Part" }, { name: "SHA-256", kind: "mono" }],
    rows: tools.map((tool) => [tool.name, tool.version ?? "not known", tool.role, digest(tool.sha256)]),
  });
  const body = html`${factList([
    ["Platform", html`${os} ${architecture}${name}`],
    ["Kernel", summary.host.kernel],
    ["Recorder", html`kprovengine ${summary.recorder.version}, Node ${summary.recorder.node}`],
    cuda === null
      ? null
      : [
          "CUDA",
          html`driver ${cuda.driver ?? "not known"}, toolkit ${cuda.toolkit ?? "not known"}, ${cuda.devices.join(", ")}`,
        ],
  ])}${tools.length === 0 ? null : list}${python.map(formatPython)}${lockFiles.length === 0 ? null : formatLockFiles(lockFiles)}`;
  return formatSection({ id: "toolchain", title: "Toolchain", aside: countOf(tools.length, "tool"), body }, place);
};

export const formatSource = ({ provenance, summary }: RunDetails, place: Place): Html => {
  const { internalParameters, externalParameters } = provenance.predicate.buildDefinition;
  const { git } = internalParameters;
  const { configuration } = externalParameters;
  const { branch, remotes, shallow, reason, state } = summary.git;
  const none = `none: ${reason ?? state.replaceAll("-", " ")}`;
  const body = html`${factList([
    ["Commit", git === null ? none : html`${code(git.before.commit ?? "no commit yet")} ${stateOf(git.before.dirty)}`],
    git === null || git.after.commit === git.before.commit
      ? null
      : ["Commit afterwards", code(git.after.commit ?? "none")],
    git === null || git.after.dirty === git.before.dirty ? null : ["Afterwards", stateOf(git.after.dirty)],
    branch === null ? null : ["Branch", code(branch)],
    shallow ? ["History", "a shallow clone"] : null,
    ...remotes.map((remote): [string, Piece] => [`Remote ${remote.name}`, code(remote.url)]),
    configuration === null
      ? null
      : ["Configuration", html`${code(configuration.path)} ${digest(configuration.sha256)}`],
  ])}${formatChanges(summary)}`;
  return formatSection({ id: "source", title: "Source", body }, place);
};

export const formatEnvironment = ({ summary, provenance }: RunDetails, place: Place): Html | null => {
  const entries = Object.entries(summary.environment);
  if (entries.length === 0) return null;
  const { cleanEnvironment } = provenance.predicate.buildDefinition.externalParameters;
  const list = table({
    caption: "Recorded variables",
    columns: [
      { name: "Variable", kind: "mono" },
      { name: "Value", kind: "mono" },
    ],
    rows: entries.map(([name, value]) => [name, long(value)]),
  });
  const aside = cleanEnvironment ? "the step saw these alone" : "the step saw others, too";
  const body = fold(countOf(entries.length, "recorded variable"), list);
  return formatSection({ id: "environment", title: "Environment", aside, body }, place);
};

// --- internal ---

const stateOf = (isDirty: boolean): Html =>
  mark(isDirty ? "open" : "good", isDirty ? "with uncommitted changes" : "clean");

const formatPython = (python: RunDetails["toolchain"]["python"][number]): Html => {
  const { implementation, version, role, distributions } = python;
  const title = html`${implementation} ${version}, ${role}: ${countOf(distributions.length, "distribution")}`;
  if (distributions.length === 0) return html`<p>${title}</p>`;
  const { shown, rest } = bounded(distributions, 500, { noun: "distribution", where: layout.toolchain });
  const list = shown.map(
    (distribution) => html`<li>${code(distribution.name)} <small>${distribution.version}</small></li>`,
  );
  return fold(title, html`<ul class="paths">${list}</ul>${rest}`, { isForPrint: false });
};

const formatLockFiles = (lockFiles: RunDetails["toolchain"]["lockFiles"]): Html =>
  table({
    caption: "Lock files",
    columns: [
      { name: "Lock file", kind: "mono" },
      { name: "SHA-256", kind: "mono" },
    ],
    rows: lockFiles.map(({ path, sha256 }) => [path, digest(sha256)]),
  });

/** Tracked files that differed from the commit. */
const formatChanges = ({ git }: RunDetails["summary"]): Html | null => {
  const changes = [
    ...(git.before?.changed ?? []).map((change) => ({ ...change, when: "before" })),
    ...(git.after?.changed ?? []).map((change) => ({ ...change, when: "after" })),
  ];
  const untracked = new Set([...(git.before?.untracked ?? []), ...(git.after?.untracked ?? [])]);
  const note =
    untracked.size === 0
      ? null
      : html`<p class="note">${countOf(untracked.size, "untracked file")} beside them, named in <code>${layout.summary}</code>.</p>`;
  if (changes.length === 0) return note;
  const { shown, rest } = bounded(changes, 200, { noun: "change", where: layout.summary });
  const list = table({
    caption: "Tracked files that differ from the commit",
    columns: [{ name: "File", kind: "mono" }, { name: "Status", kind: "mono" }, { name: "When" }],
    rows: shown.map(({ path, status, when }) => [path, status, when]),
  });
  return html`${fold(countOf(changes.length, "changed tracked file"), html`${list}${rest}`)}${note}`;
};
