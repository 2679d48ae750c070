/**
 * Names of any characters as parts of URIs.
 *
 * @module
 */

/** One segment: everything but the unreserved characters of RFC 3986 section 2.3 is percent-encoded. */
export const encodeSegment = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

/** A relative POSIX path as a relative reference; its slashes stay. */
export const encodePath = (path: string): string => path.split("/").map(encodeSegment).join("/");

/** A package URL: `pkg:TYPE/NAMESPACE/NAME@VERSION`, of parts that are not encoded yet (ECMA-427, purl specification). */
export const purl = (type: string, name: string, version: string, namespace?: string): string => {
  const above = namespace === undefined || namespace === "" ? "" : `${encodePath(namespace)}/`;
  return `pkg:${type}/${above}${encodeSegment(name)}@${encodeSegment(version)}`;
};

/**
 * A file by its content: `ni:///sha-256;…` (RFC 6920), with its name as a query, so that two names of the same bytes stay two things.
 */
export const namedInformation = (sha256: string, name: string): string =>
  `ni:///sha-256;${Buffer.from(sha256, "hex").toString("base64url")}?name=${encodeSegment(name)}`;

/** Whether `text` is an absolute URI that can stand where a format asks for one. */
export const isUri = (text: string): boolean => /^[a-z][a-z0-9+.-]*:[\x21-\x7e]+$/i.test(text) && URL.canParse(text);
