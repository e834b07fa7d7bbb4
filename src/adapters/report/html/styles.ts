import { classRules } from './class-colours.js';

/** The style sheet of every report: light and dark, wide and narrow, paper. */
export const styles = (): string => `${theme}${page}${tables}${figures}${clips}${classBlocks}${classRules()}\n${paper}`;

const light = `--paper:#fff;--ink:#1b1f24;--muted:#57606a;--panel:#f5f7f9;--line:#d5dbe1;--line-strong:#7d8590;--link:#0b57a4;
--series-1:#0072b2;--series-2:#c2500a;--heat:#6a9cc6;--good:#0b6b3a;--bad:#a4262c;--mark:#fff3cd;--on-mark:#5c4300`;

const dark = `--paper:#12151a;--ink:#e7eaee;--muted:#a7b0bb;--panel:#1b2027;--line:#343b45;--line-strong:#7a8490;--link:#8ec5ff;
--series-1:#5ab4ec;--series-2:#f0a04b;--heat:#28659f;--good:#6fd39a;--bad:#ff9a94;--mark:#4a3b08;--on-mark:#ffe9a8`;

const theme = `
:root{color-scheme:light dark;${light}}
@media (prefers-color-scheme:dark){:root{${dark}}}
`;

const page = `
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,"Segoe UI",Roboto,"Liberation Sans",Arial,sans-serif}
header,main,footer{max-width:78rem;margin:0 auto;padding:0 1rem}
h1{font-size:1.7rem;line-height:1.2;margin:1.2rem 0 .2rem;overflow-wrap:anywhere}
h2{font-size:1.25rem;line-height:1.3;margin:2.6rem 0 .6rem;padding-top:.8rem;border-top:1px solid var(--line);overflow-wrap:anywhere}
h3{font-size:1.05rem;margin:1.4rem 0 .5rem}
h4{font-size:.95rem;margin:0;display:inline;font-weight:600;overflow-wrap:anywhere}
p{margin:.4rem 0;max-width:48rem}
.reading,.context{color:var(--muted);font-size:.86rem}
a{color:var(--link)}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:.5rem;background:var(--paper);padding:.4rem .8rem;z-index:2}
nav ul{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;list-style:none;padding:0;margin:.8rem 0;font-size:.92rem}
.mark{display:inline-block;background:var(--mark);color:var(--on-mark);border:1px solid currentColor;border-radius:.3rem;padding:0 .45rem;font-size:.78rem;font-weight:600;white-space:nowrap}
.answer{font-size:2.6rem;line-height:1.15;font-weight:650;margin:.3rem 0;font-variant-numeric:tabular-nums}
.answer small{display:inline-block;line-height:1.3;font-size:1rem;font-weight:400;color:var(--muted)}
.notices{border-left:.3rem solid var(--series-2);background:var(--panel);padding:.4rem 1rem .4rem 2.2rem;margin:.8rem 0;overflow-wrap:anywhere}
code,pre{font-family:ui-monospace,"Liberation Mono",Consolas,monospace;font-size:.86rem;overflow-wrap:anywhere}
pre{background:var(--panel);border:1px solid var(--line);border-radius:.3rem;padding:.7rem;white-space:pre-wrap}
summary{cursor:pointer}
footer{margin-top:3rem;padding-bottom:2rem}
`;

const tables = `
.scrolling{overflow-x:auto;max-width:100%}
table{border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--muted);font-size:.86rem;padding:.2rem 0}
th,td{text-align:left;padding:.28rem .9rem .28rem 0;border-bottom:1px solid var(--line);vertical-align:top}
th{font-weight:600}tbody th{font-weight:400}
.number{text-align:right;white-space:nowrap}
.facts{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.25rem 1.2rem;margin:.4rem 0;font-size:.92rem}
.facts dt{color:var(--muted)}.facts dd{margin:0;overflow-wrap:anywhere}
.scale{display:block;position:relative;width:clamp(5.5rem,26vw,15rem);height:1rem;background:linear-gradient(90deg,var(--line) 1px,transparent 1px) 0 0/25% 100%;border-right:1px solid var(--line)}
.scale>span{display:block;height:100%;border:1px solid var(--ink)}
.scale-ends{display:flex;justify-content:space-between;width:clamp(5.5rem,26vw,15rem);font-weight:400;color:var(--muted)}
.swatched{position:relative;padding-left:1.5rem}
.swatch{position:absolute;left:0;top:.45rem;width:1rem;height:1rem;border:1px solid var(--ink)}
`;

