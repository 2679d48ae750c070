/**
 * The one style sheet of a page. It stands inside the page, and the page's policy allows exactly it by its digest.
 *
 * @module
 */
import { colours } from "./colours.ts";
import { content } from "./content.ts";
import { layout } from "./layout.ts";
import { print } from "./print.ts";

export const style = `${colours}${layout}${content}${print}`;
