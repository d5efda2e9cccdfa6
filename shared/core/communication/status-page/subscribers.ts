import type { Notice } from '#core/communication/notice.ts';
import type { FanOut } from '#core/communication/stakeholders.ts';
import { maintenanceStage } from '#core/communication/status-page/component-states.ts';
import { wordsOf } from '#core/communication/status-page/languages.ts';
import type { Maintenance } from '#core/communication/status-page/state.ts';
import { pageId } from '#core/communication/status-page/statuspage-api.ts';
import { dayAndTimeOfDay } from '#core/communication/status-page/times.ts';
import type { After, Unkeyed } from '#core/incident/commit.ts';
import type { PublicNotice } from '#core/incident/public-notice.ts';
import { parseAddress } from '#core/oncall/addresses.ts';
import type { FollowWay } from '#core/setup/document-status-page.ts';
import type { StatusPage } from '#core/setup/status-page.ts';
import { readableText, subjectLine } from '#core/text/plain-text.ts';
import type { Instant } from '#core/time/instant.ts';

/* Who follows the status page: told exactly what stands on it, when it comes onto it. */

/** Words that came onto the page; how they are sent, its configuration says then. */
export interface CustomersReaction {
  kind: 'customers';
  key: string;
  /** Or the maintenance. */
  incidentId: string;
  told: { notice: PublicNotice } | { maintenance: Maintenance };
}

/** Nothing but words that were approved, or that need nobody's approval: they alone become this event. */
export const customersAfter = {
  PublicNoticePosted(
    { at, stage, title, body, components, nextUpdateBy },
    { id: incidentId },
  ): Unkeyed<CustomersReaction>[] {
    const notice: PublicNotice = {
      ...{ at, stage, title, body, components },
      ...(nextUpdateBy !== undefined && { nextUpdateBy }),
    };
    return [{ kind: 'customers', incidentId, told: { notice } }];
  },
} satisfies After<Unkeyed<CustomersReaction>>;

/** The message to all who follow, in the page's language. */
export function messageToCustomers(
  { key, incidentId, told }: CustomersReaction,
  page: StatusPage,
): FanOut {
  const words = wordsOf[page.language];
  const address = page.url && `${page.url.replace(/\/$/, '')}/`;
  const link = address && `${address}incidents/${pageId('incident', incidentId)}`;
  const { notice, components, data } =
    'notice' in told
      ? ofNotice(told.notice, page, link)
      : ofMaintenance(told.maintenance, page, link);
  return {
    ...{ kind: 'fan-out', key, incidentId, notice },
    public: {
      components,
      data: { id: messageId(key), ...data, page: page.name, ...(link !== undefined && { link }) },
      wayOut: words.follow.wayOut,
    },
  };
}

function ofNotice(
  { at, stage, title, body, components, nextUpdateBy }: PublicNotice,
  page: StatusPage,
  link = '',
) {
  const words = wordsOf[page.language];
  const names = components.map(({ name }) => name).join(', ');
  const lines = [
    body,
    '',
    ...components.map(({ name, status }) => `${words.label(name)} ${words.component[status]}`),
    ...(nextUpdateBy === undefined
      ? []
      : [words.nextUpdateBy(dayAndTimeOfDay(nextUpdateBy, words, page.timeZone))]),
    ...(link === '' ? [] : ['', link]),
  ];
  return {
    notice: {
      subject: subjectLine(`[${words.stage[stage]}] ${names === '' ? page.name : names}: ${title}`),
      body: lines.join('\n'),
    } satisfies Notice,
    components: components.map(({ id }) => id),
    data: { type: 'incident', at, stage, title, body, components, nextUpdateBy },
  };
}

