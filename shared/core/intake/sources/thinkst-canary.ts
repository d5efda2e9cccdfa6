import { anyTextAt, listAt, textAt, timeAt } from '#core/intake/given.ts';
import { reading } from '#core/intake/make-alert.ts';

/** Thinkst's canaries and canarytokens. They never say that something is over, but for a bird that is back. */
export const parse = reading(
  'thinkst-canary',
  'needs Description and CanaryName, or a memo',
  body => {
    const what = anyTextAt(body, 'Description', 'description', 'channel', 'AlertType');
    const name = textAt(body, 'CanaryName', 'canaryname', 'memo', 'Reminder', 'FlockName');
    const who = textAt(body, 'SourceIP', 'src_ip', 'additional_data.src_ip');
    const details = Object.fromEntries(
      listAt(body, 'AdditionalDetails').flatMap(pair =>
        Array.isArray(pair) &&
        typeof pair[0] === 'string' &&
        pair[0] !== '__proto__' &&
        pair[1] !== undefined
          ? [[pair[0], pair[1]]]
          : [],
      ),
    );
    const type = textAt(body, 'AlertType') ?? '';
    // A bird that is back has an incident of its own.
    const isLine = /(?:dis|re)connected/i.test(`${type} ${what}`);
    return {
      status: /reconnected/i.test(`${type} ${what}`) ? 'cleared' : 'firing',
      kind:
        /dummy|test (incident|alert)/i.test(what ?? '') || /newly saved webhook/i.test(name ?? '')
          ? 'test'
          : undefined,
      series: isLine
        ? ['connection', textAt(body, 'CanaryID') ?? name]
        : [
            textAt(body, 'IncidentHash', 'IncidentKey', 'token') ?? what,
            textAt(body, 'IncidentHash') === undefined ? name : '',
          ],
      name: what,
      title: what && `${what}${name ? ` on ${name}` : ''}${who ? ` from ${who}` : ''}`,
      description: textAt(body, 'Intro', 'memo'),
      service: name ?? textAt(body, 'CanaryIP'),
      labels: {
        ...details,
        location: textAt(body, 'CanaryLocation'),
        ip: textAt(body, 'CanaryIP'),
        port: textAt(body, 'CanaryPort'),
        source: who,
        reverseDNS: textAt(body, 'ReverseDNS'),
      },
      startedAt: timeAt({ at: textAt(body, 'Timestamp', 'time')?.replace(/[()]/g, '') }, 'at'),
      links: { Manage: textAt(body, 'manage_url', 'IncidentURL') },
    };
  },
);
