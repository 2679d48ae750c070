/**
 * One bundle that lies at several places, with other statements and notes beside it at each.
 *
 * @module
 */
import type { RunFacts } from "./model.ts";

/**
 * What is known of a bundle from all its places: every statement, review and note once; a rejection at one place is a
 * rejection. In whatever order: the bundle itself is the same everywhere, by its digest.
 */
export const mergeFacts = (first: RunFacts, others: readonly RunFacts[]): RunFacts => {
  const all = [first, ...others];
  return {
    ...first,
    origin: origins.find((origin) => all.some((facts) => facts.origin === origin)) ?? "unproved",
    review: reviews.find((review) => all.some((facts) => facts.review === review)) ?? "pending",
    checks: union(all.map(({ checks }) => checks)),
    findings: union(all.map(({ findings }) => findings)),
    signatures: union(all.map(({ signatures }) => signatures)),
    reviews: union(all.map(({ reviews }) => reviews)),
    tags: union(all.map(({ tags }) => tags)),
    annotations: union(all.map(({ annotations }) => annotations)),
    texts: union(all.map(({ texts }) => texts)),
  };
};

// --- internal ---

/** What decides, first. */
const origins = ["violated", "proved", "undecided", "unproved"] as const;
const reviews = ["rejected", "approved", "pending"] as const;

const union = <Fact extends object>(lists: readonly (readonly Fact[])[]): Fact[] => {
  const once = new Map<string, Fact>();
  for (const list of lists) for (const fact of list) once.set(JSON.stringify(Object.entries(fact).sort()), fact);
  return [...once.values()];
};
