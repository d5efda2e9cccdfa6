import { cardFacts, cardLinks, cardTitle } from '#core/communication/chat/card.ts';
import { chatLine, isLine } from '#core/communication/chat/told-in-chat.ts';
import type { Commit } from '#core/incident/commit.ts';
import type { Headline } from '#core/incident/headline.ts';
import type { Room } from '#core/setup/document-rooms.ts';
import { isWorse } from '#core/severity.ts';
import { said, saidInLines } from '#core/text/plain-text.ts';
import type { Instant } from '#core/time/instant.ts';

/* What is told in chats that are not listened to: the card of Slack, for each chat to write in its own format. */

/** Tamed, and not yet escaped: what is mark-up is different in each. */
export interface RoomCard {
  id: string;
  severity: Headline['severity'];
  /** How it stands, as a colour: `#cf222e`. */
  colour: string;
  at: Instant;
  title: string;
  /** What is new. */
  text: string;
  facts: [name: string, value: string][];
  links: { title: string; url: string }[];
}

/**
 * Whether a commit is told there, which its severity and its service say as they were when it was made; that it is not so bad any
 * more is told as well where it was told how bad it is.
 */
export function isToldIn({ from = 'SEV2', services }: Room, commit: Commit): boolean {
  const { severity, service, drill } = commit.headline;
  const before = commit.events.flatMap(event =>
    event.type === 'SeverityChanged' ? [event.from] : [],
  );
  return (
    drill !== 'test-page' &&
    [severity, ...before].some(each => !isWorse(from, each)) &&
    (services === undefined || services.includes(service.id)) &&
    commit.events.some(event => event.type === 'IncidentDeclared' || isLine(event, 'elsewhere'))
  );
}

/** `console`: where the team has it, if anywhere. */
export function roomCard(commit: Commit, console?: string): RoomCard {
  const { headline } = commit;
  const { id, severity } = headline;
  const [{ at } = { at: headline.declaredAt }] = commit.events.slice(-1);
  return {
    ...{ id, severity, at, colour: colourOf(headline) },
    title: said(cardTitle(headline)),
    text: saidInLines(newsOf(commit)),
    facts: cardFacts(headline).map(([name, value]) => [name, said(value)]),
    links: cardLinks(headline, console).filter(({ url }) => url.startsWith('https://')),
  };
}

function newsOf({ events, headline }: Commit): string {
  return events
    .flatMap(event =>
      event.type === 'IncidentDeclared'
        ? [`Declared: ${headline.severityReason}`]
        : (chatLine(event, headline, 'elsewhere') ?? []),
    )
    .join('\n');
}

function colourOf({ phase, severity }: Headline): string {
  if (phase === 'watching' || phase === 'resolved') return '#2da44e';
  if (phase === 'acknowledged') return '#d4a72c';
  return severity === 'SEV1' ? '#cf222e' : '#e16f24';
}
