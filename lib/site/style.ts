/**
 * What the pages of a catalog need beside the style of a report: a frame, fields, a chart, a list.
 *
 * @module
 */
import { style as ofReport } from "../page/index.ts";

const frame = `
.skip { position: absolute; left: -100rem; }
.skip:focus { left: 1rem; top: 0.5rem; padding: 0.4rem 0.8rem; background: var(--ground); z-index: 1; }
.top { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.2rem 1.5rem; padding: 1.1rem 0 0.7rem; border-bottom: 1px solid var(--line); }
.top .brand { font-weight: 680; letter-spacing: -0.01em; margin: 0; }
.top .brand a { color: inherit; text-decoration: none; }
.top .brand small { margin-left: 0.45rem; }
.top nav, nav.pager, nav.switch { position: static; margin: 0; max-height: none; overflow: visible; font-size: 0.875rem; display: flex; flex-wrap: wrap; gap: 0.1rem 1.1rem; }
main { display: block; outline: none; min-height: 60vh; }
#title:focus, h2:focus { outline: none; }
.frame > div > section:first-child { border-top: 0; padding-top: 0; }
a.to { text-decoration: none; }
a.to .digest, a.to code { color: var(--link); }
a.to:hover { text-decoration: underline; }
main .code { white-space: normal; }
main > h2 { margin-top: 1.5rem; }
main > .paths { columns: 26rem; }
.crumb { margin: 1.2rem 0 -0.4rem; font-size: 0.875rem; }
.beside { font-size: 0.8125rem; color: var(--quiet); max-width: none; }
.fault { margin: 1.5rem 0; padding: 0.6rem 0.9rem; max-width: none; border-left: 4px solid var(--bad); background: var(--bad-ground); border-radius: 0 4px 4px 0; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
h1 small { font-size: 0.9375rem; font-weight: 400; margin-left: 0.5rem; white-space: normal; }
nav.switch { margin: 0.8rem 0; align-items: baseline; color: var(--quiet); }
nav.switch [aria-current] { font-weight: 640; color: var(--ink); }
nav.switch .sep { width: 1px; align-self: stretch; background: var(--line); }
nav.switch a, nav.pager a { color: var(--link); padding: 0.25rem 0; }
.graph a:hover rect:not(.mark), .graph a:focus-visible rect:not(.mark) { stroke: var(--link); }
.graph a:focus-visible { outline: none; }
.graph a:focus-visible rect:not(.mark) { stroke-width: 2.5; }
`;

const list = `
.ask { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: 0.55rem 0.9rem; align-items: end; margin: 0.4rem 0 1.2rem; }
.ask > * { min-width: 0; }
.ask .wide { grid-column: 1 / -1; max-width: none; margin: 0; }
.ask label span { display: block; color: var(--quiet); font-size: 0.8125rem; margin-bottom: 0.15rem; }
.ask input, .ask select {
  width: 100%; height: 2.25rem; padding: 0 0.6rem; font: inherit; font-size: 0.875rem;
  color: var(--ink); background: var(--ground); border: 1px solid var(--recorder); border-radius: 5px;
}
.ask input[type=search] { height: 2.6rem; font-size: 1rem; background: var(--raised); }
.ask input:hover, .ask select:hover { border-color: var(--quiet); }
.ask #q-help { line-height: 1.7; }
.ask #q-help code { font-size: 0.75rem; background: var(--raised); border-radius: 3px; padding: 0.05rem 0.3rem; }

.chart { margin: 0 0 1.4rem; }
.chart figcaption, .chart .axis { font-size: 0.75rem; color: var(--quiet); max-width: none; margin: 0.2rem 0; }
.chart figcaption { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; }
.chart .key i { display: inline-block; width: 0.6rem; height: 0.6rem; border-radius: 1px; margin-left: 0.6rem; }
.chart i.ok { background: var(--bar); } .chart i.no { background: var(--bad); }
.chart svg { display: block; width: 100%; height: 4.5rem; border-bottom: 1px solid var(--line); }
.chart .ok { fill: var(--bar); } .chart .no { fill: var(--bad); }
.chart .hit { fill: transparent; }
.chart g { cursor: pointer; }
.chart g:hover .hit { fill: var(--faint); }
.chart .out .ok, .chart .out .no { opacity: 0.28; }

.count { font-size: 1rem; margin: 0 0 0.4rem; }
.runs table { margin-top: 0; }
.runs tbody tr:hover { background: var(--raised); }
.runs tbody th { min-width: 9rem; }
.runs tbody th > a { font-weight: 620; text-decoration: none; }
.runs tbody th > a:hover { text-decoration: underline; }
.runs time, .runs .mono { white-space: nowrap; }
.runs .mark { font-size: 0.8125rem; font-weight: 400; overflow-wrap: normal; }
.runs .mark.open { color: var(--quiet); }
.runs .mark.bad { font-weight: 640; white-space: normal; }
.tags { margin-left: 0.35rem; line-height: 1.55; }
.tag { font-size: 0.75rem; color: var(--quiet); background: var(--raised); border: 1px solid var(--faint); border-radius: 3px; padding: 0 0.3rem; }
.empty { padding: 2rem 0; color: var(--quiet); }
nav.pager { margin: 1rem 0; align-items: baseline; color: var(--quiet); }

@media (min-width: 46.01rem) and (max-width: 66rem) {
  .runs th:nth-child(8), .runs td:nth-child(8), .runs th:nth-child(7), .runs td:nth-child(7) { display: none; }
}
@media (min-width: 46.01rem) and (max-width: 56rem) {
  .runs th:nth-child(6), .runs td:nth-child(6) { display: none; }
}
@media screen and (max-width: 46rem) {
  .mark { white-space: normal; }
  .ask { grid-template-columns: 1fr 1fr; }
  .ask input, .ask select { font-size: 1rem; }
  .runs table:not(.timeline) tr { display: flex; flex-wrap: wrap; gap: 0.1rem 0.9rem; }
  .runs table:not(.timeline) tbody th { width: 100%; }
  .runs table:not(.timeline) td { width: auto; font-size: 0.8125rem; }
}
@media print { .ask, .top nav, nav.pager, nav.switch, .skip { display: none; } }
`;

export const style: string = `${ofReport}${frame}${list}`;
