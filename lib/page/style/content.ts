/**
 * Tables, folds, bars, graphs and logs.
 *
 * @module
 */
export const content = `
table { width: 100%; border-collapse: collapse; margin: 0.4rem 0 0.7rem; font-size: 0.875rem; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
th, td { padding: 0.34rem 1rem 0.34rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--faint); font-weight: 400; }
th:last-child, td:last-child { padding-right: 0; }
thead th { color: var(--quiet); font: inherit; font-size: 0.8125rem; border-bottom-color: var(--line); white-space: nowrap; }
tbody th { font-weight: 500; }
.number { text-align: right; white-space: nowrap; }
td.mono, th.mono { line-height: 1.6; }
.digest { font-size: 0.75rem; color: var(--quiet); letter-spacing: -0.01em; }
.note, .rest, .gap { color: var(--quiet); font-size: 0.8125rem; }
.lead { font-size: 1rem; }

.findings, .paths { margin: 0.15rem 0 0.25rem; padding-left: 1.1rem; }
.paths { columns: 16rem; font-size: 0.875rem; }
.code { white-space: nowrap; }

details { margin: 0.3rem 0; }
summary { cursor: pointer; padding: 0.22rem 0; width: fit-content; color: var(--link); }
summary:hover { text-decoration: underline; text-underline-offset: 0.2em; }
details[open] > summary { margin-bottom: 0.2rem; }

.timeline td { width: 100%; vertical-align: middle; }
.timeline th[scope=row] { min-width: 8.5rem; max-width: 18rem; }
.timeline td.number { width: auto; }
.axis { display: flex; justify-content: space-between; }
.bar { display: block; width: 100%; height: 0.7rem; }
.bar .track { fill: var(--faint); }
.recorder .bar rect:not(.track) { fill: var(--recorder); }
.step .bar rect:not(.track) { fill: var(--bar); }
.span .bar rect:not(.track) { fill: var(--span); }
.moment .bar rect:not(.track) { fill: var(--open); }
.recorder th[scope=row], .span th[scope=row], .moment th[scope=row] { font-weight: 400; }
.step th[scope=row] { font-weight: 620; }
.in-1 th { padding-left: 0.9rem; } .in-2 th { padding-left: 1.8rem; } .in-3 th { padding-left: 2.7rem; } .in-4 th { padding-left: 3.6rem; }
.in-5 th, .in-6 th, .in-7 th, .in-8 th { padding-left: 4.5rem; }

.scroll {
  overflow-x: auto; padding: 0.25rem 0;
  background: linear-gradient(to left, var(--ground) 40%, transparent) right / 3rem 100% no-repeat local, linear-gradient(to left, var(--line), transparent) right / 1rem 100% no-repeat scroll;
}
.graph { display: block; max-width: none; font-family: inherit; }
.graph rect { fill: var(--raised); stroke: var(--line); }
.graph .files rect { fill: var(--ground); }
.graph .folded rect { stroke-dasharray: 4 3; }
.graph .good .mark { fill: var(--good); stroke: none; } .graph .bad .mark { fill: var(--bad); stroke: none; } .graph .open .mark { fill: var(--open); stroke: none; }
.graph text { fill: var(--ink); font-size: 13px; }
.graph .name { font-weight: 640; font-size: 14px; }
.graph .note { fill: var(--quiet); font-size: 11px; font-variant-numeric: tabular-nums; }
.graph .edge { fill: none; stroke: var(--recorder); stroke-width: 1.25; }
.graph .tip { fill: var(--recorder); }

pre { margin: 0.35rem 0; padding: 0.7rem 0.9rem; background: var(--raised); border: 1px solid var(--faint); border-radius: 5px; white-space: pre-wrap; overflow-wrap: anywhere; line-height: 1.45; tab-size: 4; }
.gap { margin: 0.3rem 0.9rem; }

@media screen and (max-width: 46rem) {
  .grid { grid-template-columns: repeat(auto-fill, minmax(8.5rem, 1fr)); gap: 0.6rem 1rem; }
  .list div { grid-template-columns: minmax(0, 1fr); }
  table:not(.timeline) thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table:not(.timeline), table:not(.timeline) tbody, table:not(.timeline) tr, table:not(.timeline) td, table:not(.timeline) tbody th { display: block; width: 100%; }
  table:not(.timeline) tr { padding: 0.5rem 0; border-bottom: 1px solid var(--faint); }
  table:not(.timeline) td, table:not(.timeline) tbody th { border: 0; padding: 0.08rem 0; text-align: left; white-space: normal; }
  table:not(.timeline) td.number::before { content: attr(data-name) " "; color: var(--quiet); font-size: 0.8125rem; }
  .timeline th[scope=row] { min-width: 6.2rem; max-width: 8rem; padding-right: 0.6rem; }
  .timeline th, .timeline td { font-size: 0.8125rem; padding-right: 0.5rem; }
}
`;
