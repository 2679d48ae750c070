/**
 * README_URL_MISMATCH: badges and clone commands of the README that still lead to an old place of the repository.
 *
 * @module
 */
import type { Finding } from "../../report.ts";
import type { Located } from "../sources/tree.ts";
import { findingAt } from "./finding.ts";
import { knownHosts } from "./hosts.ts";
import {
  comparablePath,
  formatRepositoryUrl,
  parseRepositoryUrl,
  type RepositoryUrl,
  repositoryName,
  repositoryOwner,
  withoutCredentials,
} from "./urls.ts";

/** A badge or clone URL, and the `owner/name` that it holds, as far as it is about the canonical host. */
export interface Mention {
  url: Located<string>;
  /** `owner/name` candidates in it, in the host's comparable form. */
  pairs: readonly { owner: string; name: string }[];
}

export interface ReadmeVerdict {
  findings: Finding[];
  /** How many URLs could be compared. */
  compared: number;
}

/**
 * Only badges and clone commands count: any other link may well lead to somebody else's repository.
 *
 * Wrong is one that has the repository's name at another owner; and one that has its owner and another name,
 * when nothing in the README has the right one: then it is the repository's old name.
 */
export const judgeReadme = (path: string, text: string, canonical: RepositoryUrl): ReadmeVerdict => {
  const name = comparablePath(canonical.host, repositoryName(canonical));
  const owner = comparablePath(canonical.host, repositoryOwner(canonical));
  const mentions = findMentions(path, text, canonical);
  const agrees = ({ pairs }: Mention) => pairs.some((pair) => pair.name === name && pair.owner === owner);
  const others = mentions.filter((mention) => !agrees(mention));
  const isMoved = ({ pairs }: Mention) => pairs.some((pair) => pair.name === name);
  const hasRightOne = others.length < mentions.length;
  const renamed = others.filter((mention) => !isMoved(mention) && mention.pairs.some((pair) => pair.owner === owner));
  return {
    findings: [
      ...others.filter(isMoved).map((mention) => ({
        ...mismatch(mention, canonical, "leads to this repository at another owner"),
        ...editOf(mention, canonical),
      })),
      ...(hasRightOne
        ? []
        : renamed.map((mention) => mismatch(mention, canonical, "leads to another repository of this owner"))),
    ],
    compared: mentions.length,
  };
};

/** Every badge and clone URL of `text` that is about the host of `canonical`. */
export const findMentions = (path: string, text: string, canonical: RepositoryUrl): Mention[] => {
  const mentions: Mention[] = [];
  for (const [index, line] of text.split(/\r\n|\n|\r/).entries()) {
    const isCommand = command.test(line);
    for (const match of line.matchAll(urlLike)) {
      const value = match[0].replace(endOfSentence, "");
      const url = { value, path, line: index + 1, column: match.index + 1 };
      const pairs = isBadge.test(value)
        ? badgePairs(value, canonical.host)
        : isCommand
          ? clonePairs(value, canonical.host)
          : [];
      if (pairs.length > 0) mentions.push({ url, pairs });
    }
  }
  return mentions;
};

// --- internal ---

const command =
  /\bgit\s+(?:clone|submodule\s+add|remote\s+(?:add|set-url))\b|\bgit\+|--git\b|\bgh\s+repo\s+clone\b|\bgo\s+(?:install|get)\b|\bdegit\b/;

/** URLs, `git@host:path`, and `host/owner/name` as Go and gh have it. */
const urlLike =
  /(?:git\+)?(?:https?|ssh|git):\/\/[^\s"'`<>()[\]{}|\\]+|(?<![\w.-])[\w.-]+@[\w.-]+:[\w./~-]+|(?<![\w./@-])[\w-]+(?:\.[\w-]+)+\/[\w.~-]+\/[\w./~@-]+/g;

/** Looked for where such a run begins only: a long one would take its length squared otherwise. */
const endOfSentence = /(?<![.,;:!?])[.,;:!?]+$/;

const isBadge = /^https?:.*(?:badge|shields\.io|codecov\.io|coveralls\.io|travis-ci\.|circleci\.com|\.svg(?:$|[?#]))/i;

const elementsOf = (host: string, pathname: string): string[] =>
  comparablePath(host, pathname)
    .split("/")
    .filter((element) => element !== "")
    .map((element) => element.replace(/\.(?:git|svg|png)$/, ""));

const badgePairs = (text: string, host: string): Mention["pairs"] => {
  if (!URL.canParse(text)) return [];
  const url = new URL(text);
  const own = parseRepositoryUrl(text);
  const elements = elementsOf(host, url.pathname);
  if (own?.host === host) return clonePairs(text, host);
  // Travis has nothing before the owner, and serves one host only.
  if (/(?:^|\.)travis-ci\.(?:com|org)$/.test(url.hostname))
    return host === "github.com" ? pairsFrom(elements.slice(0, 2)) : [];
  const markers = knownHosts.get(host)?.badge ?? [host];
  const marker = elements.findIndex((element) => markers.includes(element.toLowerCase()));
  return marker === -1 ? [] : pairsFrom(elements.slice(marker + 1));
};

/** Neighbours: where in the path of a badge the owner stands differs from service to service. */
const pairsFrom = (elements: readonly string[]): { owner: string; name: string }[] =>
  elements.slice(1).map((name, index) => ({ owner: elements[index] ?? "", name }));

const clonePairs = (text: string, host: string): Mention["pairs"] => {
  // `host/owner/name/cmd@v1` of Go has no protocol.
  const isBare = !text.includes(":");
  const url = parseRepositoryUrl(isBare ? `https://${text}` : text);
  if (url === undefined || url.host !== host) return [];
  // pip and Go put a version behind an @.
  const path = comparablePath(host, url.path).replace(/(?:\.git)?@.*/, "");
  return [{ owner: path.slice(0, Math.max(0, path.lastIndexOf("/"))), name: path.slice(path.lastIndexOf("/") + 1) }];
};

/** Where owner and name stand once in it, next to each other. */
const editOf = ({ url: { value }, pairs }: Mention, canonical: RepositoryUrl): Pick<Finding, "edit"> => {
  const name = comparablePath(canonical.host, repositoryName(canonical));
  const [{ owner } = { owner: "" }, ...others] = pairs.filter((one) => one.name === name);
  const own = comparablePath(canonical.host, value);
  const old = `${owner}/${name}`;
  const at = own.indexOf(old);
  const isOnce = own.indexOf(old, at + 1) === -1 && /[/:]/.test(own.charAt(at - 1));
  const isPlain = own.length === value.length && !/\/\/(?!git@)[^/]*@/.test(value);
  if (others.length > 0 || !isOnce || !isPlain) return {};
  const to = `${value.slice(0, at)}${canonical.path}${value.slice(at + old.length)}`;
  return { edit: { from: value, to } };
};

const mismatch = ({ url }: Mention, canonical: RepositoryUrl, what: string): Finding => {
  const found = url.value.includes("@") && url.value.includes("//") ? withoutCredentials(url.value) : url.value;
  const wanted = formatRepositoryUrl(canonical);
  return findingAt(url, {
    code: "README_URL_MISMATCH",
    identity: [found, wanted],
    message: `A badge or clone command ${what}`,
    expected: `"${wanted}"`,
    actual: `"${found}"`,
    fix: `change it to ${canonical.path}, or correct identity.repository`,
  });
};
