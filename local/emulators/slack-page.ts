import { escaped } from '#core/text/markup.ts';
import type { Slack } from '#local/emulators/slack.ts';
import { pagePolicy } from '#local/page-policy.ts';

type Shown = ReturnType<Slack['shownState']>;
type Message = Shown['channels'][number]['messages'][number];
type Given = Record<string, unknown>;

/** Of what one person alone reads: the answers to what was asked last. */
const answersShown = 3;

/** The fake workspace as a page: its channels, with buttons that can be pressed. Everything shown is escaped. */
export function slackPage({ channels, direct, ephemeral }: Shown): string {
  const empty =
    '<p>No channel yet. Declare something: <code>/incident SEV1 Payment processing down</code></p>';
  const all = [...channels]
    .reverse()
    .map(
      ({ id, name, topic, archived, members, bookmarks, messages }) =>
        `<article data-channel="${escaped(id)}"><h2>#${escaped(name)}${archived ? ' (archived)' : ''}</h2><p>${escaped(topic)}</p>` +
        `<p>${bookmarks.map(({ title, link }) => `<a href="${escaped(link)}" rel="noreferrer">${escaped(title)}</a>`).join(' · ')}</p>` +
        `<p class="small">${members.map(escaped).join(', ')}</p><ol>${messages.map(message).join('')}</ol></article>`,
    );
  const whispers = direct.map(
    ({ user, channel, messages }) =>
      `<article data-channel="${escaped(channel)}"><h2>Direct: ${escaped(user)}</h2><ol>${messages.map(message).join('')}</ol></article>`,
  );
  const answers = ephemeral
    .slice(-answersShown)
    .reverse()
    .map(
      ({ user, text }) =>
        `<li><strong>only ${escaped(user)}</strong> <p>${wordsOf({ type: 'mrkdwn', text })}</p></li>`,
    );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Tocsin Slack</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>${style}</style></head><body>
<h1>Slack</h1><form id="command"><label>/incident <input name="text" required></label><button>Send</button></form>
<p id="told" role="status"></p><ol id="answers">${answers.join('')}</ol><main>${[...all, ...whispers].join('\n') || empty}</main>
<script>${script}</script></body></html>`;
}

export const slackPolicy = () => pagePolicy({ script, style });

function message({ ts, user, text, blocks }: Message): string {
  const shown = blocks.length === 0 ? `<p>${escaped(text)}</p>` : blocks.map(block).join('');
  return `<li data-ts="${escaped(ts)}"><strong>${escaped(user)}</strong> ${shown}</li>`;
}

function block({ type, text, fields, elements }: Given): string {
  switch (type) {
    case 'header':
      return `<h3>${wordsOf(text)}</h3>`;
    case 'section':
      return (
        `<p>${text === undefined ? '' : wordsOf(text)}</p>` +
        `<div class="fields">${((fields ?? []) as unknown[]).map(field => `<p>${wordsOf(field)}</p>`).join('')}</div>`
      );
    case 'context':
      return `<p class="small">${((elements ?? []) as unknown[]).map(wordsOf).join(' ')}</p>`;
    case 'actions':
      return `<p>${((elements ?? []) as Given[])
        .map(
          ({ action_id, text: label }) =>
            `<button data-action="${escaped(String(action_id))}">${wordsOf(label)}</button>`,
        )
        .join(' ')}</p>`;
    default:
      return '';
  }
}

/** Slack shows its three escapes as what they stand for, and marks only in a text that says so. */
function wordsOf(given: unknown): string {
  const { text = '', type } = (given ?? {}) as { text?: string; type?: string };
  const shown = type === 'mrkdwn' ? marked(text) : escaped(text);
  return shown.replaceAll(/&amp;(lt|gt|amp);/g, '&$1;').replaceAll('\n', '<br>');
}

const marks = /&lt;(https?:[^|]+?)\|(.+?)&gt;|`([^`\n]+)`|(?<![\w*])\*(\S|\S[^*\n]*\S)\*(?![\w*])/g;

/** Links, code and bold, as much as our messages use; a link goes nowhere but to a page. */
function marked(text: string): string {
  return escaped(text).replaceAll(marks, (_, link, words, code, bold) => {
    if (code !== undefined) return `<code>${code}</code>`;
    if (bold !== undefined) return `<strong>${bold}</strong>`;
    return `<a href="${link.replaceAll('&amp;amp;', '&amp;')}" rel="noreferrer">${words}</a>`;
  });
}

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { margin: 0 auto; max-width: 60rem; padding: 1rem }
h1 { font-size: 1.4rem } h2 { font-size: 1.1rem; margin: 0 } h3 { font-size: 1rem; margin: 0 }
article { border: 1px solid #8886; border-radius: .75rem; padding: .75rem 1rem; margin: 1rem 0 }
ol { list-style: none; margin: 0; padding: 0 } li { border-top: 1px solid #8884; padding: .4rem 0 }
p { margin: .2rem 0; overflow-wrap: anywhere } .fields { display: grid; gap: .25rem 1rem; grid-template-columns: repeat(auto-fill, minmax(14rem, 1fr)) } .small { font-size: .85rem; opacity: .75 }
button, input { font: inherit; padding: .25rem .75rem }`;

const script = `
const told = document.getElementById('told');
async function sent(path, input) {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(path, { method: 'POST', headers, body: JSON.stringify(input) });
  told.textContent = answer.ok ? (await answer.json()).body : await answer.text();
  setTimeout(() => location.reload(), 1500);
}
document.addEventListener('click', event => {
  const action = event.target.dataset?.action;
  if (!action) return;
  const ts = event.target.closest('li').dataset.ts, channel = event.target.closest('article').dataset.channel;
  sent('/_local/slack/press', { channel, ts, action });
});
document.getElementById('command').addEventListener('submit', event => {
  event.preventDefault();
  sent('/_local/slack/command', { text: event.target.elements.text.value });
});`;
