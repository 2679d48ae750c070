/**
 * OpenLineage run events: the start of a run and its end, a line each.
 *
 * Source: OpenLineage specification 2-0-2 and its facets, whose versions stand in their `_schemaURL`; its naming rules for jobs
 * and datasets.
 *
 * @module
 */
import { completenessOf } from "../../evidence/index.ts";
import { canonicalJson } from "../../json.ts";
import { guardedJson } from "../../text.ts";
import { version } from "../../version.ts";
import { type Artifact, argvOf, endOf, inputsOf, outputsOf, stepOf } from "../artifacts.ts";
import { fileFacets, lineageEnds, lineageFacet, lineageProducer, lineageSchema, placeOfUri } from "../lineage.ts";
import type { Material } from "../material.ts";
import type { ExchangeDriver, ExchangeMeta, Made } from "../registry.ts";
import { isUri } from "../uri.ts";
import { uuidOfTime } from "../uuid.ts";

interface Options {
  /** Namespace of the job and of files without a URI. Default: the project's name, else `default`. */
  namespace?: string;
}

const meta: ExchangeMeta = {
  name: "openlineage",
  makes: "file",
  joins: false,
  signs: false,
  flags: ["namespace"],
  packages: [],
};

const make = async ([material]: readonly Material[], options: Options): Promise<Made> => {
  if (material === undefined) throw new Error("No bundle");
  const { summary } = material;
  const namespace = options.namespace ?? summary.project ?? "default";
  const inputs = inputsOf(material).map((input) => dataset(input, namespace));
  const outputs = outputsOf(material).map((output) => dataset(output, namespace));
  const about = { job: jobOf(material, namespace), producer: lineageProducer, schemaURL: lineageSchema };
  const events = [
    { ...about, eventType: "START", eventTime: summary.startedAt, run: runOf(material, false), inputs, outputs: [] },
    {
      ...about,
      eventType: lineageEnds[summary.outcome.status],
      eventTime: summary.finishedAt,
      run: runOf(material, true),
      ...{ inputs, outputs },
    },
  ];
  const bytes = Buffer.from(events.map((event) => `${guardedJson(canonicalJson(event))}\n`).join(""), "utf8");
  return { files: [{ path: "", fill: (write) => write(bytes) }], notes: [], commands: [] };
};

export default { meta, make } satisfies ExchangeDriver;

// --- internal ---

const runOf = (material: Material, isOver: boolean) => {
  const { summary, bundleDigest, stableDigest, runId } = material;
  const own = {
    "kprov.run": runId,
    "kprov.bundle": `sha256:${bundleDigest}`,
    "kprov.stable": `sha256:${stableDigest}`,
    "kprov.completeness": completenessOf(material.provenance),
  };
  const tags = [
    ...Object.entries(own).map(([key, value]) => ({ key, value, source: "KPROVENGINE" })),
    ...Object.entries(summary.tags).map(([key, value]) => ({ key, value, source: "USER" })),
  ];
  const isGood = summary.outcome.status === "succeeded";
  return {
    runId: uuidOfTime(Date.parse(summary.startedAt), bundleDigest),
    facets: {
      processing_engine: lineageFacet("1-1-1/ProcessingEngineRunFacet", {
        ...{ name: "kprovengine", version: summary.recorder.version, openlineageAdapterVersion: version },
      }),
      tags: lineageFacet("1-0-0/TagsRunFacet", { tags }),
      ...(isOver &&
        !isGood && {
          errorMessage: lineageFacet("1-0-1/ErrorMessageRunFacet", {
            ...{ message: endOf(material), programmingLanguage: argvOf(material)[0] ?? "unknown" },
          }),
        }),
    },
  };
};

const jobOf = (material: Material, namespace: string) => {
  const location = locationOf(material);
  return {
    namespace,
    name: stepOf(material),
    facets: {
      jobType: lineageFacet("2-0-4/JobTypeJobFacet", {
        ...{ processingType: "BATCH", integration: "KPROVENGINE", jobType: "COMMAND" },
      }),
      ...(location !== null && { sourceCodeLocation: lineageFacet("1-1-0/SourceCodeLocationJobFacet", location) }),
    },
  };
};

/** The facet needs a URL: of the first remote that has one; ssh's short form is none. */
const locationOf = ({ summary, provenance }: Material) => {
  const { git } = provenance.predicate.buildDefinition.internalParameters;
  const remote = summary.git.remotes.find(({ url }) => isUri(url));
  if (remote === undefined || git?.before.commit == null) return null;
  const branch = summary.git.branch;
  return {
    type: "git",
    url: remote.url,
    repoUrl: remote.url,
    version: git.before.commit,
    ...(branch !== null && { branch }),
  };
};

/** A file of the repository is named in the job's namespace; one with a URI as OpenLineage names files and buckets. */
const dataset = ({ name, isUri: hasUri, sha256 }: Artifact, namespace: string) => ({
  ...(hasUri ? placeOfUri(name) : { namespace, name }),
  facets: fileFacets(sha256),
});
