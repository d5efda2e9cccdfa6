import type { ApiAnswer } from '#app/api/http.ts';
import type { LinkView } from '#app/paging/answer-link.ts';
import { oneLine } from '#core/text/plain-text.ts';

/** The acknowledgement page: large, plain, readable on a phone at night, no script and nothing loaded. */
export function linkPage(view: LinkView): ApiAnswer {
  switch (view.kind) {
    case 'unknown':
      return page(404, 'Unknown link', ['<p>This link does not belong to a page.</p>']);
    case 'expired':
      return page(410, 'Link expired', [
        `<p>This link to ${escaped(view.id)} has expired. Use the CLI, or a newer page.</p>`,
      ]);
    case 'incident': {
      const facts = [
        `${view.service} · ${view.age} old · ${view.phase}`,
        ...(view.acknowledgedBy ? [`Acknowledged by ${view.acknowledgedBy}`] : []),
      ];
      return page(200, `${view.severity} ${view.id}`, [
        ...(view.news ? [`<p class="news">${escaped(view.news)}</p>`] : []),
        `<p class="title">${escaped(view.title)}</p>`,
        ...facts.map(fact => `<p>${escaped(fact)}</p>`),
        ...(view.runbook?.startsWith('https://')
          ? [`<p><a href="${escaped(view.runbook)}" rel="noreferrer">Runbook</a></p>`]
          : []),
        ...(view.remark ? [`<p class="small">${escaped(view.remark)}</p>`] : []),
        ...view.hints.map(
          ([name, value]) => `<p class="small"><b>${escaped(name)}:</b> ${escaped(value)}</p>`,
        ),
        ...(view.mayAcknowledge
          ? [
              `<form method="post"><button>Acknowledge as ${escaped(view.name)}</button></form>`,
              '<p class="small">Nothing has happened yet. The button stops the escalation.</p>',
            ]
          : []),
      ]);
    }
    default:
      return view satisfies never;
  }
}

const style = `
  :root { color-scheme: light dark; }
  body { font: 18px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 0 auto; padding: 1.2rem; }
  h1 { font-size: 1.3rem; margin: 0 0 .5rem; }
  .title { font-size: 1.4rem; font-weight: 600; margin: .3rem 0; overflow-wrap: anywhere; }
  .news { padding: .8rem 1rem; border-left: .3rem solid #2a7; background: #2a72; }
  .small { font-size: .85rem; opacity: .75; }
  button { font: inherit; font-weight: 600; width: 100%; padding: 1rem; margin-top: 1rem; border: 0;
           border-radius: .5rem; background: #b3261e; color: #fff; }`;

function page(status: number, heading: string, content: string[]): ApiAnswer {
  return {
    status,
    contentType: 'text/html; charset=utf-8',
    headers: {
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-robots-tag': 'noindex',
    },
    body: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(heading)}</title>
<style>${style}</style>
</head>
<body>
<h1>${escaped(heading)}</h1>
${content.join('\n')}
</body>
</html>
`,
  };
}

/** Of one line: no word of an alert can break out of its place, or turn around what stands beside it. */
function escaped(text: string): string {
  return oneLine(text).replace(/[&<>"']/g, character => `&#${character.codePointAt(0)};`);
}