const figures = `
figure{margin:.8rem 0 1.4rem}
figcaption{margin-bottom:.5rem}
.charts{display:flex;flex-wrap:wrap;gap:1rem 2rem}
.chart svg{display:block;max-width:none}
.numbers{margin:.3rem 0;font-size:.9rem}
.numbers>summary{color:var(--link);width:max-content}
`;

const clips = `
.clip{border:1px solid var(--line);border-radius:.4rem;margin:.6rem 0}
.clip>summary{padding:.5rem .8rem;background:var(--panel);border-radius:.4rem}
.clip>summary .context{display:block;margin-left:1.1rem}
.clip>div{padding:.3rem .8rem .8rem}
.timeline{table-layout:fixed;width:100%;font-size:.78rem;line-height:1.25}
.timeline th,.timeline td{padding:1px;border:0;vertical-align:middle}
.timeline th[scope=row]{position:sticky;left:0;background:var(--paper);color:var(--muted);padding-right:.5rem;width:6.2rem;z-index:1}
.timeline thead th{font-weight:400;color:var(--muted);border-left:1px solid var(--line-strong);padding-left:.2rem}
.timeline thead th[scope=row]{border-left:0;padding-left:0}
.timeline svg{display:block;width:100%}
.timeline .wave{height:3.4rem;background:var(--panel);border:1px solid var(--line)}
.pixelated image,.pixelated use,.attention{image-rendering:pixelated}
.grey{filter:grayscale(1)}
.pictures{width:auto}.pictures td svg{width:7rem;max-width:100%}.pictures th[scope=row]{width:8rem}
.lanes tbody td{border-bottom:1px solid var(--line)}.lanes th[scope=row]{width:13rem}
.right,.wrong{text-align:center}.right{color:var(--good)}.wrong{color:var(--bad);font-weight:700}
.chance{position:relative;display:block;height:2.6rem;background:linear-gradient(var(--line-strong),var(--line-strong)) 0 50%/100% 1px no-repeat var(--panel);border:1px solid var(--line)}
.chance>span{position:absolute;left:0;right:0;bottom:0;background:var(--series-1);opacity:.45}
.chance>b{position:relative;font-weight:400;padding-left:.2rem}
.attention-scale{display:inline-block;width:5rem;height:.7rem;border:1px solid var(--line-strong);background:linear-gradient(90deg,#9aa0a6,#f28c1e);vertical-align:-.05rem}
audio{display:block;width:min(24rem,100%);height:2.2rem;margin:.4rem 0}
`;

/** Background is hatched; classes beyond the nine hues carry a strip along the lower edge. */
const classBlocks = `
.class{background-color:var(--class);color:var(--on-class);overflow-wrap:anywhere}
.timeline td.class{padding:.25rem .3rem .45rem;border:1px solid var(--paper)}
.strip-1,.strip-2,.strip-3{background-repeat:repeat-x;background-position:0 100%}
.strip-1{background-image:repeating-linear-gradient(90deg,var(--on-class) 0 3px,transparent 3px 8px);background-size:auto 5px}
.strip-2{background-image:linear-gradient(var(--on-class),var(--on-class));background-size:auto 2px}
.strip-3{background-image:repeating-linear-gradient(90deg,var(--on-class) 0 9px,transparent 9px 12px);background-size:auto 5px}
.background{background:repeating-linear-gradient(135deg,var(--panel) 0 6px,var(--line) 6px 8px);color:var(--ink)}
.timeline td.background{padding:.25rem .3rem .45rem}
`;

const paper = `
@media print{
:root{color-scheme:light;${light}}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
nav,.skip,audio{display:none}
body{font-size:10pt}
.scrolling{overflow:visible}
figure,.clip,tr{break-inside:avoid}
h2,h3,figcaption{break-after:avoid;break-inside:avoid}
.clip::details-content{content-visibility:visible;display:block;block-size:auto}
.timeline{min-width:0!important;font-size:6.5pt}
.chart svg{max-width:100%;height:auto}
}
`;
