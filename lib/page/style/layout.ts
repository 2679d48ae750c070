/**
 * Type, the page's frame and its first lines.
 *
 * @module
 */
export const layout = `
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-padding-top: 1rem; }
body {
  margin: 0 auto; padding: 0 clamp(1rem, 3vw, 2.5rem) 3rem; max-width: 84rem;
  background: var(--ground); color: var(--ink);
  font: 0.9375rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: anywhere;
}
code, pre, .mono { font-family: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 0.8125rem; }
small { font-size: 0.8125rem; color: var(--quiet); font-weight: 400; letter-spacing: 0; }
a { color: var(--link); text-underline-offset: 0.2em; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 2px; }
p { margin: 0.5rem 0; max-width: 46rem; }
h1, h2, h3 { line-height: 1.2; letter-spacing: -0.015em; text-wrap: balance; }
h1 { font-size: clamp(1.6rem, 1.2rem + 2vw, 2.35rem); font-weight: 680; margin: 0.9rem 0 0.75rem; }
h2 { font-size: 1.2rem; font-weight: 640; margin: 0 0 0.75rem; }
article .outcome h2 { font-size: 1.4rem; margin: 0.9rem 0 0.6rem; }
h3 { font-size: 1rem; font-weight: 640; margin: 0 0 0.6rem; }
h2 small, h3 small { display: inline-block; margin-left: 0.4rem; font-weight: 400; }

.outcome { padding-top: 1.5rem; }
.verdict { display: flex; flex-wrap: wrap; gap: 0.2rem 0.9rem; align-items: baseline; max-width: none; margin: 0; padding: 0.6rem 0.9rem; border-left: 4px solid; border-radius: 0 4px 4px 0; }
.verdict .mark { font-weight: 680; font-size: 1.05rem; }
.verdict .reason { color: var(--ink); }
.good > .verdict { background: var(--good-ground); border-color: var(--good); }
.bad > .verdict { background: var(--bad-ground); border-color: var(--bad); }
.open > .verdict { background: var(--open-ground); border-color: var(--open); }
.ended.bad { color: var(--bad); }
.mark { white-space: nowrap; font-weight: 560; }
.mark.good { color: var(--good); } .mark.bad { color: var(--bad); } .mark.open { color: var(--open); }

.command { max-width: none; margin: 0.6rem 0; padding: 0.55rem 0.8rem; background: var(--raised); border: 1px solid var(--faint); border-radius: 5px; font-size: 0.8125rem; }
.command code { font-size: inherit; }
.command span { color: var(--quiet); font-family: ui-monospace, monospace; user-select: none; }

dt { color: var(--quiet); font-size: 0.8125rem; }
dd { margin: 0; }
.grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(13.5rem, 1fr)); gap: 0.7rem 1.5rem; margin: 0.9rem 0; }
.grid code { font-size: 0.78125rem; }
.list { margin: 0.5rem 0; font-size: 0.875rem; }
.list div { display: grid; grid-template-columns: 9.5rem minmax(0, 1fr); gap: 0 1rem; padding: 0.26rem 0; border-bottom: 1px solid var(--faint); align-items: baseline; }
.list .digest { font-size: 0.8125rem; }

.frame { margin-top: 1.75rem; }
nav { font-size: 0.875rem; margin-bottom: 1.25rem; }
nav ul { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: 0.15rem 1rem; }
nav a { display: inline-block; padding: 0.2rem 0; color: var(--quiet); text-decoration: none; }
nav a:hover { color: var(--link); text-decoration: underline; }
nav .title { display: none; }
section { padding: 1.15rem 0 0.9rem; border-top: 1px solid var(--line); }
article { padding-bottom: 1.5rem; margin-top: 2.5rem; border-top: 3px solid var(--line); }
footer { margin-top: 2rem; padding-top: 0.9rem; border-top: 1px solid var(--line); color: var(--quiet); font-size: 0.8125rem; }

@media (min-width: 72rem) {
  .frame { display: grid; grid-template-columns: 11rem minmax(0, 1fr); gap: 2.5rem; }
  nav { position: sticky; top: 1.25rem; align-self: start; max-height: calc(100vh - 2.5rem); overflow-y: auto; }
  nav .title { display: block; margin: 0 0 0.3rem; font-size: 0.8125rem; color: var(--quiet); font-weight: 600; }
  nav ul { display: block; border-left: 1px solid var(--line); }
  nav a { display: block; padding: 0.17rem 0.8rem; }
  main > section:first-child { border-top: 0; padding-top: 0; }
}
`;
