/**
 * What people do: typing, choosing, clicking, keys. All of it ends in an address.
 *
 * @module
 */
import { browser, byId, type DomElement, type DomEvent } from "./dom.ts";
import { filterNames, type ListState, listAddress } from "./route.ts";

/** Fields of the list's form, by their ids. */
export const formNames = [...filterNames, "sort"] as const;

/** Whether what stands in the search box was not asked for yet. */
export const isTyping = (): boolean => pending !== undefined;

/** `go` shows what the address says. */
export const listen = (go: () => Promise<void>): void => {
  const { document, history, location } = browser;
  const ask = (): void => {
    clearTimeout(pending);
    pending = undefined;
    location.hash = listAddress(readForm());
  };
  // Every letter would be a step back.
  const askTyped = (): void => {
    pending = undefined;
    history.replaceState(null, "", listAddress(readForm()));
    void go();
  };
  document.addEventListener("input", ({ target }) => {
    if (target?.id !== "q") return;
    clearTimeout(pending);
    pending = setTimeout(askTyped, 150);
  });
  document.addEventListener("change", ({ target }) => {
    if (target?.closest(".ask") != null && target.id !== "q") ask();
  });
  document.addEventListener("click", (event) => {
    const bar = event.target?.closest(".chart g") ?? null;
    if (bar !== null) chooseDays(bar);
    if (event.target?.closest("#skip") == null) return;
    event.preventDefault();
    byId("main")?.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target?.id === "q") ask();
    else moveInList(event);
  });
};

// --- internal ---

let pending: ReturnType<typeof setTimeout> | undefined;

const readForm = (): Partial<ListState> => Object.fromEntries(formNames.map((name) => [name, byId(name)?.value ?? ""]));

/** The same bar again takes the choice back. */
const chooseDays = (bar: DomElement): void => {
  const { from = "", to = "" } = bar.dataset;
  const state = readForm();
  const isChosen = state.from === from && state.to === to;
  browser.location.hash = listAddress({ ...state, from: isChosen ? "" : from, to: isChosen ? "" : to });
};

/** Arrows go from run to run once one of them has the focus. */
const moveInList = (event: DomEvent): void => {
  const { key, target } = event;
  const by = key === "ArrowDown" ? 1 : key === "ArrowUp" ? -1 : 0;
  if (by === 0 || target === null || target.closest(".runs tbody th") === null) return;
  const links = [...browser.document.querySelectorAll(".runs tbody th > a")];
  const next = links[links.indexOf(target) + by];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
};
