import { sha256Base64 } from '#core/digest.ts';

/* How the page looks, and the few lines that run in it. Both stand in the page itself: it is one file that needs no other. */

/** Colours have a contrast of 4.5 and more with what is behind them, by day and by night. */
export const css = `:root{color-scheme:light dark;--bg:#fff;--fg:#1b1f24;--dim:#57606a;--line:#d0d7de;--card:#f6f8fa;--ok:#116329;--work:#0550ae;--slow:#7d4e00;--part:#953800;--out:#a40e26;--okb:#2da44e;--workb:#218bff;--slowb:#d4a72c;--partb:#e16f24;--outb:#cf222e;--none:#afb8c1}
@media(prefers-color-scheme:dark){:root{--bg:#0d1117;--fg:#e6edf3;--dim:#9198a1;--line:#30363d;--card:#161b22;--ok:#56d364;--work:#79c0ff;--slow:#e3b341;--part:#ffa657;--out:#ff7b72;--none:#484f58}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--fg);font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
header,main,footer{max-width:52rem;margin:0 auto;padding:1rem}
header{display:flex;gap:.75rem;align-items:center;padding-top:1.5rem}
header img{height:40px}
h1{font-size:1.25rem;margin:0}
h2{font-size:1.1rem;margin:2rem 0 .5rem}
h3,h4{font-size:1rem;margin:0}
a{color:var(--work)}
a:focus-visible{outline:3px solid var(--workb);outline-offset:2px}
p{margin:.25rem 0}
.dim,footer,time{color:var(--dim)}
.dim,footer{font-size:.9rem}
.now{border:1px solid var(--line);border-left:8px solid var(--okb);border-radius:6px;padding:1rem;background:var(--card)}
.now h2{margin:0;font-size:1.4rem}
.now.work{border-left-color:var(--workb)}.now.slow{border-left-color:var(--slowb)}.now.part{border-left-color:var(--partb)}.now.out{border-left-color:var(--outb)}
.box{border:1px solid var(--line);border-radius:6px;padding:1rem;margin:.75rem 0}
.said{margin:.75rem 0 0;padding-left:.75rem;border-left:3px solid var(--line)}
.words{white-space:pre-line;margin:.25rem 0}
h2,h3,h4,.words,label,.past a{unicode-bidi:plaintext}time{unicode-bidi:isolate}
.late{color:var(--out);font-weight:600}
ul{list-style:none;margin:0;padding:0}
.list{border:1px solid var(--line);border-radius:6px}
.list>li{padding:.75rem 1rem;border-top:1px solid var(--line)}
.list>li:first-child{border-top:0}
.list ul{margin-top:.5rem;padding-left:1rem}
.list ul li{padding:.5rem 0}
.row{display:flex;flex-wrap:wrap;gap:.25rem 1rem;justify-content:space-between;align-items:baseline}
.state{font-weight:600}
.state::before{content:"\\25CF\\00A0"}
.ok{color:var(--ok)}.work .state,.state.work{color:var(--work)}.state.slow{color:var(--slow)}.state.part{color:var(--part)}.state.out{color:var(--out)}
svg{display:block;width:100%;height:28px;margin-top:.5rem}
svg use,svg path{stroke-width:28;stroke-dasharray:3 1}svg use{stroke:var(--okb)}svg .n{stroke:var(--none)}svg .w{stroke:var(--workb)}svg .s{stroke:var(--slowb)}svg .p{stroke:var(--partb)}svg .o{stroke:var(--outb)}
p.days{flex-wrap:nowrap;font-size:.8rem;overflow-wrap:normal}p.days span:nth-child(odd){white-space:nowrap}p.days span:nth-child(2){text-align:center}
.past li{margin:.35rem 0}
form input:not([type]){flex:1 1 16rem;min-width:0;font:inherit;padding:.5rem;border:1px solid var(--dim);border-radius:6px;background:var(--bg);color:var(--fg)}
form button{font:inherit;font-weight:600;padding:.5rem 1rem;border:0;border-radius:6px;background:#0550ae;color:#fff;cursor:pointer}
form :focus-visible{outline:3px solid var(--workb);outline-offset:2px}
summary{cursor:pointer;padding:.5rem 0}
fieldset{border:0;margin:0;padding:0}
fieldset label{display:block;padding:.25rem 0}
fieldset input{width:1.5rem;height:1.5rem;vertical-align:middle}
footer{border-top:1px solid var(--line);margin-top:2rem}
footer ul{display:flex;flex-wrap:wrap;gap:.25rem 1rem}
[hidden]{display:none}
@media(max-width:30rem){svg{height:22px}.now h2{font-size:1.2rem}}`;

/** Shows what is hidden until its moment has passed. Whoever has no script reads the times. */
export const script =
  "for(const e of document.querySelectorAll('[data-after]'))if(e.dataset.after<performance.timeOrigin+performance.now())e.hidden=false";

/** Nothing runs in the page and nothing is loaded by it but what it was written with. */
export function pagePolicy(styles: string, followAt?: string): string {
  return [
    "default-src 'none'",
    `style-src 'sha256-${sha256Base64(styles)}'`,
    `script-src 'sha256-${sha256Base64(script)}'`,
    'img-src https:',
    "base-uri 'none'",
    `form-action ${followAt === undefined ? "'none'" : new URL(followAt).origin}`,
  ].join('; ');
}
