import { fontFile } from './fonts.ts'
import { Html } from './html.ts'

const LIGHT = `
  --page: #ffffff; --raised: #f6f6f4; --sunken: #efefec; --line: #d9d9d4; --line-strong: #85857e;
  --ink: #1a1a18; --soft: #55554f; --accent: #0b5cad; --fill: #c9cdd3;
  --caution: #7a4d00; --caution-page: #fff6e0; --caution-line: #d9b76b;
`
const DARK = `
  --page: #161616; --raised: #1f1f1f; --sunken: #0e0e0e; --line: #3a3a3a; --line-strong: #7d7d7d;
  --ink: #ececec; --soft: #b0b0b0; --accent: #7ab8ff; --fill: #45494f;
  --caution: #f2c15c; --caution-page: #2a2212; --caution-line: #6b5420;
`

const RULES = `
:root { color-scheme: light dark; ${LIGHT} }
@media (prefers-color-scheme: dark) { :root { ${DARK} } }
@media print { :root { color-scheme: light; ${LIGHT} } }
* { box-sizing: border-box; }
html { background: var(--page); color: var(--ink); -webkit-text-size-adjust: 100%; }
body { max-width: 62rem; margin: 0 auto; padding: 2.5rem 1.5rem 4rem; font: 400 0.875rem/1.5 "Flagreel Inter", system-ui, "Segoe UI", Roboto, sans-serif; overflow-wrap: anywhere; }
.defs { position: absolute; }
h1, h2, h3 { line-height: 1.2; text-wrap: balance; letter-spacing: -0.015em; }
h1 { margin: 0 0 1.25rem; font-size: 2rem; font-weight: 650; }
h2 { margin: 0 0 0.75rem; font-size: 1.25rem; font-weight: 650; }
h3 { margin: 2rem 0 0.5rem; font-size: 1rem; font-weight: 650; }
p { margin: 0 0 0.75rem; max-width: 46rem; }
a { color: var(--accent); text-underline-offset: 0.2em; }
a:focus-visible, .scroll:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
small { display: block; margin-top: 0.125rem; color: var(--soft); font-size: 0.75rem; line-height: 1.4; }
.eyebrow { margin: 0 0 0.375rem; color: var(--soft); font-size: 0.8125rem; font-weight: 550; }
.lead { font-size: 1rem; }
.soft { color: var(--soft); }
.nowrap { white-space: nowrap; }
.code-text { font-variant-numeric: normal; font-family: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 0.78125rem; letter-spacing: -0.01em; overflow-wrap: anywhere; }
.caution { max-width: none; margin: 0 0 1.25rem; padding: 0.625rem 0.875rem; border: 1px solid var(--caution-line); border-radius: 0.375rem; background: var(--caution-page); color: var(--caution); }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); gap: 0.75rem 1.5rem; margin: 0 0 1.25rem; }
.facts .wide { display: grid; grid-template-columns: 6.5rem minmax(0, 1fr); gap: 0 1rem; grid-column: 1 / -1; align-items: baseline; }
.facts .wide + .wide { margin-top: -0.375rem; }
dt { color: var(--soft); font-size: 0.75rem; font-weight: 550; }
dd { margin: 0; }
main > section { margin-top: 2.5rem; padding-top: 1.75rem; border-top: 1px solid var(--line-strong); }
.scroll { overflow-x: auto; }
.part + .part { margin-top: 1.5rem; }
table { width: 100%; border-collapse: collapse; text-align: start; }
caption { padding: 0.25rem 0 0.5rem; text-align: start; font-weight: 600; }
th { text-align: start; font-weight: 500; }
thead th { padding: 0.375rem 0.75rem 0.375rem 0; border-bottom: 1px solid var(--line-strong); color: var(--soft); font-size: 0.75rem; font-weight: 550; vertical-align: bottom; overflow-wrap: normal; }
td, tbody th, tfoot th { padding: 0.5rem 0.75rem 0.5rem 0; vertical-align: top; }
:is(th, td):last-child { padding-inline-end: 0; }
.number, .time, .moment { font-variant-numeric: tabular-nums; }
.number { text-align: end; white-space: nowrap; }
.number small { white-space: nowrap; }
.nothing { color: var(--soft); }
.summary :is(td, th).number { padding-inline-start: 0.75rem; }
.summary :is(tbody tr, tfoot tr) > * { border-bottom: 1px solid var(--line); }
.summary tfoot > tr > * { border-bottom: 0; font-weight: 600; }
.flags :is(td, thead th).number { padding-inline-end: 1.75rem; }
.flags tbody { border-bottom: 1px solid var(--line); }
.flags > thead th:first-child, .flags tbody th { width: 2.5rem; padding-inline-end: 1rem; }
.flags tbody th { color: var(--soft); font-weight: 400; }
.class { min-width: 8rem; }
.time { min-width: 13.5rem; }
.verdict { min-width: 8rem; }
.figure { font-weight: 450; }
.guess-text { padding: 0 0.25rem; border: 1px dashed var(--line-strong); border-radius: 0.1875rem; color: var(--soft); font-size: 0.75rem; white-space: nowrap; }
.none .decision { color: var(--soft); }
.swatch { width: 2.125rem; height: 1.125rem; margin-inline-end: 0.25rem; vertical-align: -0.25rem; }
.shape { width: 0.875rem; height: 0.875rem; vertical-align: -0.125rem; }
.edge { stroke: var(--ink); stroke-width: 1; }
.edge.guess { stroke-dasharray: 3 3; }
.edge.faint { fill-opacity: 0.2; }
.code { font-size: 10.5px; font-weight: 650; fill: #000; }
.code.tight { font-size: 8.5px; }
.mark { fill: none; stroke: var(--ink); stroke-width: 2; }
.mark.escalated { fill: var(--ink); }
.note td, .stills td { padding-top: 0; }
.still { width: 11.75rem; }
.moment { margin: 0; }
.moment img { display: block; max-width: 100%; height: auto; max-height: 6.1875rem; border-radius: 0.1875rem; background: var(--sunken); }
.moment figcaption { margin-top: 0.25rem; color: var(--soft); font-size: 0.75rem; line-height: 1.3; }
.still .moment img { width: auto; max-width: 11rem; }
.stills div { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 0.75rem; }
.stills .moment img { max-height: 10rem; }
.gap { margin: 0; padding: 0.5rem; border: 1px dashed var(--line-strong); border-radius: 0.1875rem; color: var(--soft); font-size: 0.75rem; }
section > figure { margin: 0 0 1.25rem; }
section > figure > figcaption { text-wrap: pretty; color: var(--soft); font-size: 0.75rem; }
.curve { display: block; width: 100%; min-width: 34rem; height: auto; }
.plot { fill: var(--sunken); }
.below { fill: var(--fill); }
.above { fill: var(--accent); }
.line { fill: none; stroke: var(--ink); stroke-width: 1; stroke-linejoin: round; }
.threshold { fill: none; stroke: var(--ink); stroke-width: 1; stroke-dasharray: 8 4; }
.plate { fill: var(--page); fill-opacity: 0.85; }
.tick { stroke: var(--line-strong); }
.axis { font-size: 10px; fill: var(--soft); }
.axis.strong { fill: var(--ink); font-weight: 600; }
footer { margin-top: 3rem; padding-top: 1.5rem; border-top: 1px solid var(--line-strong); color: var(--soft); font-size: 0.8125rem; }
footer h2 { font-size: 1rem; color: var(--ink); }
@media (max-width: 40rem) {
  body { padding: 1.5rem 1rem 3rem; }
  h1 { font-size: 1.5rem; }
  .facts { grid-template-columns: 1fr 1fr; }
  .flags, .summary { min-width: 38rem; }
}
@media screen {
  .large :is(.video, .part) { content-visibility: auto; }
  .large .video { contain-intrinsic-height: auto 60rem; }
  .large .part { contain-intrinsic-height: auto 30rem; }
}
@page { margin: 15mm 14mm 18mm; @bottom-right { content: counter(page) " / " counter(pages); font: 8pt system-ui, sans-serif; color: #55554f; } @bottom-left { content: "Flagreel"; font: 8pt system-ui, sans-serif; color: #55554f; } }
@media print {
  body { max-width: none; padding: 0; font-size: 9pt; }
  h1 { font-size: 20pt; }
  h2 { font-size: 13pt; }
  small, dt, thead th, .moment figcaption, section > figure > figcaption { font-size: 7.5pt; }
  .code-text { font-size: 8pt; }
  .scroll { overflow: visible; }
  .curve { min-width: 0; }
  .time { min-width: 0; }
  .still { width: 10.5rem; }
  .still .moment img { max-width: 10rem; }
  .facts { grid-template-columns: repeat(4, 1fr); }
  main > section { margin-top: 7mm; padding-top: 5mm; }
  .video { break-before: page; margin-top: 0; padding-top: 0; border-top: 0; }
  .flags tbody, .summary tr, section > figure, .facts > div, .caution, footer { break-inside: avoid; }
  h2, h3, caption { break-after: avoid; }
  .note td, .stills td { break-before: avoid; }
  a { color: inherit; text-decoration: none; }
  .caution, .swatch, .curve, .plot, .below, .above { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`

let style: Html | undefined

/** The style of the document, with the Latin letters of the app's typeface; others come from the reader's system. */
export function reportStyle(): Html {
  const font = `@font-face { font-family: "Flagreel Inter"; font-weight: 100 900; src: url(data:font/woff2;base64,${fontFile('latin').toString('base64')}) format("woff2"); unicode-range: U+0-FF, U+131, U+152-153, U+2BB-2BC, U+2C6, U+2DA, U+2DC, U+2000-206F, U+20AC, U+2122, U+2212, U+2215; }`
  style ??= new Html(font + RULES)
  return style
}
