import { describe, expect, test } from 'vitest';
import { asWritten, membersIn } from '#core/communication/chat/from-slack.ts';

describe('what somebody wrote in Slack', () => {
  test.each([
    ['5xx &gt; 3% &amp; rising', '5xx > 3% & rising'],
    ['the text &amp;lt; itself', 'the text &lt; itself'],
    ['ask <@U0BO|bo>', 'ask @bo'],
    ['ask <@U0BO>', 'ask @Bo Example'],
    ['ask <@U0NOBODY>', 'ask @U0NOBODY'],
    ['as in <#C0PAY|payments>', 'as in #payments'],
    ['as in <#C0PAY>', 'as in #C0PAY'],
    ['<!here> look', '@here look'],
    ['<!subteam^S0DB|@databases> look', '@databases look'],
    ['<!date^1392734382^{date}|Feb 18>', 'Feb 18'],
    ['see <https://example.com/a?b=1&amp;c=2>', 'see https://example.com/a?b=1&c=2'],
    ['see <http://example.com|example.com>', 'see example.com'],
    ['see <https://example.com/x|the graph>', 'see the graph (https://example.com/x)'],
    ['<mailto:ana@example.com|ana@example.com>', 'ana@example.com'],
    ['&lt;!channel&gt;', '<!channel>'],
    ['a < b, unclosed', 'a < b, unclosed'],
    ['', ''],
  ])('%s is read as %s', (sent, written) => {
    const names: Record<string, string> = { U0BO: 'Bo Example' };
    expect(asWritten(sent, member => names[member])).toBe(written);
  });

  test('names whom it mentions by id alone, each once', () => {
    expect(membersIn('<@U0A> <@U0B|b> <@U0A> <#C0C> &lt;@U0D&gt;')).toEqual(['U0A']);
  });
});
