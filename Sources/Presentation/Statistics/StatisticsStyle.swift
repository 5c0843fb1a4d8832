/// The style sheet of the page with charts, for light and dark mode.
package enum StatisticsStyle {
  package static let css = """

    :root {
      --page: #f6f7f9; --panel: #fff; --ink: #1c2430; --soft: #667085; --rule: #e4e7ec;
      --accent: #2f6fde; --glow: #2f6fde22; --shared: #12a594; --squeezed: #8b5cf6;
      --decoded: #f0a020;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --page: #0f1319; --panel: #171d26; --ink: #e6eaf0; --soft: #93a0b4; --rule: #29313d;
        --accent: #6ea2ff; --glow: #6ea2ff2e; --shared: #2fc6b4; --squeezed: #a78bfa;
        --decoded: #f5b94d;
      }
    }
    * { box-sizing: border-box; }
    body {
      margin: 0; background: var(--page); color: var(--ink);
      font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif;
    }
    main { max-width: 1040px; margin: 0 auto; padding: 40px 20px 60px; }
    header { display: flex; justify-content: space-between; align-items: baseline; gap: 20px; }
    h1 { font-size: 26px; margin: 0 0 20px; font-weight: 650; letter-spacing: -.01em;
      overflow-wrap: anywhere; }
    h1 span { color: var(--accent); }
    header p, footer { color: var(--soft); white-space: nowrap; }
    footer { white-space: normal; font-size: 13px; margin-top: 24px; }
    h2 { font-size: 15px; margin: 0 0 14px; font-weight: 650; }
    section { background: var(--panel); border: 1px solid var(--rule); border-radius: 12px;
      padding: 20px 22px; margin-top: 16px; min-width: 0; }
    .cards { display: grid; gap: 12px; grid-template-columns: repeat(auto-fit, minmax(140px, 1fr)); }
    .card { background: var(--panel); border: 1px solid var(--rule); border-radius: 12px;
      padding: 14px 16px; }
    .card b { display: block; font-size: 21px; font-weight: 650; letter-spacing: -.01em;
      font-variant-numeric: tabular-nums; }
    .card span, .note { color: var(--soft); font-size: 13px; }
    .note { margin: 10px 0 0; }
    svg { display: block; width: 100%; height: auto; overflow: visible; }
    .grid { display: grid; gap: 16px; margin-top: 16px;
      grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); }
    .grid section { margin-top: 0; }
    svg .grid { stroke: var(--rule); }
    .tick { fill: var(--soft); font-size: 11.5px; font-variant-numeric: tabular-nums; }
    @media (max-width: 600px) { .tick { font-size: 20px; } }
    .bar { fill: var(--accent); }
    .bar:hover, .cell:hover { fill: var(--squeezed); }
    .area { fill: var(--glow); }
    .line { fill: none; stroke: var(--accent); stroke-width: 2; stroke-linejoin: round; }
    .cell { fill: var(--accent); }
    .stack { display: flex; height: 26px; border-radius: 7px; overflow: hidden; gap: 2px; }
    .stack i { flex: 1 1 0; min-width: 2px; }
    i.kept { background: var(--accent); } i.squeezed { background: var(--squeezed); }
    i.shared { background: var(--shared); } i.decoded { background: var(--decoded); }
    .legend { list-style: none; padding: 0; margin: 14px 0 0; display: grid; gap: 6px 28px;
      grid-template-columns: repeat(auto-fit, minmax(min(100%, 380px), 1fr)); }
    .legend li { display: flex; align-items: center; gap: 9px; }
    .legend i { width: 11px; height: 11px; border-radius: 3px; flex: none; }
    .legend b { margin-left: auto; font-weight: 600; font-variant-numeric: tabular-nums; }
    .rank { list-style: none; margin: 0; padding: 0; }
    .rank li { display: grid; grid-template-columns: minmax(0, 1fr) auto; column-gap: 12px;
      padding: 4px 0; }
    .rank span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
    .rank b { font-weight: 600; font-variant-numeric: tabular-nums; }
    .rank i { grid-column: 1 / -1; height: 4px; border-radius: 2px; background: var(--accent);
      margin-top: 3px; }
    table { border-collapse: collapse; width: 100%; table-layout: fixed; }
    td { padding: 5px 0; vertical-align: top; overflow: hidden; text-overflow: ellipsis;
      white-space: nowrap; }
    td.size { width: 82px; color: var(--accent); font-weight: 600;
      font-variant-numeric: tabular-nums; }
    td b { font-weight: 500; } td span { display: block; color: var(--soft); font-size: 13px;
      overflow: hidden; text-overflow: ellipsis; }

    """
}
