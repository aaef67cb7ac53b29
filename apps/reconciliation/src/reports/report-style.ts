/** How a report looks: on a screen of any width, by day and by night, and on paper. */
export const REPORT_STYLE = `
:root { color-scheme: light dark; --ink: #1b1f24; --dim: #57606a; --paper: #fff; --line: #d0d7de; --tint: #f6f8fa;
  --good: #11632a; --bad: #a40e26; --bad-tint: #fff0f0; --bar: #4a6785; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --dim: #9ba5b0; --paper: #0d1117; --line: #30363d;
  --tint: #161b22; --good: #56d364; --bad: #ff8b82; --bad-tint: #2a1517; --bar: #7d9fc4; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 1rem; color: var(--ink); background: var(--paper);
  font: 1rem/1.45 system-ui, sans-serif; }
h1 { font-size: 1.4rem; margin: 0 0 .5rem; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
p { margin: .5rem 0; }
code, .hash { font-family: ui-monospace, monospace; font-size: .85em; overflow-wrap: anywhere; }
.verdict { font-size: 1.15rem; font-weight: 600; padding: .75rem 1rem; border: 1px solid; border-left-width: .5rem;
  border-radius: .25rem; overflow-wrap: anywhere; }
.ok { color: var(--good); }
.failed { color: var(--bad); font-weight: 600; }
.note { color: var(--dim); }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: 1rem 0; }
dt { color: var(--dim); }
dd { margin: 0; overflow-wrap: anywhere; }
.books { border-top: 1px solid var(--line); }
.line { display: grid; grid-template-columns: minmax(0, 1fr) 16rem 9rem 6rem; gap: 0 1rem; padding: .4rem .25rem;
  font-variant-numeric: tabular-nums; }
.line > * { overflow-wrap: anywhere; }
.heads { color: var(--dim); font-size: .9rem; padding-left: 1.5rem; }
.books > details { border-bottom: 1px solid var(--line); }
summary { cursor: pointer; }
.books > details > summary { display: block; list-style: none; position: relative; padding-left: 1.25rem; }
.books > details > summary::-webkit-details-marker { display: none; }
.books > details > summary::before { content: "\\25b8"; position: absolute; left: .2rem; top: .4rem; color: var(--dim); }
.books > details[open] > summary::before { content: "\\25be"; }
summary:hover { background: var(--tint); }
.inside { padding: 0 .25rem .75rem 1.25rem; }
.checks { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(23rem, 100%), 1fr)); gap: 0 2rem; margin: .75rem 0 .5rem;
  padding: 0; list-style: none; font-size: .9rem; font-variant-numeric: tabular-nums; }
.checks li { display: flex; flex-wrap: wrap; gap: 0 .5rem; justify-content: space-between; border-bottom: 1px dotted var(--line); }
.checks li > :last-child { margin-left: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
caption { text-align: left; font-weight: 600; padding: .5rem 0 .25rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem .25rem; border-bottom: 1px solid var(--line);
  overflow-wrap: anywhere; }
th { color: var(--dim); font-weight: normal; overflow-wrap: normal; }
.problems { table-layout: fixed; background: var(--bad-tint); }
.problems td, .problems th { padding-left: .6rem; white-space: pre-wrap; }
td.day { white-space: nowrap; }
.line.short { grid-template-columns: minmax(0, 1fr) max-content; }
.rows { margin: .5rem 0; }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.trend { display: block; width: 100%; max-width: 34rem; height: auto; }
.trend text { font: 10.5px system-ui, sans-serif; fill: var(--ink); }
.trend .bar { fill: var(--bar); }
.trend .wrong { fill: var(--bad); }
.trend .sound { fill: var(--good); }
.trend .cross { stroke: var(--bad); stroke-width: 1.8; fill: none; }
.trend .axis { stroke: var(--dim); stroke-width: .6; }
@media (max-width: 40rem) {
  .facts { grid-template-columns: 1fr; gap: 0; }
  .facts dd { margin-bottom: .5rem; }
  .heads { display: none; }
  .line { grid-template-columns: minmax(0, 1fr) max-content; }
  .line.short > :first-child { grid-row: 1; grid-column: 1; }
  .line.short > :nth-child(2) { grid-row: 1; grid-column: 2; }
  .stacked .empty, .aging br { display: none; }
  .aging td .note { margin-left: .6em; }
  .line > :first-child { font-weight: 600; }
  .line > :nth-child(2), .line > :nth-child(3) { grid-row: 2; font-size: .9rem; }
  .line > :nth-child(3) { text-align: right; }
  .line > :nth-child(4) { grid-row: 1; grid-column: 2; text-align: right; }
  .stacked thead { display: none; }
  .stacked tr { display: block; border-bottom: 1px solid var(--line); padding: .3rem 0; }
  .stacked td { display: block; border: 0; padding-top: .1rem; padding-bottom: .1rem; text-align: left; }
  .stacked td::before { content: attr(data-is); margin-right: .6em; color: var(--dim); }
}
@page { size: A4; margin: 14mm; }
@media print {
  :root { --ink: #000; --dim: #444; --paper: #fff; --line: #bbb; --tint: #fff; --good: #0b4d1e; --bad: #8f0a1e; --bad-tint: #fff;
    --bar: #4a6785; color-scheme: light; font-size: 9pt; }
  body { max-width: none; padding: 0; }
  details::details-content { content-visibility: visible; display: block; block-size: auto; }
  details > summary::before { content: "" !important; }
  .trend { max-width: 130mm; }
  .checks { grid-template-columns: repeat(2, 1fr); font-size: 8pt; gap: 0 2rem; }
  summary, .problems tr, .checks, .trend, .checks li { break-inside: avoid; }
  summary, h2, caption, thead, thead tr { break-after: avoid; }
}
`;
