/** The page's look. Colours are named once for light and once for dark; on paper it is light. */
export const STYLE = `
:root{--ground:#f7f8fa;--paper:#fff;--ink:#1b2230;--soft:#5b6678;--line:#e3e7ee;--rule:#eef1f5;
--phase:#3f6fd8;--wait:#f2b84b;--request:#5d8f9f;--bad:#cf3f3f;--file:#3c9a6b;--service:#8a63c9;--good:#1f7a4d;--warn:#9a6200}
@media screen and (prefers-color-scheme:dark){:root{--ground:#10141b;--paper:#171c26;--ink:#e6eaf2;
--soft:#98a3b6;--line:#2a3241;--rule:#212836;--phase:#6d97f0;--wait:#d9a23c;--request:#76b0c2;--bad:#f07474;
--file:#5cc08d;--service:#b091e8;--good:#5cc08d;--warn:#e0a94a}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--ground);color:var(--ink);
font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;font-variant-numeric:tabular-nums}
main{max-width:70rem;margin:0 auto;padding:2.5rem 1.5rem 3rem}
code,.mono{font-family:ui-monospace,SFMono-Regular,Menlo,"DejaVu Sans Mono",monospace;font-size:.86em}
h1{margin:.5rem 0 .1rem;font-size:1.65rem;line-height:1.25;font-weight:650;letter-spacing:-.01em}
h2{margin:0 0 .9rem;font-size:1rem;font-weight:650}
h3{margin:1rem 0 .3rem;font-size:.78rem;font-weight:600;color:var(--soft)}
header p{margin:0;color:var(--soft)}
body{overflow-wrap:anywhere}
.state{display:inline-block;padding:.1rem .65rem;border:1px solid;border-radius:99px;font-size:.8rem;font-weight:600}
.good{color:var(--good)}.bad{color:var(--bad)}.warn{color:var(--warn)}
section{margin-top:1rem;padding:1.3rem 1.5rem 1.4rem;background:var(--paper);border:1px solid var(--line);border-radius:10px}
section.failure>p{color:inherit;font-weight:600}
.failure{border-left:4px solid var(--bad)}
.figures{display:grid;grid-template-columns:repeat(4,minmax(0,1fr));gap:1rem;margin:1.5rem 0 0;padding:0;list-style:none}
.figures li{padding:1rem 1.25rem;background:var(--paper);border:1px solid var(--line);border-radius:10px}
.figures b{display:block;font-size:1.55rem;line-height:1.2;font-weight:600;letter-spacing:-.02em}
.figures span{color:var(--soft);font-size:.85rem}
.row{display:grid;grid-template-columns:minmax(9rem,19rem) minmax(0,1fr) 7rem;gap:1rem;align-items:center;min-height:1.65rem}
.label{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.value{color:var(--soft);font-size:.86rem;text-align:right;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.track{position:relative;height:1.65rem}
.track u{position:absolute;top:0;bottom:0;width:1px;background:var(--line)}
.axis .track{height:1.2rem;margin-right:0}
.axis i{position:absolute;transform:translateX(-50%);font-style:normal;font-size:.74rem;color:var(--soft);white-space:nowrap}
.axis i:first-child{transform:none}
.track b{position:absolute;top:.38rem;height:.9rem;min-width:3px;border-radius:3px;background:var(--phase)}
.track b:hover,.track b:focus-visible{outline:2px solid var(--ink);outline-offset:1px;z-index:1}
.track .wait{top:.68rem;height:.3rem;background:var(--wait);border-radius:2px}
.track .request{top:.52rem;height:.6rem;background:var(--request)}
.track .start{background:var(--line)}
.track .bad{background:var(--bad)}
.track .service{background:var(--service)}
.track .moment{width:7px;min-width:0;height:7px;top:.58rem;margin-left:-3px;border-radius:50%;background:var(--file)}
.legend{display:flex;flex-wrap:wrap;gap:.3rem 1.3rem;margin:1.1rem 0 0;padding:0;list-style:none;font-size:.8rem;color:var(--soft)}
.legend li::before{content:"";display:inline-block;width:.7rem;height:.7rem;margin-right:.4rem;border-radius:3px;vertical-align:-.05rem;background:var(--phase)}
.legend .start::before{background:var(--line)}
.legend .wait::before{background:var(--wait)}.legend .request::before{background:var(--request)}
.legend .bad{color:inherit}.legend .bad::before{background:var(--bad)}
.legend .file::before{background:var(--file);border-radius:50%}.legend .service::before{background:var(--service)}
.more{margin:.3rem 0;color:var(--soft);font-size:.86rem}
dl{display:grid;grid-template-columns:7rem minmax(0,1fr);gap:.45rem 1rem;margin:0}
dt,.key{color:var(--soft)}
dd{margin:0;min-width:0}
.key{display:inline-block;min-width:5.5rem;font-size:.86rem}
.scroll{overflow-x:auto;position:relative}
table{width:100%;border-collapse:collapse;font-size:.9rem}
th{padding:0 1rem .4rem 0;text-align:left;font-weight:500;color:var(--soft);font-size:.82rem;white-space:nowrap}
td{padding:.4rem 1rem .4rem 0;border-top:1px solid var(--rule);vertical-align:top}
td:first-child{min-width:10rem}
th:last-child,td:last-child{padding-right:0}
.whole{white-space:nowrap}
section>p{margin:0 0 .8rem;color:var(--soft)}
footer{margin-top:1.5rem;color:var(--soft);font-size:.8rem}
@media (max-width:46rem){main{padding:1.5rem .9rem 2rem}section{padding:1.1rem 1rem}
.figures{grid-template-columns:repeat(2,minmax(0,1fr));gap:.7rem}
.figures li{padding:.8rem .9rem}
.row{grid-template-columns:minmax(0,1fr) minmax(auto,10rem);gap:0 .8rem;margin-top:.35rem}.row .track{grid-column:1/-1;grid-row:2;height:1.2rem}
.axis .label,.axis .value{display:none}.axis{margin-top:0}.axis i:last-child{transform:translateX(-100%)}
.track b{top:.2rem;height:.75rem}.track .wait{top:.45rem}.track .request{top:.28rem}.track .moment{top:.35rem}
dl{grid-template-columns:minmax(0,1fr);gap:0}dd{margin-bottom:.6rem}}
@media print{body{background:#fff;font-size:11px}main{max-width:none;padding:0}
section,.figures li{border-color:#ccc;break-inside:avoid}tr,.row{break-inside:avoid}
.track b,.legend li::before{print-color-adjust:exact;-webkit-print-color-adjust:exact}.scroll{overflow:visible}}
`;
