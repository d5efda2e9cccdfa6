import { textOf } from '#core/intake/given.ts';
import { isPlaceholder } from '#core/intake/placeholder.ts';
import { best, type Place } from '#core/intake/sources/guess-places.ts';
import { eventName } from '#core/intake/sources/guess-title.ts';
import { isTroubles, wordsOf } from '#core/intake/sources/guess-words.ts';

/* By what a body that nobody knows names the trouble that it tells of: a key, a ticket, or the place where it is. */

/** `OPS-12`, `INC0010001`: what somebody works on has a number of its own, and is over when it is done. */
export function ticketIn(places: readonly Place[]): Place | undefined {
  return places.find(
    ({ name, depth, value }) =>
      depth <= 2 &&
      ofTicket.test(name) &&
      /^[A-Z][A-Z0-9]{1,9}-?\d{1,12}$/.test(textOf(value) ?? ''),
  );
}

const ofTicket = /^(?:issue|ticket|incident|case)?(?:key|number)$|^(?:issue|ticket|incident|case)$/;

export function isOfWork({ name, parent }: Place): boolean {
  return [name, parent].some(each =>
    /^(?:build|job|run|release|sync|deployment|pipeline|workflow|execution)(?:id|name|number|status|triggerid)?$|^playbook$/.test(
      each,
    ),
  );
}

function isOfRecord({ name, parent }: Place): boolean {
  return name === 'id' && /^(?:data|payload|object)$/.test(parent);
}

/** `alert.entity_id`, of who writes all flat. */
function isIdOfTrouble({ path, name, parent }: Place): boolean {
  const isFlat = path.lastIndexOf('.') > path.lastIndexOf('/');
  // CrowdStrike's.
  if (isFlat && /^(?:detections?|event)$/.test(parent) && /^(?:compositeid|detectid)$/.test(name))
    return true;
  if (isFlat && parent === 'detections' && name === 'id') return true;
  return (
    isFlat &&
    /^(?:alert|incident|issue|problem|alarm|outage|violation)$/.test(parent) &&
    /id$/.test(name) &&
    !/rule|type|config|policy|defin/.test(name)
  );
}

/** Who orders (`trigger`, `resolve`) names what is meant; other ids of events are new each time. */
export function keyIn(places: readonly Place[], title: Place | undefined): Place | undefined {
  const isKey = (value: unknown) =>
    textOf(value) !== undefined &&
    !isPlaceholder(textOf(value) ?? '') &&
    // Half of a template is the same for all that it stands for.
    !/\{\{[^{}]*\}\}|\[%[^%[\]]*%\]/.test(String(value)) &&
    !/^[0-]+$/.test(String(value));
  const near = places.filter(({ depth }) => depth === 1);
  // Who names each kind of alert by an id names each message by the other.
  const isOfMessage = near.some(({ name }) => name === 'alerttypeid');
  const isOrdered = near.some(
    ({ name, value }) =>
      ['messagetype', 'alerttype'].includes(name) ||
      (['status', 'state', 'action', 'eventtype'].includes(name) &&
        /^(trigger|resolve|acknowledge)$/i.test(textOf(value) ?? '')),
  );
  return (
    best(
      places.filter(({ name }) => name !== 'alertid' || !isOfMessage),
      'key',
      isKey,
    ) ??
    ticketIn(places) ??
    places.find(place => isIdOfTrouble(place) && isKey(place.value)) ??
    (isOrdered
      ? near.find(({ name, value }) => ['entityid', 'eventid'].includes(name) && isKey(value))
      : undefined) ??
    // What an event such as `alert.updated` holds is the alert.
    (eventName.test(title?.name ?? '') && wordsOf(String(title?.value)).some(isTroubles)
      ? places.find(
          ({ name, parent, value }) =>
            name === 'id' && ['data', 'payload', 'object'].includes(parent) && isKey(value),
        )
      : undefined) ??
    // What an event of Stripe is about.
    (near.some(({ name, value }) => name === 'object' && value === 'event')
      ? places.find(
          ({ name, parent, value }) => name === 'id' && parent === 'object' && isKey(value),
        )
      : undefined) ??
    // What is created and updated is a record, which keeps its id. A build is another each time.
    (near.some(({ name }) => /^created(at|on)?$/.test(name)) &&
    near.some(({ name }) => /^(last)?(updated|modified)(at|on)?$/.test(name)) &&
    !places.some(isOfWork) &&
    // What is done to a record is an event, which holds the record.
    !(near.some(({ name }) => name === 'action') && places.some(isOfRecord))
      ? near.find(({ name, value }) => name === 'id' && isKey(value))
      : undefined)
  );
}

/** The ids of rules and checks are the same for all that they look at. */
export function seriesOf(
  key: Place | undefined,
  service: string | undefined,
  name: string,
  where: readonly string[],
): (string | undefined)[] {
  if (key === undefined) return ['', service, name, ...where];
  const isOfRule =
    /^(rule|check|monitor|trigger|condition)id$/.test(key.name) ||
    (key.name === 'id' && /^(rule|trigger|condition)$/.test(key.parent));
  return [textOf(key.value), ...(isOfRule ? [service, ...where].filter(Boolean) : [])];
}
