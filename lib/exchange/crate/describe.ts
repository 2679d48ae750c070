/**
 * `ro-crate-metadata.json` of a run.
 *
 * Source: RO-Crate 1.1, Process Run Crate 0.5 (https://w3id.org/ro/wfrun/process/0.5).
 *
 * @module
 */
import { completenessOf, type Tool } from "../../evidence/index.ts";
import { shellQuote } from "../../text.ts";
import { type Artifact, argvOf, endOf, inputsOf, outputsOf, stepOf } from "../artifacts.ts";
import type { Material } from "../material.ts";
import { encodePath, encodeSegment, isUri, namedInformation } from "../uri.ts";
import { uuidOfUri } from "../uuid.ts";

/** One entity of the graph. */
type Entity = { "@id": string; "@type": string | string[] } & Record<string, unknown>;

export interface CrateFiles {
  /** Where the bundle lies in the crate. */
  bundleDirectory: string;
  /** Everything in the crate beside the metadata; relative to it. */
  files: readonly string[];
}

/** The document: entities in a fixed order, those with equal ids once. */
export const describeCrate = (material: Material, crate: CrateFiles) => ({
  "@context": [
    "https://w3id.org/ro/crate/1.1/context",
    // Terms that came later: schema.org's own, and that of the family of profiles.
    { sha256: "http://schema.org/sha256", environment: "https://w3id.org/ro/terms/workflow-run#environment" },
  ],
  "@graph": distinct(entitiesOf(material, crate)),
});

// --- internal ---

const profile = "https://w3id.org/ro/wfrun/process/0.5";
const actionId = "#run";
const agentId = "#agent";
const licenseId = "#licence";

const ref = (id: string): { "@id": string } => ({ "@id": id });

const distinct = (entities: readonly Entity[]): Entity[] => [
  ...new Map(entities.map((entity) => [entity["@id"], entity])).values(),
];

const entitiesOf = (material: Material, crate: CrateFiles): Entity[] => {
  const { toolchain, summary } = material;
  const [inputs, outputs] = [inputsOf(material), outputsOf(material)];
  const environment = Object.entries(summary.environment);
  const files = [
    ...inputs.map((input) => fileEntity(input, crate)),
    ...outputs.map((output) => fileEntity(output, crate)),
  ];
  return [
    descriptor,
    rootEntity(material, crate, files),
    { "@id": profile, "@type": "CreativeWork", name: "Process Run Crate", version: "0.5" },
    bundleEntity(material, crate),
    ...crate.files.map((path): Entity => ({ "@id": encodePath(path), "@type": "File", name: path, ...formatOf(path) })),
    ...files,
    actionEntity(material, { inputs, outputs, crate }),
    instrumentEntity(material),
    ...toolchain.tools.map(toolEntity),
    ...environment.map(
      ([name, value]): Entity => ({ "@id": environmentId(name), "@type": "PropertyValue", name, value }),
    ),
    { "@id": agentId, "@type": "Person", name: summary.host.user ?? "unknown" },
    { "@id": licenseId, "@type": "CreativeWork", name: "No licence is stated for these files" },
  ];
};

const descriptor: Entity = {
  "@id": "ro-crate-metadata.json",
  "@type": "CreativeWork",
  conformsTo: ref("https://w3id.org/ro/crate/1.1"),
  about: ref("./"),
};

const rootEntity = (
  material: Material,
  { bundleDirectory, files }: CrateFiles,
  entities: readonly Entity[],
): Entity => ({
  "@id": "./",
  "@type": "Dataset",
  name: `Run ${material.runId} of the step ${stepOf(material)}`,
  description: `What the step read and made, with what, and how it ended (${endOf(material)}), inputs and outputs as far as ${completenessOf(material.provenance)}; the bundle proves it`,
  datePublished: timeOf(material.summary.finishedAt),
  license: ref(licenseId),
  author: ref(agentId),
  conformsTo: ref(profile),
  hasPart: idsOf([`${bundleDirectory}/`, ...files.map(encodePath), ...entities.map((entity) => entity["@id"])]),
  mentions: ref(actionId),
});

/** References, or the only one by itself: RO-Crate 1.1 section 3.4 (compacted JSON-LD). */
const idsOf = (ids: readonly string[]) => {
  const refs = [...new Set(ids)].map(ref);
  return refs.length === 1 ? refs[0] : refs;
};

