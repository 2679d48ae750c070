/**
 * The page in a browser: shows what the address asks for.
 *
 * @module
 */
import { html } from "../../page/index.ts";
import { browser, byId, type DomElement, setTitle, show } from "./dom.ts";
import { formNames, isTyping, listen } from "./events.ts";
import { formatLineage } from "./lineage.ts";
import { formatForm, formatListHead, formatResults } from "./list-view.ts";
import { formatFile, formatNowhere, formatRefused } from "./other-views.ts";
import { type Asked, askRuns, type Loaded } from "./query.ts";
import { type ListState, parseRoute, type Route, runAddress } from "./route.ts";
import { formatRun, readRun } from "./run-view.ts";
import { openStore, type Row, type Store } from "./store.ts";
import { endedWords, timeText } from "./words.ts";

const start = async (): Promise<void> => {
  const main = byId("main");
  const directory = browser.document.querySelector("meta[name=kprov-data]")?.getAttribute("content") ?? "";
  try {
    const store = await openStore(directory);
    let shown: Route | null = null;
    const go = async (): Promise<void> => {
      const route = parseRoute(browser.location.hash);
      const before = shown;
      shown = route;
      try {
        await render(store, route, { before, isCurrent: () => shown === route });
      } catch (error) {
        fail(main, error);
      }
    };
    listen(go);
    browser.addEventListener("hashchange", () => void go());
    await go();
  } catch (error) {
    fail(main, error);
  }
};

// --- internal ---

interface Turn {
  before: Route | null;
  /** False when somebody went elsewhere meanwhile. */
  isCurrent: () => boolean;
}

const fail = (main: DomElement | null, error: unknown): void =>
  show(main, html`<p class="fault" role="alert">${error instanceof Error ? error.message : String(error)}</p>`);

const render = async (store: Store, route: Route, turn: Turn): Promise<void> => {
  if (route.view === "list") return renderList(store, route.list, turn);
  const { before, isCurrent } = turn;
  if (route.view === "run" && before?.view === "run" && before.digest === route.digest) return reveal(route.section);
  const { title, body } = await viewOf(store, route);
  if (!isCurrent()) return;
  setTitle(`${title} · KProvEngine`);
  show(byId("main"), body);
  centreGraph();
  if (route.view === "run" && route.section !== "") return reveal(route.section);
  // Whoever opens a page by itself starts at its top.
  if (before !== null) byId("title")?.focus({ preventScroll: true });
  browser.scrollTo(0, 0);
};

/** The run that a graph is about has no link to itself; on a narrow page it would be out of sight. */
const centreGraph = (): void => {
  const box = byId("main")?.querySelector(".graph > .node:not(.files) > rect") ?? null;
  const region = box?.closest(".scroll") ?? null;
  if (box === null || region === null) return;
  const middle = Number(box.getAttribute("x")) + Number(box.getAttribute("width")) / 2;
  region.scrollLeft = middle - region.clientWidth / 2;
};

const viewOf = async (store: Store, route: Exclude<Route, { view: "list" }>) => {
  if (route.view === "refused") return { title: "Refused bundles", body: formatRefused(await store.load("refused")) };
  if (route.view === "file") return { title: "File", body: await formatFile(store, route.digest) };
  const row = route.view === "nowhere" ? undefined : rowOf(store, route.digest);
  if (row === undefined || route.view === "nowhere") return { title: "Nothing is here", body: formatNowhere() };
  if (route.view === "lineage")
    return { title: `Lineage of ${row.step}`, body: await formatLineage(store, row, route) };
  const words = `${row.step} ${endedWords(row)}, ${timeText(row.startedAt)}`;
  return { title: words, body: formatRun(store, await readRun(store, row)) };
};

const rowOf = ({ rows }: Store, digest: string): Row | undefined => rows.find((row) => row.digest === digest);

const reveal = (section: string): void => {
  const heading = section === "" ? byId("title") : byId(section);
  heading?.setAttribute("tabindex", "-1");
  heading?.focus({ preventScroll: true });
  heading?.scrollIntoView({ block: "start" });
};

const renderList = async (store: Store, state: ListState, { before, isCurrent }: Turn): Promise<void> => {
  setTitle(`${state.q === "" ? "Runs" : state.q} · KProvEngine`);
  const isNew = before?.view !== "list";
  if (isNew) show(byId("main"), html`${formatListHead(store)}${formatForm(store.rows)}`);
  fillForm(state);
  if (isNew && before !== null && before.view !== "run") byId("title")?.focus({ preventScroll: true });
  const isPaged = !isNew && before?.view === "list" && before.list.page !== state.page;
  if (isPaged) byId("results")?.scrollIntoView({ block: "start" });
  const asked = askOrTell(store, state.q);
  if (asked === null) return;
  const tell = (loaded: Loaded | null): void => {
    const { chart, results, said } = formatResults(store, state, { asked, loaded });
    show(byId("chart"), chart);
    show(byId("results"), results);
    say(said);
    if (isNew && before?.view === "run") returnTo(before.digest);
  };
  if (asked.isReady) return tell(null);
  const loading = asked.load();
  const timer = setTimeout(() => (isCurrent() ? tell(null) : undefined), 150);
  try {
    const loaded = await loading;
    if (isCurrent()) tell(loaded);
  } finally {
    clearTimeout(timer);
  }
};

/** To the line that somebody came from. */
const returnTo = (digest: string): void => {
  const link = byId("results")?.querySelector(`a[href="${runAddress(digest)}"]`) ?? byId("title");
  link?.focus();
};

const askOrTell = (store: Store, text: string): Asked | null => {
  try {
    return askRuns(store, text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    show(byId("chart"), html``);
    show(byId("results"), html`<p class="fault">${message}</p>`);
    say(message);
    return null;
  }
};

/** For those who do not see what changed. */
const say = (words: string): void => {
  const status = byId("status");
  if (status !== null && status.textContent !== words) status.textContent = words;
};

/** What is typed right now is not touched. */
const fillForm = (state: ListState): void => {
  for (const name of formNames) {
    const field = byId(name);
    if (field !== null && field.value !== state[name] && !(name === "q" && isTyping())) field.value = state[name];
  }
};

void start();
