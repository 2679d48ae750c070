/**
 * This program's own version. A test holds it equal to `package.json`, so that nothing has to be read at start.
 *
 * @module
 */
export const version: string = "0.1.0";
