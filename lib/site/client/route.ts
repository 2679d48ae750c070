/**
 * Where in the site somebody is, as the part of the address behind `#`: every view can be sent to somebody else.
 *
 * @module
 */

export interface ListState {
  q: string;
  project: string;
  step: string;
  outcome: string;
  review: string;
  origin: string;
  /** Days, `2026-02-15`; empty for no bound. Both belong to the range. */
  from: string;
  to: string;
  sort: string;
  /** From 1. */
  page: number;
}

export type Route =
  | { view: "list"; list: ListState }
  | { view: "run"; digest: string; section: string }
  | { view: "lineage"; digest: string; direction: string; depth: number }
  | { view: "file"; digest: string }
  | { view: "refused" }
  | { view: "nowhere" };

export const filterNames = ["q", "project", "step", "outcome", "review", "origin", "from", "to"] as const;

export const parseRoute = (hash: string): Route => {
  const [path = "", search = ""] = hash.replace(/^#?\/?/, "").split("?", 2);
  const [view = "", first = "", second = ""] = path.split("/");
  const params = new URLSearchParams(search);
  if (view === "") return { view: "list", list: parseList(params) };
  if (view === "refused") return { view };
  if (view === "run" && isHex(first)) return { view, digest: first, section: second };
  if (view === "file" && /^[0-9a-f]{64}$/.test(first)) return { view, digest: first };
  if (view !== "lineage" || !isHex(first)) return { view: "nowhere" };
  const depth = Number(params.get("depth"));
  const direction = params.get("direction") ?? "";
  return {
    ...{ view, digest: first },
    direction: directions.includes(direction) ? direction : "both",
    depth: Number.isInteger(depth) && depth > 0 && depth <= 9 ? depth : 3,
  };
};

export const directions: readonly string[] = ["both", "upstream", "downstream"];

export const listAddress = (state: Partial<ListState>): string => {
  const params = new URLSearchParams();
  for (const name of filterNames) if ((state[name] ?? "") !== "") params.set(name, state[name] ?? "");
  if (state.sort !== undefined && state.sort !== "") params.set("sort", state.sort);
  if (state.page !== undefined && state.page > 1) params.set("page", String(state.page));
  const search = params.toString();
  return search === "" ? "#/" : `#/?${search}`;
};

export const runAddress = (digest: string, section = ""): string =>
  `#/run/${digest.slice(0, 16)}${section === "" ? "" : `/${section}`}`;

export const fileAddress = (digest: string): string => `#/file/${digest}`;

export const lineageAddress = (digest: string, direction: string, depth: number): string =>
  `#/lineage/${digest.slice(0, 16)}?direction=${direction}&depth=${depth}`;

// --- internal ---

const isHex = (text: string): boolean => /^[0-9a-f]{16}$/.test(text);

const parseList = (params: URLSearchParams): ListState => {
  const text = (name: string): string => params.get(name) ?? "";
  const page = Number(text("page"));
  return {
    ...{ q: text("q"), project: text("project"), step: text("step"), outcome: text("outcome") },
    ...{ review: text("review"), origin: text("origin"), from: text("from"), to: text("to"), sort: text("sort") },
    page: Number.isInteger(page) && page > 0 ? page : 1,
  };
};
