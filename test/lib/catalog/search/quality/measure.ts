/**
 * How good a ranking is, by the usual measures of information retrieval (Järvelin and Kekäläinen 2002 for NDCG).
 *
 * @module
 */

export interface Quality {
  /** Of the first five, or of as many as there are answers, the share that are answers. */
  precision: number;
  /** One over the place of the first answer. */
  reciprocalRank: number;
  /** Gain of the first ten, discounted by place, over that of the best order. */
  ndcg: number;
}

/** `ranked` are the grades of the hits in their order, `all` those of everything that there is. */
export const qualityOf = (ranked: readonly number[], all: readonly number[]): Quality => {
  const answers = all.filter((grade) => grade > 0).length;
  if (answers === 0) throw new Error("a question without an answer measures nothing");
  const first = ranked.findIndex((grade) => grade > 0);
  const best = [...all].sort((a, b) => b - a);
  return {
    precision: ranked.slice(0, 5).filter((grade) => grade > 0).length / Math.min(5, answers),
    reciprocalRank: first === -1 ? 0 : 1 / (first + 1),
    ndcg: gainOf(ranked) / gainOf(best),
  };
};

export const meanOf = (qualities: readonly Quality[]): Quality => {
  const mean = (pick: (quality: Quality) => number) =>
    qualities.reduce((sum, quality) => sum + pick(quality), 0) / qualities.length;
  return {
    precision: mean(({ precision }) => precision),
    reciprocalRank: mean(({ reciprocalRank }) => reciprocalRank),
    ndcg: mean(({ ndcg }) => ndcg),
  };
};

// --- internal ---

const gainOf = (grades: readonly number[]): number =>
  grades.slice(0, 10).reduce((sum, grade, index) => sum + (2 ** grade - 1) / Math.log2(index + 2), 0);
