import { statusOf } from '#core/intake/make-alert.ts';

const trouble =
  /^(firing|fired?|alert(ing)?|alarm|trigger(ed)?|problem|open(ed)?|down|fail(ed|ure|ing)?|error|critical|crit|warn(ing)?|active|activated|new|created|degraded|unhealthy|outage|breached|acknowledged|ack|major|minor)$/i;
const troubleElsewhere =
  /^(störung|ausfall|panne|problème|alerte?|alerta|problema|storing|falla|проблема|авария|告警|报警|故障|警告|障害|異常)$/iu;
const label = /^[\W_]*([A-Za-z]+)(?::\d+)?[\W_]*\s/;
const labelElsewhere =
  /^[【[]?((?=\p{L}*[\u0080-\uffff])\p{L}{2,20})(?:】\s*|\]\s+|[:：]\s*)(?=\S)/u;

const ending = /(?<!\s)\s+(?:is|are|was|state|status|->|[:=-])\s*[([*]*([A-Za-z]{2,15})[\W_]*$/;

/** Whether a word tells that something is wrong. */
export function isTrouble(word: string): boolean {
  return trouble.test(word) || troubleElsewhere.test(word);
}

/** The word of a state in front of a title or at its end: `[FIRING:2] x`, `RESOLVED: x`, `x is DOWN`. */
export function stateOf(title: string): string | undefined {
  return [label, labelElsewhere, ending].map(place => place.exec(title)?.[1]).find(isState);
}

/** The word in front of a title in another language, where no blank need stand behind it: `【復旧】x`. */
export function stateElsewhere(title: string): string | undefined {
  const word = labelElsewhere.exec(title)?.[1];
  return isState(word) ? word : undefined;
}

/** So that `[FIRING] x` and `RESOLVED: x` are the same alert, and `x is DOWN` and `x is UP`. */
export function withoutState(title: string): string {
  let rest = title;
  const front = [label, labelElsewhere]
    .map(place => place.exec(rest))
    .find(found => isState(found?.[1]));
  if (front !== undefined) rest = rest.slice(front?.[0].length).replace(howLong, '');
  const end = ending.exec(rest);
  if (isState(end?.[1])) rest = rest.slice(0, end?.index);
  return rest.trim().toLowerCase();
}

/** How long it took, as Zabbix tells of an end: `Resolved in 5m 3s: x`. */
const howLong = /^in (?:\d+\w+ ?){1,6}:\s+/;

function isState(word: string | undefined): boolean {
  return word !== undefined && (isTrouble(word) || statusOf(word) !== 'firing');
}
