/**
 * What a run ran with, and how to judge it without believing this page.
 *
 * @module
 */
import {
  bounded,
  code,
  countOf,
  digest,
  factList,
  fold,
  formatBytes,
  formatSection,
  type Html,
  html,
  type Piece,
  type Place,
  table,
} from "../../page/index.ts";
import { shellQuote } from "../../text.ts";
import type { SiteRun, SiteToolchain } from "../site-data.ts";

export const formatToolchain = (toolchain: SiteToolchain, place: Place): Html => {
  const { os, architecture, tools, distributions } = toolchain;
  const list = table({
    caption: "Tools",
    columns: [{ name: "Tool", kind: "mono" }, { name: "Version" }, { name: "Part" }, { name: "SHA-256", kind: "mono" }],
    rows: tools.map((tool) => [tool.name, tool.version ?? "not known", tool.role, digest(tool.digest)]),
  });
  const interpreters = [...new Set(distributions.map(({ interpreter }) => interpreter))];
  const body = html`${factList([
    ["Platform", `${os} ${architecture}`],
    ["Recorded as", digest(toolchain.digest)],
  ])}${tools.length === 0 ? null : list}${interpreters.map((name) => formatDistributions(name, distributions))}`;
  return formatSection({ id: "toolchain", title: "Toolchain", aside: countOf(tools.length, "tool"), body }, place);
};

export const formatVerify = (run: SiteRun, place: Place): Html => {
  const [location = "BUNDLE"] = run.locations;
  const asked = run.origin === "unproved" ? ["--integrity"] : [];
  const body = html`<p>This page proves nothing by itself: it repeats what <code>kprovengine index</code> found when it read the bundle.</p>
${line(["kprovengine", "verify", ...asked, location])}${line(["kprovengine", "report", ...asked, location, "-o", "report.html"])}${line(["kprovengine", "catalog", "lineage", run.bundleDigest.slice(0, 16)])}${factList(
  [
    ["Bundle digest", digest(run.bundleDigest)],
    ["Stable digest", html`${digest(run.stableDigest)}<br><small>equal runs have equal ones</small>`],
    ["Builder", code(run.builder)],
    ["Recorder", run.recorder],
    ...run.locations.map((each): [string, Piece] => ["Bundle", code(each)]),
  ],
)}${formatMembers(run)}`;
  return formatSection({ id: "verify", title: "Verify it yourself", body }, place);
};

// --- internal ---

const line = (argv: readonly string[]): Html =>
  html`<p class="command"><span aria-hidden="true">$ </span><code>${argv.map(shellQuote).join(" ")}</code></p>`;

const formatDistributions = (name: string, all: SiteToolchain["distributions"]): Html => {
  const own = all.filter(({ interpreter }) => interpreter === name);
  const { shown, rest } = bounded(own, 1000, { noun: "distribution", where: "toolchain.json" });
  const list = shown.map((each) => html`<li>${code(each.name)} <small>${each.version}</small></li>`);
  return fold(html`${name}: ${countOf(own.length, "distribution")}`, html`<ul class="paths">${list}</ul>${rest}`);
};

const formatMembers = ({ members, counts }: SiteRun): Html => {
  const list = table({
    caption: "Members of the bundle",
    columns: [
      { name: "Member", kind: "mono" },
      { name: "Size", kind: "number" },
      { name: "Stability" },
      { name: "SHA-256", kind: "mono" },
    ],
    rows: members.map(({ path, size, isStable, digest: sha256 }) => [
      path,
      formatBytes(size),
      isStable ? "stable" : "volatile",
      digest(sha256),
    ]),
  });
  const more = counts.members - members.length;
  const rest =
    more > 0 ? html`<p class="rest">${countOf(more, "more member")} stand in <code>manifest.json</code>.</p>` : null;
  return fold(countOf(counts.members, "member"), html`${list}${rest}`, { isForPrint: false });
};
