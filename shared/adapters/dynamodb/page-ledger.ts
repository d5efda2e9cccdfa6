import { keys, ranges } from '#adapters/dynamodb/keys.ts';
import { endUnlessHeld, giveBack, leaseFound, leaseWrite } from '#adapters/dynamodb/leases.ts';
import { keptDays } from '#adapters/dynamodb/retention.ts';
import { historyWrite } from '#adapters/dynamodb/send-history-store.ts';
import {
  expiresAt,
  queryAll,
  recordOf,
  type Table,
  transact,
  type Write,
  write,
} from '#adapters/dynamodb/table.ts';
import { sha256 } from '#core/digest.ts';
import { leaseSeconds } from '#core/lease.ts';
import { type PageReaction, whyPaged } from '#core/paging/page-reaction.ts';
import { replyCode } from '#core/paging/reply-code.ts';
import { linkSeconds } from '#core/paging/standing.ts';
import { leftBehind } from '#core/paging/still-wanted.ts';
import { addressBy } from '#core/people.ts';
import { addSeconds, type Instant } from '#core/time/instant.ts';
import type { PageLedger, PageRecord, PagesOf } from '#ports/paging.ts';

export function pageLedger(table: Table): PageLedger {
  return {
    async claim({ page, guard, at, token, attempt, admitted }) {
      const { person, name, phone } = page.to;
      const incidentId = page.incident.id;
      const whose = { incidentId, person, name };
      const isByPhone = page.channel === 'sms' || page.channel === 'voice';
      const asSeen = [
        stillAsSeen(incidentId, guard),
        ...(admitted === undefined ? [] : [historyWrite(admitted.line, admitted.next)]),
      ];
      const outcome = await transact(table, [
        ...asSeen,
        leaseWrite({ ...itemOf(page, at), attempt }, leaseSeconds.message),
        linkOf({ ...whose, address: addressBy(page.channel, page.to) }, at, token),
        ...(isByPhone && phone !== undefined ? [pageTo(phone, whose, at, token)] : []),
      ]);
      if (outcome === 'written') return 'taken';
      if (outcome.unmet < asSeen.length) return 'moved';
      if (outcome.unmet > asSeen.length) throw outcome.error;
      return leaseFound(outcome.found, at, leaseSeconds.message);
    },

    release: (key, incidentId, at, detail, status) =>
      giveBack(table, keys.page(incidentId, key), { at, detail, status }),

    async addLink({ guard, at, token, phone, ...whose }) {
      const outcome = await transact(table, [
        stillAsSeen(whose.incidentId, guard),
        linkOf({ ...whose, address: phone }, at, token),
        pageTo(phone, whose, at, token),
      ]);
      if (outcome === 'written') return 'added';
      if (outcome.unmet > 0) throw outcome.error;
      return 'moved';
    },

    suppress: (page, at, reason) =>
      endUnlessHeld(
        table,
        { ...itemOf(page, at), status: 'suppressed', detail: reason, attempt: 0 },
        { detail: leftBehind(reason) },
        leaseSeconds.message,
      ),
  };
}

export function pagesOf(table: Table): PagesOf {
  return async id => (await queryAll(table, ranges.pages(id))).map(recordOf<PageRecord>);
}

/** An acknowledgement, a resolution or an update that committed first wins: the page is looked at again. */
function stillAsSeen(incidentId: string, guard: string): Write {
  return write.check(keys.state(incidentId), 'guard = :guard', { guard });
}

interface Whose {
  incidentId: string;
  person: string;
  name: string;
}

function linkOf(whose: Whose & { address: string | undefined }, at: Instant, token: string): Write {
  const link = {
    ...whose,
    at,
    until: addSeconds(at, linkSeconds),
    expiresAt: expiresAt(at, keptDays.link),
  };
  // Two links are never one.
  return write.put({ ...keys.link(sha256(token)), ...link }, 'attribute_not_exists(pk)');
}

/** Remembers what a phone was paged for, and by whom it may be answered with which code. */
function pageTo(phone: string, whose: Whose, at: Instant, token: string): Write {
  const code = replyCode(token);
  const paged = { ...whose, code, at, expiresAt: expiresAt(at, keptDays.pagedPhone) };
  return write.put({ ...keys.paged(phone, whose.incidentId, code), ...paged });
}

function itemOf(page: PageReaction, at: Instant) {
  const { incident, key, to, channel, purpose, level, levelName, round } = page;
  const { decidedAt, afterSeconds } = page;
  return {
    ...keys.page(incident.id, key),
    key,
    incidentId: incident.id,
    person: to.person,
    name: to.name,
    channel,
    purpose,
    level,
    levelName,
    round,
    reason: whyPaged(page),
    decidedAt,
    afterSeconds,
    at,
  };
}
