/**
 * Colours of a page, light and dark. Text on its ground has a contrast of at least 4.5 to 1 in both (WCAG 2.2, 1.4.3).
 *
 * @module
 */
const light = `
  --ground: #fdfdfc; --raised: #f5f5f2; --line: #dededa; --faint: #ecece8;
  --ink: #191a1c; --quiet: #5a5f66; --link: #1f56ad;
  --good: #17683a; --bad: #a71d16; --open: #815300;
  --good-ground: #e9f5ed; --bad-ground: #fcecea; --open-ground: #fbf2df;
  --bar: #4a6fa8; --span: #8aa6cf; --recorder: #b3b7bd;`;

const dark = `
  --ground: #131416; --raised: #1b1d20; --line: #34383d; --faint: #26292d;
  --ink: #e8e8e5; --quiet: #a3a9b1; --link: #8fb7f5;
  --good: #74d09a; --bad: #ff938a; --open: #efbd62;
  --good-ground: #16261c; --bad-ground: #2d1a19; --open-ground: #2a2315;
  --bar: #7da3dd; --span: #4f6f9f; --recorder: #5c626a;`;

/** A printed page is always light. */
export const colours = `
:root { color-scheme: light dark;${light} }
@media (prefers-color-scheme: dark) { :root {${dark} } }
@media print { :root { color-scheme: light;${light} --ground: #fff; } }
`;
