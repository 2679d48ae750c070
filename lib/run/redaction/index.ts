/**
 * Known secret values: found, and taken out of what is about to be written or said.
 *
 * @module
 */
export { minSecretBytes } from "./forms.ts";
export { keepKnownSecrets, redactWords, secretsOf } from "./known.ts";
export { createRedactor, type RedactedStream, type Redactor } from "./redactor.ts";
export { readSecretFiles, type SecretFiles } from "./secret-files.ts";
export { findSecrets, isSecretName, type Secret } from "./secrets.ts";
