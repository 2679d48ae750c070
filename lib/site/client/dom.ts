/**
 * What is used of a browser, and no more; the house is checked without a browser's types.
 *
 * @module
 */
import { type Html, markupText } from "../../page/index.ts";
import { visible } from "../../text.ts";

export interface DomEvent {
  readonly target: DomElement | null;
  readonly key?: string;
  preventDefault: () => void;
}

export interface DomElement {
  id: string;
  value: string;
  textContent: string | null;
  innerHTML: unknown;
  src: unknown;
  scrollLeft: number;
  readonly clientWidth: number;
  readonly dataset: Record<string, string | undefined>;
  onload: (() => void) | null;
  onerror: (() => void) | null;
  append: (child: DomElement) => void;
  remove: () => void;
  focus: (options?: { preventScroll: boolean }) => void;
  scrollIntoView: (options?: { block: string }) => void;
  closest: (selector: string) => DomElement | null;
  getAttribute: (name: string) => string | null;
  setAttribute: (name: string, value: string) => void;
  querySelector: (selector: string) => DomElement | null;
  querySelectorAll: (selector: string) => Iterable<DomElement>;
  addEventListener: (name: string, listener: (event: DomEvent) => void) => void;
}

interface Policy {
  createHTML: (text: string) => unknown;
  createScriptURL: (text: string) => unknown;
}

interface Browser {
  document: DomElement & {
    title: string;
    head: DomElement;
    activeElement: DomElement | null;
    createElement: (name: string) => DomElement;
    getElementById: (id: string) => DomElement | null;
  };
  location: { hash: string };
  history: { replaceState: (state: null, title: string, url: string) => void };
  scrollTo: (x: number, y: number) => void;
  addEventListener: (name: string, listener: (event: DomEvent) => void) => void;
  trustedTypes?: { createPolicy: (name: string, policy: Policy) => Policy };
  /** What the files of the site call. */
  kprovSite?: (name: string, value: unknown) => void;
}

export const browser = globalThis as unknown as Browser;

/** The one place where markup enters the page: what `html` made, and nothing else. */
export const show = (element: DomElement | null, markup: Html): void => {
  if (element !== null) element.innerHTML = policy.createHTML(markupText(markup));
};

/** A file of the site, as the address of a script. */
export const scriptAddress = (path: string): unknown => policy.createScriptURL(path);

export const byId = (id: string): DomElement | null => browser.document.getElementById(id);

export const setTitle = (title: string): void => {
  browser.document.title = visible(title);
};

// --- internal ---

const plain: Policy = {
  createHTML: (text) => text,
  createScriptURL: (text) => {
    if (!/^data-[0-9a-f]{16}\/[a-z]+(?:-[0-9a-f]+)?\.js$/.test(text)) throw new TypeError("No file of this site");
    return text;
  },
};

/** Trusted Types, where the browser has them: no other script of the page could make markup. */
const policy = browser.trustedTypes?.createPolicy("kprov", plain) ?? plain;
