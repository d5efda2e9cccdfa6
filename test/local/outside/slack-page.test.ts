import { expect, test } from 'vitest';
import { slackPage } from '#local/emulators/slack-page.ts';

function shown(text: string): string {
  const blocks = [{ type: 'section', text: { type: 'mrkdwn', text } }];
  const messages = [{ ts: '1.1', user: 'tocsin', text: '', blocks }];
  const direct = [{ user: 'ana', channel: 'D1', messages }];
  return (
    /<ol>.*<p>(.*)<\/p>.*<\/ol>/s.exec(slackPage({ channels: [], direct, ephemeral: [] }))?.[1] ??
    ''
  );
}

test('shows what was answered to one person alone, the newest first', () => {
  const ephemeral = ['No incident is open.', '*Noted*'].map(text => {
    return { user: 'ana@example.com', channel: '', text };
  });
  const answers = /<ol id="answers">(.*?)<\/ol>/s.exec(
    slackPage({ channels: [], direct: [], ephemeral }),
  );
  expect(answers?.[1]).toMatch(
    /<strong>Noted<\/strong>.*only ana@example\.com.*No incident is open/s,
  );
});

test.each([
  ['*State*\nopen', '<strong>State</strong><br>open'],
  ['2 * 3 * 4', '2 * 3 * 4'],
  ['`code *here*`', '<code>code *here*</code>'],
  ['a &lt;b&gt; &amp;amp;', 'a &lt;b&gt; &amp;amp;'],
  [
    '<https://x.example.com/?a=1&amp;b=2|there>',
    '<a href="https://x.example.com/?a=1&amp;b=2" rel="noreferrer">there</a>',
  ],
  ['<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
  ['<javascript:alert(1)|x>', '&lt;javascript:alert(1)|x&gt;'],
  [
    '<https://x.example.com/" onfocus="alert(1)|x>',
    '<a href="https://x.example.com/&quot; onfocus=&quot;alert(1)" rel="noreferrer">x</a>',
  ],
])('the page of the fake workspace shows %j as Slack would, and runs none of it', (text, html) => {
  expect(shown(text)).toBe(html);
});