function ofMaintenance(work: Maintenance, page: StatusPage, link = '') {
  const words = wordsOf[page.language];
  const at = work.ended?.at ?? work.movedAt ?? work.postedAt;
  const stage = maintenanceStage(work, at);
  const named = page.components.filter(({ id }) => work.components.includes(id));
  const names = named.map(({ name }) => name).join(', ');
  const time = (moment: Instant) => dayAndTimeOfDay(moment, words, page.timeZone);
  const lines = [
    ...(work.body === '' ? [] : [work.body, '']),
    ...(names === '' ? [] : [`${words.label(words.affected)} ${names}`]),
    `${words.label(words.from)} ${time(work.from)}`,
    `${words.label(words.until)} ${time(work.ended?.at ?? work.until)}`,
    ...(link === '' ? [] : ['', link]),
  ];
  const { title, body, from, until } = work;
  return {
    notice: {
      subject: subjectLine(
        `[${words.label(words.maintenance)} ${words.maintenanceStage[stage]}] ${title}`,
      ),
      body: lines.join('\n'),
    } satisfies Notice,
    components: work.components,
    data: {
      type: 'maintenance',
      at,
      stage,
      title,
      body,
      components: named.map(({ id, name }) => ({ id, name })),
      from,
      until,
    },
  };
}

/** Before anything else is sent there. */
export function askedToFollow(page: StatusPage, link: string): { notice: Notice; text: string } {
  const { follow } = wordsOf[page.language];
  return {
    notice: {
      subject: subjectLine(follow.mail.subject(page.name)),
      body: follow.mail.body(page.name, link).join('\n'),
    },
    text: readableText(follow.text(page.name, link)),
  };
}

/** The same for a program, whose owner gets the secret by which it knows us. */
export function askedByProgram(
  { name }: StatusPage,
  id: string,
  at: Instant,
  confirm: string,
  secret: string,
) {
  return { id: messageId(`${id} ${at}`), type: 'confirmation', page: name, confirm, secret };
}

/** The same however often it is sent, and without anything of an incident in it. */
function messageId(key: string): string {
  return `msg_${pageId('message', key)}`;
}

/** By what it looks like; `undefined`: none that this page tells anybody at. */
export function addressGiven(
  { follow }: Pick<StatusPage, 'follow'>,
  given: string,
): { channel: FollowWay; address: string } | undefined {
  const text = given.trim();
  const channel = text.includes('://') ? 'webhook' : text.includes('@') ? 'email' : 'sms';
  const address = parseAddress(channel, text);
  if (address === undefined || address.length > addressMax) return undefined;
  return follow.includes(channel) ? { channel, address } : undefined;
}

const addressMax = 500;

/**
 * How many strangers may have us ask within an hour, whoever they ask for, and how often one target within a day, however
 * it is spelled: a mailbox with its tags, a host with its ports and paths. Texts cost money, and some numbers pay their owner.
 */
const perHour: Record<FollowWay, number> = { email: 200, webhook: 60, sms: 30 };
const perTargetAndDay = 3;
/**
 * Texts besides: whoever earns by them has numbers side by side, and what an account may spend on texts in a month is what its
 * pages are sent of.
 */
const textsPerDay = 100;
const textsToBlockAndDay = 10;

export function asksOf(
  channel: FollowWay,
  address: string,
  at: Instant,
): { span: string; who: string; most: number }[] {
  const [day, hour] = [at.slice(0, 10), at.slice(0, 13)];
  const isText = channel === 'sms';
  // In this order each counts only what those before it let through.
  return [
    { span: day, who: `${channel} ${targetOf(channel, address)}`, most: perTargetAndDay },
    ...(isText
      ? [{ span: day, who: `sms block ${address.slice(0, -4)}`, most: textsToBlockAndDay }]
      : []),
    { span: hour, who: channel, most: perHour[channel] },
    ...(isText ? [{ span: day, who: channel, most: textsPerDay }] : []),
  ];
}

function targetOf(channel: FollowWay, address: string): string {
  switch (channel) {
    case 'email': {
      const [name = '', domain = ''] = address.toLowerCase().split('@');
      return `${name.replace(/\+.*$/, '').replaceAll('.', '')}@${domain}`;
    }
    case 'webhook':
      return new URL(address).hostname.replace(/\.$/, '');
    case 'sms':
      return address;
    default:
      return channel satisfies never;
  }
}
