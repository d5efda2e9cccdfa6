import type { ApiAnswer } from '#app/api/http.ts';
import type { LinkView } from '#app/paging/answer-link.ts';
import { roleNames } from '#core/incident/events.ts';
import { escaped } from '#core/text/markup.ts';
import { oneLine } from '#core/text/plain-text.ts';

/** The acknowledgement page: large, plain, readable on a phone at night, no script and nothing loaded. */
export function linkPage(view: LinkView): ApiAnswer {
  switch (view.kind) {
    case 'unknown':
      return page(404, 'Unknown link', ['<p>This link does not belong to a page.</p>']);
    case 'expired':
      return page(410, 'Link expired', [
        `<p>This link to ${line(view.id)} has expired. Use the CLI, or a newer page.</p>`,
      ]);
    case 'left':
      return page(410, 'No longer in the team', [
        `<p>This link is of ${line(view.name)}, who is no longer in tocsin.yaml: nothing can be seen or done by it. Pages go to others now.</p>`,
      ]);
    case 'incident':
      return page(200, `${view.severity} ${view.id}`, [
        ...(view.news ? [`<p class="news">${line(view.news)}</p>`] : []),
        `<p class="title">${line(view.title)}</p>`,
        ...(view.mayAcknowledge
          ? [
              `<form method="post" class="ack"><button name="do" value="acknowledge">Acknowledge as ${line(view.name)}</button></form>`,
              '<p class="small">Nothing has happened yet. The button stops the escalation.</p>',
            ]
          : []),
        `<p>${line(`${view.service} · ${view.age} old · ${view.phase}`)}</p>`,
        facts(view.facts),
        ...view.may.map(wish => form(wish, view)),
        ...(view.runbook?.startsWith('https://')
          ? [`<p><a href="${line(view.runbook)}" rel="noreferrer">Runbook</a></p>`]
          : []),
        ...(view.remark ? [`<p class="small">${line(view.remark)}</p>`] : []),
        ...(view.hints.length > 0 ? ['<h2>What may help</h2>', facts(view.hints)] : []),
      ]);
    default:
      return view satisfies never;
  }
}

type Shown = Extract<LinkView, { kind: 'incident' }>;

function facts(all: readonly (readonly [string, string])[]): string {
  const rows = all.map(([name, value]) => `<dt>${line(name)}</dt><dd>${line(value)}</dd>`);
  return `<dl>${rows.join('')}</dl>`;
}

/** Folded away until it is wanted; opened by the browser itself. */
function form(wish: Shown['may'][number], view: Shown): string {
  const fields = {
    update: () => ['Post an update', update(view.draft), 'Post it'],
    role: () => ['Take a role', choice(view.freeRoles), 'Take it'],
    help: () => [
      'Ask for help',
      `${text('What for', '')}${from(view.from)}`,
      'Page the next level',
    ],
    approve: () => ['Tell customers', toApprove(view.proposed), 'Put this on the status page'],
    resolve: () => ['Resolve', `${text('What ended it')}${sure(view.firing)}`, 'Resolve it'],
  }[wish]();
  if (wish === 'role' && view.freeRoles.length === 0) return '';
  const [title = '', inside = '', button = ''] = fields;
  return (
    `<details><summary>${title}</summary><form method="post">` +
    `<input type="hidden" name="do" value="${wish}"><input type="hidden" name="version" value="${view.version}">` +
    `${inside}<button>${button}</button></form></details>`
  );
}

function text(label: string, required = ' required', name = 'text', filled = ''): string {
  return `<label>${label}<textarea name="${name}" rows="3" maxlength="1000"${required}>${escapedLines(filled)}</textarea></label>`;
}

/** Filled with a draft, for whoever holds the phone to change: only the button posts it. */
function update(draft: Shown['draft']): string {
  return [
    text('How it stands', ' required', 'text', draft?.status),
    text('What users notice', '', 'impact', draft?.impact),
    text('What is being done', '', 'actions', draft?.actions),
  ].join('');
}

/** As customers will read it: what is approved is these words and no others. */
function toApprove(proposed: Shown['proposed']): string {
  if (proposed === undefined) return '';
  return (
    `<input type="hidden" name="draft" value="${line(proposed.draft)}">` +
    `<blockquote>${escapedLines(proposed.words)}</blockquote>`
  );
}

/** Whom the page names as next is whom its button wakes, whoever else asks for help meanwhile. */
function from(rung: string): string {
  return `<input type="hidden" name="from" value="${line(rung)}">`;
}

function choice(free: Shown['freeRoles']): string {
  const options = free.map(role => `<option value="${role}">${roleNames[role]}</option>`);
  return `<label>Which<select name="role">${options.join('')}</select></label>`;
}

function sure(firing: number): string {
  if (firing === 0) return '';
  const still = firing === 1 ? '1 alert still fires' : `${firing} alerts still fire`;
  return `<label class="sure"><input type="checkbox" name="sure" value="yes" required> ${still}: it is over all the same</label>`;
}

const style = `
  :root { color-scheme: light dark; }
  * { box-sizing: border-box; }
  body { font: 18px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 0 auto; padding: 1.2rem; }
  h1 { font-size: 1.3rem; margin: 0 0 .3rem; }
  h2 { font-size: 1rem; margin: 1.5rem 0 0; }
  .title { font-size: 1.4rem; font-weight: 600; line-height: 1.3; margin: .3rem 0; overflow-wrap: anywhere; }
  .news { padding: .8rem 1rem; border-left: .3rem solid #2a7; background: #2a72; overflow-wrap: anywhere; }
  .small { font-size: .85rem; opacity: .75; margin: .3rem 0; }
  .ack { position: sticky; top: .5rem; z-index: 1; }
  dl { margin: .5rem 0 1rem; font-size: .95rem; overflow-wrap: anywhere; }
  dt { font-weight: 600; margin-top: .4rem; }
  dd { margin: 0; }
  details { border: 1px solid #8886; border-radius: .5rem; margin: .6rem 0; }
  summary { padding: .8rem 1rem; font-weight: 600; cursor: pointer; }
  details form { padding: 0 1rem 1rem; }
  label { display: block; margin: .4rem 0; }
  textarea, select { font: inherit; width: 100%; padding: .6rem; border: 1px solid #888; border-radius: .4rem;
                     background: Canvas; color: CanvasText; }
  blockquote { white-space: pre-line; margin: .3rem 0; overflow-wrap: anywhere; }
  .sure input { width: 1.3rem; height: 1.3rem; vertical-align: middle; }
  button { font: inherit; font-weight: 600; width: 100%; min-height: 3.4rem; padding: .8rem; margin-top: .6rem; border: 0;
           border-radius: .5rem; background: #b3261e; color: #fff; }
  details button { background: #35558a; }`;

export function page(
  status: number,
  heading: string,
  content: string[],
  language = 'en',
): ApiAnswer {
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
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${line(heading)}</title>
<style>${style}</style>
</head>
<body>
<h1>${line(heading)}</h1>
${content.join('\n')}
</body>
</html>
`,
  };
}

/** Of several lines, in a field. */
function escapedLines(words: string): string {
  return words.split('\n').map(line).join('\n');
}

/** Of one line: no word of an alert can break out of its place, or turn around what stands beside it. */
function line(text: string): string {
  return escaped(oneLine(text));
}