/** The profile's shape knows no `Z`. */
const timeOf = (time: string): string => time.replace(/Z$/, "+00:00");

const bundleEntity = (material: Material, { bundleDirectory, files }: CrateFiles): Entity => ({
  "@id": `${bundleDirectory}/`,
  "@type": "Dataset",
  name: "Bundle",
  description:
    "Evidence of the run: kprovengine verify --integrity, or sha256sum -c SHA256SUMS, shows that it is whole",
  identifier: `sha256:${material.bundleDigest}`,
  hasPart: idsOf(files.map(encodePath)),
});

/** A collected output is a file of the crate; everything else is named by its content, or by the URI that it was given by. */
const idOf = ({ member, name, isUri: hasUri, sha256 }: Artifact, { bundleDirectory }: CrateFiles): string => {
  if (member !== null) return encodePath(`${bundleDirectory}/${member}`);
  // A path of this machine says nothing elsewhere.
  if (hasUri && isUri(name) && !name.startsWith("file:")) return name;
  return namedInformation(sha256, name);
};

const fileEntity = (artifact: Artifact, crate: CrateFiles): Entity => ({
  "@id": idOf(artifact, crate),
  "@type": "File",
  name: artifact.name,
  ...formatOf(artifact.name),
  ...(artifact.isLink
    ? { description: `A symbolic link; SHA-256 of its target's text: ${artifact.sha256}` }
    : { sha256: artifact.sha256 }),
});

/** By the end of its name; nobody looked into it. */
const formatOf = (name: string): { encodingFormat: string } => ({
  encodingFormat: formats[/\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ""] ?? "application/octet-stream",
});

const formats: Record<string, string> = {
  ...{ csv: "text/csv", txt: "text/plain", log: "text/plain", md: "text/markdown", html: "text/html" },
  ...{ json: "application/json", jsonl: "application/x-ndjson", pdf: "application/pdf", png: "image/png" },
};

const environmentId = (name: string): string => `#environment/${encodeSegment(name)}`;
const toolId = ({ name, sha256 }: Tool): string => namedInformation(sha256, name);
const instrumentId = ({ bundleDigest }: Material): string =>
  `urn:uuid:${uuidOfUri(`pkg:npm/kprovengine#exchange/ro-crate/v1/step/${bundleDigest}`)}`;

const actionEntity = (
  material: Material,
  { inputs, outputs, crate }: { inputs: readonly Artifact[]; outputs: readonly Artifact[]; crate: CrateFiles },
): Entity => {
  const { summary, runId } = material;
  const isGood = summary.outcome.status === "succeeded";
  const environment = Object.keys(summary.environment).map((name) => ref(environmentId(name)));
  return {
    "@id": actionId,
    "@type": "CreateAction",
    name: `Run ${runId}`,
    description: argvOf(material).map(shellQuote).join(" "),
    startTime: timeOf(summary.startedAt),
    endTime: timeOf(summary.finishedAt),
    instrument: ref(instrumentId(material)),
    agent: ref(agentId),
    object: idsOf(inputs.map((input) => idOf(input, crate))),
    result: idsOf(outputs.map((output) => idOf(output, crate))),
    // The profile has it as a text, where schema.org has a reference.
    actionStatus: `http://schema.org/${isGood ? "Completed" : "Failed"}ActionStatus`,
    ...(!isGood && { error: endOf(material) }),
    ...(environment.length > 0 && { environment }),
  };
};

const instrumentEntity = (material: Material): Entity => {
  const { git } = material.provenance.predicate.buildDefinition.internalParameters;
  const remote = material.summary.git.remotes.find(({ url }) => /^https?:/.test(url) && isUri(url));
  return {
    "@id": instrumentId(material),
    "@type": "SoftwareApplication",
    name: stepOf(material),
    description: argvOf(material).map(shellQuote).join(" "),
    ...(git?.before.commit != null && { softwareVersion: git.before.commit }),
    ...(remote !== undefined && { url: remote.url }),
    softwareRequirements: idsOf(material.toolchain.tools.map(toolId)),
  };
};

const toolEntity = (tool: Tool): Entity => ({
  "@id": toolId(tool),
  "@type": "SoftwareApplication",
  name: tool.name,
  description: `${tool.role} of the step`,
  softwareVersion: tool.version ?? "unknown",
  sha256: tool.sha256,
});
