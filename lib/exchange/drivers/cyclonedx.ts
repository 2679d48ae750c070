/**
 * A CycloneDX 1.6 document: the toolchain of a run, the lock files beside it and what they pin, and the step as a workflow.
 *
 * @module
 */
import { completenessOf } from "../../evidence/index.ts";
import { guardedJson, shellQuote } from "../../text.ts";
import { version } from "../../version.ts";
import { argvOf, endOf, stepOf } from "../artifacts.ts";
import type { Material } from "../material.ts";
import type { ExchangeDriver, ExchangeMeta, Made } from "../registry.ts";
import { type Component, mergeComponents, refOf } from "../sbom/component.ts";
import { lockFileComponents } from "../sbom/lock-files.ts";
import { toolchainComponents } from "../sbom/toolchain.ts";
import { purl } from "../uri.ts";
import { uuidOfUri } from "../uuid.ts";

interface Options {
  /** Where the recorded lock files lie, absolute: the directory that the step ran in. Default: what they pin is not listed. */
  root?: string;
}

const meta: ExchangeMeta = {
  name: "cyclonedx",
  makes: "file",
  joins: false,
  signs: false,
  flags: ["root"],
  packages: [],
};

const make = async ([material]: readonly Material[], { root }: Options): Promise<Made> => {
  if (material === undefined) throw new Error("No bundle");
  const { toolchain, summary } = material;
  const tools = toolchainComponents(toolchain);
  const locks = await lockFileComponents(toolchain.lockFiles, root);
  const components = mergeComponents([...tools, ...locks.components]);
  const document = {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    serialNumber: `urn:uuid:${uuidOfUri(`pkg:npm/kprovengine#exchange/cyclonedx/v1/${material.bundleDigest}`)}`,
    version: 1,
    metadata: {
      timestamp: summary.finishedAt,
      lifecycles: [{ phase: "build" }],
      tools: { components: [ownComponent] },
      component: runComponent(material),
    },
    components,
    dependencies: dependenciesOf([...tools, ...locks.components], locks.pins),
    compositions: [
      { aggregate: "incomplete", assemblies: [runRef] },
      ...(locks.complete.size > 0 ? [{ aggregate: "complete", dependencies: [...locks.complete] }] : []),
    ],
    formulation: [{ "bom-ref": refOf("formula"), workflows: [workflowOf(material)] }],
  };
  const bytes = Buffer.from(`${guardedJson(JSON.stringify(document, null, 2))}\n`, "utf8");
  return {
    files: [{ path: "", fill: (write) => write(bytes) }],
    notes: locks.notes,
    commands: ["cyclonedx validate --input-version v1_6 --fail-on-errors --input-file FILE"],
  };
};

export default { meta, make } satisfies ExchangeDriver;

// --- internal ---

const runRef = refOf("run");

const ownComponent = {
  type: "application",
  "bom-ref": refOf("exporter"),
  name: "kprovengine",
  version,
  purl: purl("npm", "kprovengine", version),
};

/** What the document is about: the step as it was carried out. */
const runComponent = (material: Material) => {
  const { summary, bundleDigest, stableDigest, runId } = material;
  const { git } = material.provenance.predicate.buildDefinition.internalParameters;
  const properties: Record<string, string> = {
    "kprov:run": runId,
    "kprov:bundle:sha256": bundleDigest,
    "kprov:stable:sha256": stableDigest,
    "kprov:outcome": endOf(material),
    "kprov:completeness": completenessOf(material.provenance),
  };
  return {
    type: "application",
    "bom-ref": runRef,
    ...(summary.project !== null && { group: summary.project }),
    name: stepOf(material),
    ...(git?.before.commit != null && { version: git.before.commit }),
    properties: Object.entries(properties).map(([name, value]) => ({ name, value })),
  };
};

/** The run was carried out with every tool; a lock file stands above what it pins. What needs what below is not known. */
const dependenciesOf = (components: readonly Component[], pins: ReadonlyMap<string, string[]>) => {
  const pinned = new Set([...pins.values()].flat());
  const seen = components.filter(({ evidence, "bom-ref": ref }) => !pinned.has(ref) || isInstalled(evidence));
  const direct = [...new Set(seen.map((component) => component["bom-ref"]))].sort();
  return [
    { ref: runRef, dependsOn: direct },
    ...[...pins].map(([ref, dependsOn]) => ({ ref, dependsOn: [...dependsOn].sort() })),
  ];
};

/** Found in the toolchain too, not in a lock file alone. */
const isInstalled = (evidence: Component["evidence"]): boolean =>
  evidence?.occurrences.some(({ additionalContext }) => additionalContext !== undefined) === true;

const workflowOf = (material: Material) => ({
  "bom-ref": refOf("workflow"),
  uid: material.runId,
  name: stepOf(material),
  taskTypes: ["other"],
  timeStart: material.summary.startedAt,
  timeEnd: material.summary.finishedAt,
  steps: [{ name: stepOf(material), commands: [{ executed: argvOf(material).map(shellQuote).join(" ") }] }],
});
