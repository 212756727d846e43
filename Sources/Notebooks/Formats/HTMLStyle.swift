/// How a page looks: readable on a phone, light and dark, on paper.
let reportStyle = """
  :root { color-scheme: light dark; --back: #fbfaf7; --text: #22211e; --dim: #6d6a62;
    --card: #fff; --line: #e3dfd4; --accent: #a4670b; --good: #2c7a3f; --bad: #b3261e; }
  @media (prefers-color-scheme: dark) { :root { --back: #191816; --text: #e9e6df; --dim: #a09c92;
    --card: #23211e; --line: #3a3732; --accent: #f0b64a; --good: #7bcf8d; --bad: #ff8a80; } }
  * { box-sizing: border-box; }
  body { margin: 0; background: var(--back); color: var(--text); line-height: 1.55;
    font-family: system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
  main { max-width: 52rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
  h1 { font-size: 1.9rem; line-height: 1.2; margin: 2.5rem 0 1rem; }
  h2 { font-size: 1.45rem; line-height: 1.25; margin: 3.2rem 0 .8rem; padding-bottom: .3rem;
    border-bottom: 2px solid var(--line); }
  h3 { font-size: 1.05rem; margin: 1.8rem 0 .5rem; }
  h4, h5, h6 { font-size: 1rem; margin: 1.4rem 0 .4rem; }
  a { color: var(--accent); }
  pre, code { font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace;
    font-size: .84rem; }
  pre { overflow-x: auto; margin: .7rem 0; padding: .7rem .9rem; border-radius: .4rem; }
  pre.code { background: var(--card); border: 1px solid var(--line); }
  pre.code i { color: var(--dim); }
  pre.out { padding: .1rem .9rem; color: var(--text); border-left: 3px solid var(--line);
    border-radius: 0; }
  pre.failure { border: 1px solid var(--bad); color: var(--bad); }
  figure { margin: 1rem 0; }
  figure img { display: block; max-width: 100%; height: auto; border-radius: .4rem; }
  figure.plot img { width: 100%; background: #fff; border: 1px solid var(--line); }
  figure.picture img { image-rendering: pixelated; border-radius: 0; }
  .wide { overflow-x: auto; margin: 1rem 0; }
  table { border-collapse: collapse; font-size: .88rem; font-variant-numeric: tabular-nums; }
  th, td { text-align: left; vertical-align: top; padding: .3rem .7rem .3rem 0;
    border-bottom: 1px solid var(--line); }
  th { color: var(--dim); font-weight: 600; }
  .claims table { width: 100%; table-layout: fixed; }
  .claims th:nth-child(1) { width: 4.4rem; }
  .claims th:nth-child(3), .claims th:nth-child(4) { width: 23%; }
  .claims th:nth-child(5) { width: 7rem; }
  .claims td { overflow-wrap: break-word; }
  .claims td:first-child, .claims td:last-child { font-weight: 600; }
  .claims td:last-child { white-space: nowrap; }
  .claims code { color: var(--dim); overflow-wrap: anywhere; }
  .n { text-align: right; white-space: nowrap; }
  p.file { color: var(--dim); font-size: .85rem; margin: .3rem 0; }
  p.claim { background: var(--card); border-left: 4px solid var(--good); margin: .6rem 0;
    padding: .5rem .8rem; border-radius: 0 .4rem .4rem 0; }
  p.claim.not { border-color: var(--bad); }
  p.claim span { color: var(--dim); font-size: .85rem; }
  .met strong, td.met { color: var(--good); } .not strong, td.not { color: var(--bad); }
  summary { cursor: pointer; font-weight: 600; margin: 1rem 0; }
  nav ul { columns: 18rem; padding-left: 1.2rem; }
  @media (max-width: 40rem) { h1 { font-size: 1.6rem; margin-top: 1rem; }
    .claims thead { display: none; }
    .claims tr { display: grid; grid-template-columns: max-content 1fr; column-gap: .8rem;
      padding: .5rem 0; border-bottom: 1px solid var(--line); }
    .claims td { grid-column: 1 / -1; border: 0; padding: .05rem 0; width: auto !important; }
    .claims td:first-child { grid-column: 1; }
    .claims td:last-child { grid-column: 2; grid-row: 1; }
    .claims td[data-name]:not(:empty)::before { content: attr(data-name) ": "; color: var(--dim); }
    pre { font-size: .8rem; } }
  @media print { body { background: #fff; color: #000; } main { max-width: none; padding: 0; }
    pre.code { border: 0; padding-left: 0; white-space: pre-wrap; }
    figure, table, p.claim { break-inside: avoid; } h2 { break-after: avoid; } nav { display: none; } }
  """
