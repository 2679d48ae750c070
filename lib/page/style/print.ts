/**
 * On paper: what is folded is opened, but for lists that only a program reads.
 *
 * @module
 */
export const print = `
@page { margin: 16mm 14mm; }
@media print {
  body { max-width: none; padding: 0; font-size: 9.5pt; }
  nav { display: none; }
  .frame { display: block; margin-top: 1rem; }
  details:not(.screen)::details-content { content-visibility: visible; block-size: auto; }
  summary { color: var(--quiet); list-style: none; }
  section, article { break-inside: auto; }
  h2, h3, summary, thead, .verdict { break-after: avoid; }
  tr, dl div, .command, svg { break-inside: avoid; }
  .scroll { overflow: visible; }
  .graph { width: 100%; height: auto; max-height: 20cm; }
  .verdict, .bar rect, .graph rect, .graph path, .command, pre { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  article { break-before: page; border-top: 0; margin-top: 0; }
  a { color: inherit; text-decoration: none; }
}
`;
