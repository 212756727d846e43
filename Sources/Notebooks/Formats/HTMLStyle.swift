/// How a page looks: readable on a phone, light and dark, on paper.
///
/// The panels of a figure stand in a row with one height, each as wide as its shape (`--r`, width by
/// height) says; on a phone they stand below each other.
let reportStyle = """
  :root { color-scheme: light dark; --back: #fbfaf7; --text: #22211e; --dim: #6d6a62;
    --card: #fff; --line: #e3dfd4; --accent: #a4670b; --good: #2c7a3f; --part: #8a6400;
    --bad: #b3261e; }
  @media (prefers-color-scheme: dark) { :root { --back: #191816; --text: #e9e6df; --dim: #a09c92;
    --card: #23211e; --line: #3a3732; --accent: #f0b64a; --good: #7bcf8d; --part: #e0bd62;
    --bad: #ff8a80; } }
  * { box-sizing: border-box; }
  body { margin: 0; background: var(--back); color: var(--text); line-height: 1.5;
    font-family: system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
  main { max-width: 56rem; margin: 0 auto; padding: 1.2rem 1rem 4rem; }
  h1 { font-size: 1.9rem; line-height: 1.2; margin: .6rem 0 .6rem; }
  h2 { font-size: 1.45rem; line-height: 1.25; margin: 2.6rem 0 .7rem; padding-bottom: .3rem;
    border-bottom: 2px solid var(--line); }
  h3 { font-size: 1.05rem; margin: 1.5rem 0 .4rem; }
  h4, h5, h6 { font-size: 1rem; margin: 1.2rem 0 .4rem; }
  p { margin: .6rem 0; }
  a { color: var(--accent); }
  blockquote { margin: .8rem 0; padding: .1rem 0 .1rem 1rem; border-left: 3px solid var(--accent);
    font-style: italic; }
  pre, code { font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace;
    font-size: .84rem; }
  pre { margin: .6rem 0; padding: .6rem .9rem; border-radius: .4rem; white-space: pre-wrap;
    overflow-wrap: anywhere; }
  pre.code { background: var(--card); border: 1px solid var(--line); }
  pre.code i { color: var(--dim); }
  pre.out { padding: .1rem .9rem; border-left: 3px solid var(--line); border-radius: 0; }
  pre.failure { border: 1px solid var(--bad); color: var(--bad); white-space: pre; }
  figure { margin: .9rem 0; }
  .panels { display: flex; flex-wrap: wrap; gap: .5rem; align-items: flex-start; }
  .panels img { flex: var(--r) 1 calc(var(--r) * 9rem); min-width: 0; height: auto;
    max-width: min(100%, calc(var(--r) * 26rem)); aspect-ratio: var(--r); }
  .panels img.picture:only-child { max-width: min(100%, calc(var(--r) * 38rem),
    calc(var(--w) * 2px)); }
  img.plot { border-radius: .3rem; }
  img.picture { image-rendering: pixelated; }
  figcaption { color: var(--dim); font-size: .88rem; margin-top: .3rem; }
  .wide { overflow-x: auto; margin: .8rem 0; }
  table { border-collapse: collapse; font-size: .88rem; font-variant-numeric: tabular-nums; }
  th, td { text-align: left; vertical-align: top; padding: .25rem .7rem .25rem 0;
    border-bottom: 1px solid var(--line); }
  th { color: var(--dim); font-weight: 600; }
  .n { text-align: right; white-space: nowrap; }
  table.findings { width: 100%; }
  .findings td:nth-child(2) { font-weight: 600; white-space: nowrap; }
  .findings td:nth-child(1) { width: 30%; }
  .findings td:nth-child(3) { color: var(--dim); }
  .met { color: var(--good); } .part { color: var(--part); } .not { color: var(--bad); }
  .open { color: var(--dim); }
  .notice { padding: .6rem .9rem; border: 2px solid var(--accent); border-radius: .4rem;
    background: var(--card); font-weight: 600; }
  .colophon { color: var(--dim); font-size: .82rem; } .whole { white-space: nowrap; }
  .checks { color: var(--dim); font-size: .88rem; } .checks.not { color: var(--bad); }
  p.file { color: var(--dim); font-size: .85rem; margin: .3rem 0; }
  p.missing { border-left: 4px solid var(--bad); padding: .3rem .8rem; }
  p.missing strong { color: var(--bad); }
  summary { cursor: pointer; }
  details.claim { margin: .35rem 0; padding: .35rem .7rem; background: var(--card);
    border: 1px solid var(--line); border-radius: .4rem; }
  .claim span { color: var(--dim); font-size: .85rem; overflow-wrap: anywhere; }
  .claim ul { margin: .4rem 0; padding-left: 1.2rem; font-size: .88rem; }
  .claim code { color: var(--dim); overflow-wrap: anywhere; }
  details.fold > summary { color: var(--dim); font-size: .8rem; margin: .3rem 0; }
  nav summary { font-weight: 600; margin: 1rem 0; }
  nav ul { columns: 18rem; padding-left: 1.2rem; }
  @media (max-width: 40rem) { h1 { font-size: 1.5rem; }
    .panels img { flex-basis: calc(var(--r) * 6.5rem); } .panels img.plot { flex-basis: 100%; }
    .findings thead { display: none; }
    .findings tr { display: block; padding: .4rem 0; border-bottom: 1px solid var(--line); }
    .findings td, .findings td:nth-child(1) { display: block; width: auto; border: 0; padding: 0; }
    .wide table { font-size: .78rem; } .wide th, .wide td { padding-right: .4rem; }
    .wide th { font-size: .72rem; white-space: normal; }
    pre, code { font-size: .78rem; } }
  @media screen and (prefers-color-scheme: dark) {
    /* The white frame of a grid of pictures is two pixels wide. */
    img.picture { clip-path: inset(calc(2 / var(--h) * 100%) calc(2 / var(--w) * 100%)); } }
  @media print { body { background: #fff; color: #000; font-size: 10pt; }
    main { max-width: none; padding: 0; }
    .panels img, .panels img.picture:only-child { max-width: min(100%, calc(var(--r) * 15rem)); }
    section:has(> .prose > h2:only-child) { break-after: avoid; }
    section:has(> details.claim) { break-inside: avoid; } h2.findings { break-before: page; }
    .notice { color: #000; background: #fff; }
    table.findings { font-size: 8pt; } .findings td { padding-top: .1rem; padding-bottom: .1rem; }
    figure, table, blockquote, details.claim, tr { break-inside: avoid; } h2, h3 { break-after: avoid; }
    table.findings { break-inside: auto; } nav, details.fold { display: none; } }
  """
