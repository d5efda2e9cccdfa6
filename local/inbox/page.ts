import { escaped } from '#core/text/markup.ts';
import type { InboxMessage } from '#local/inbox/inbox.ts';
import { pagePolicy } from '#local/page-policy.ts';

/** The fake phones, mailboxes and receivers of webhooks as a page that keeps itself up to date. Everything shown is escaped. */
export function inboxPage(
  messages: readonly InboxMessage[],
  nowMs: number,
  nameOf: (address: string) => string | undefined = () => undefined,
): string {
  const title = (to: string) => {
    const name = nameOf(to);
    return escaped(name === undefined ? to : `${name}, ${to}`);
  };
  const phones = byRecipient(
    messages.filter(message => message.channel === 'sms' || message.channel === 'voice'),
  );
  const mailboxes = byRecipient(messages.filter(message => message.channel === 'email'));
  const receivers = byRecipient(messages.filter(message => message.channel === 'webhook'));
  const devices = byRecipient(messages.filter(message => message.channel === 'push'));
  const empty = '<p class="none">Nothing yet. Fire an alert and look here again.</p>';
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Tocsin inbox</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>${style}</style></head><body>
<header><h1>Inbox</h1><p>Every text, call, e-mail, webhook and push of this local stack. Its clock says
<time id="now">${clockTime(nowMs)}</time>.</p></header>
<main><section aria-label="Phones"><h2>Phones</h2><div id="phones">
${phones.map(([to, list]) => phone(to, list, title(to))).join('\n') || empty}</div></section>
<section aria-label="Mailboxes"><h2>Mailboxes</h2><div id="mailboxes">
${mailboxes.map(([to, list]) => mailbox(to, list, title(to))).join('\n') || empty}</div></section>
<section aria-label="Webhooks"><h2>Webhooks</h2><div id="webhooks">
${receivers.map(([to, list]) => mailbox(to, list, title(to))).join('\n') || empty}</div></section>
<section aria-label="Devices"><h2>Devices</h2><div id="devices">
${devices.map(([to, list]) => mailbox(to, list, title(to))).join('\n') || empty}</div></section></main>
<p id="told" role="status"></p>
<script>${script}</script></body></html>`;
}

export const inboxPolicy = () => pagePolicy({ script, style });

/** As on a phone: the newest at the end, in view, and what was answered on the other side. */
function phone(to: string, messages: readonly InboxMessage[], title: string): string {
  const items = messages.map(
    message =>
      `<li${message.reply ? ' class="reply"' : ''}>${stamp(message)}${called(message)}${text(message)}</li>`,
  );
  return `<article class="phone" data-to="${escaped(to)}"><h3>${title}</h3>
<ol>${items.join('')}</ol>
<form><label>Reply <input name="text" autocomplete="off" maxlength="160" required></label>
<button>Send</button></form></article>`;
}

function mailbox(to: string, messages: readonly InboxMessage[], title: string): string {
  const items = [...messages]
    .reverse()
    .map(
      message =>
        `<li><details><summary>${stamp(message)} <strong>${escaped(
          message.subject ?? message.signature ?? '(no subject)',
        )}</strong></summary>${text(message)}</details></li>`,
    );
  return `<article class="mailbox" data-to="${escaped(to)}"><h3>${title}</h3>
<ol>${items.join('')}</ol></article>`;
}

/** A call is what was read aloud. */
function called({ channel, reply }: InboxMessage): string {
  if (reply) return ' <strong>Answered</strong>';
  return channel === 'voice' ? ' <strong>Call</strong>' : '';
}

function stamp({ at }: InboxMessage): string {
  return `<time datetime="${escaped(at)}">${clockTime(Date.parse(at))}</time>`;
}

/** The body with its links made clickable: found first, escaped piece by piece. */
function text({ body, links }: InboxMessage): string {
  let rest = body;
  let html = '';
  for (const link of links) {
    const place = rest.indexOf(link);
    if (place === -1) continue;
    const address = escaped(link);
    html += escaped(rest.slice(0, place));
    html += `<a href="${address}" target="_blank" rel="noopener noreferrer">${address}</a>`;
    rest = rest.slice(place + link.length);
  }
  return `<p class="body">${html}${escaped(rest)}</p>`;
}

function byRecipient(messages: readonly InboxMessage[]): [string, InboxMessage[]][] {
  const recipients = Map.groupBy(messages, message => message.to);
  return [...recipients].sort(([one], [other]) => one.localeCompare(other));
}

function clockTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { margin: 0 auto; max-width: 72rem; padding: 1rem }
h1 { margin: 0; font-size: 1.4rem } h2 { font-size: 1.1rem } h3 { margin: 0 0 .5rem; font-size: 1rem }
header p { margin: 0; opacity: .75 }
main { display: grid; gap: 1.5rem; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)) }
article { border: 1px solid #8886; border-radius: .75rem; padding: .75rem 1rem; margin: 0 0 1rem }
ol { list-style: none; margin: 0; padding: 0; max-height: 28rem; overflow-y: auto }
.phone li { background: #8882; border-radius: .75rem; padding: .4rem .75rem; margin: .4rem 0 }
.phone .reply { background: #36a3; margin-left: 2rem }
.mailbox li { border-top: 1px solid #8884; padding: .3rem 0 }
summary { cursor: pointer } time { font-size: .8rem; opacity: .7; font-variant-numeric: tabular-nums }
.body { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere }
form { display: flex; gap: .5rem; margin-top: .5rem; align-items: end }
label { flex: 1 } input { width: 100%; box-sizing: border-box; font: inherit; padding: .25rem .5rem }
button { font: inherit; padding: .25rem .75rem } .none, #told { opacity: .7 }`;

// Asks for the page again and takes over what changed, so that an open message and a half-typed reply stay.
const script = `
const told = document.getElementById('told');
function takeOver(fresh, id) {
  const here = document.getElementById(id), there = fresh.getElementById(id);
  for (const article of there.querySelectorAll('article')) {
    const same = [...here.querySelectorAll('article')].find(one => one.dataset.to === article.dataset.to);
    if (!same) {
      here.querySelector('.none')?.remove(); here.append(article);
      const list = article.querySelector('ol');
      if (article.classList.contains('phone')) list.scrollTop = list.scrollHeight;
      continue;
    }
    const list = same.querySelector('ol'), newer = article.querySelector('ol');
    if (list.children.length === newer.children.length) continue;
    const open = [...list.querySelectorAll('details')].reverse().map(one => one.open);
    [...newer.querySelectorAll('details')].reverse().forEach((one, index) => { one.open = open[index] ?? true; });
    list.replaceWith(newer);
    if (same.classList.contains('phone')) newer.scrollTop = newer.scrollHeight;
  }
}
async function refresh() {
  try {
    const answer = await fetch('/_local/inbox', { headers: { accept: 'text/html' } });
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
    for (const id of ['phones', 'mailboxes', 'webhooks', 'devices']) takeOver(fresh, id);
    document.getElementById('now').textContent = fresh.getElementById('now').textContent;
    if (told.dataset.lost) { told.textContent = ''; delete told.dataset.lost; }
  } catch { told.textContent = 'The local stack does not answer.'; told.dataset.lost = 'yes'; }
  setTimeout(refresh, 1000);
}
for (const list of document.querySelectorAll('.phone ol')) list.scrollTop = list.scrollHeight;
document.addEventListener('submit', async event => {
  event.preventDefault();
  const from = event.target.closest('article').dataset.to, input = event.target.elements.text;
  const body = JSON.stringify({ from, text: input.value });
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch('/_local/inbox/reply', { method: 'POST', headers, body });
  told.textContent = answer.ok ? 'Sent from ' + from + ': ' + input.value : await answer.text();
  if (answer.ok) input.value = '';
});
setTimeout(refresh, 1000);`;
