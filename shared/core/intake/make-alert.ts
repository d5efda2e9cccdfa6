import type { Alert, Parsed } from '#core/intake/alert.ts';
import type { Ask, Asked } from '#core/intake/ask.ts';
import { fingerprintOf, problemOf } from '#core/intake/fingerprint.ts';
import { isMap } from '#core/intake/given.ts';
import * as limits from '#core/intake/limits.ts';
import { isPlaceholder } from '#core/intake/placeholder.ts';
import type { Source } from '#core/sources.ts';
import type { Instant } from '#core/time/instant.ts';

/** What a sender's file finds in a body, before it is cut and keyed. Absent fields are left out of the alert. */
export interface Found {
  /** Firing when not given: a page too many is the better mistake. */
  status?: Alert['status'] | undefined;
  statusReason?: string | undefined;
  kind?: Alert['kind'] | undefined;
  /** What makes it the same alert when it fires again and when it clears; the first that is known names it. */
  series: readonly (string | undefined)[];
  /** What its series was by the rule before. */
  formerly?: readonly (string | undefined)[] | undefined;
  /** The group that it belongs to, where the sender has one. */
  problem?: readonly (string | undefined)[] | undefined;
  name?: string | undefined;
  title?: string | undefined;
  description?: string | undefined;
  service?: string | undefined;
  severity?: string | undefined;
  labels?: object | undefined;
  annotations?: object | undefined;
  numbers?: object | undefined;
  startedAt?: Instant | undefined;
  endedAt?: Instant | undefined;
  links?: Record<string, unknown> | undefined;
  guess?: string | undefined;
}

/** One thing of a body that is no alert, and why. `asks`: what it wants done with one that came before. */
interface NoAlert {
  ignored: string;
  asks?: { series: readonly (string | undefined)[]; ask: Ask } | undefined;
}

export type Finding = Found | NoAlert;

/** How one sender's body is read. `at`: when it came, for those who only say until when something holds. */
export type Parse = (body: unknown, at?: Instant) => Parsed | Promise<Parsed>;

/**
 * A parser out of what its sender's format says. `nothing`: said when none of what makes an alert is there; a body that is
 * not even an object or a list never reaches `find`.
 */
export function reading(
  source: Source,
  nothing: string,
  find: (body: unknown) => Finding | readonly Finding[] | undefined,
): (body: unknown) => Parsed {
  return body => {
    if (!isMap(body) && !Array.isArray(body)) return refuse('must be an object');
    const found = find(body);
    const all = found === undefined ? [] : isList(found) ? found : [found];
    const alerts: Alert[] = [];
    const ignored: string[] = [];
    const asked: Asked[] = [];
    for (const each of all) {
      if ('ignored' in each) {
        const reason = limits.cutDescription(each.ignored).slice(0, 400);
        if (each.asks === undefined) ignored.push(reason);
        else asked.push(askedFrom(source, each.asks, reason));
      } else if (isSomething(each)) alerts.push(alertFrom(source, each));
    }
    if (alerts.length === 0 && ignored.length === 0 && asked.length === 0) return refuse(nothing);
    const kept = alerts.slice(0, limits.alertsMax);
    const more = alerts.length - kept.length;
    return {
      alerts: kept,
      ignored: [...ignored.slice(0, 100), ...limits.beyond(more)],
      ...(asked.length > 0 && { asked: asked.slice(0, 100) }),
    };
  };
}

function askedFrom(
  source: Source,
  { series, ask }: { series: readonly (string | undefined)[]; ask: Ask },
  reason: string,
): Asked {
  const parts = series.map((part = '') => part);
  const title = limits.cutTitle(parts.filter(part => part !== '').join(' ')) || ask.what;
  return { fingerprint: fingerprintOf(source, ...parts), title, ask, reason };
}

function refuse(message: string): Parsed {
  return { invalid: [{ path: '', message }] };
}

function isList(found: Finding | readonly Finding[]): found is readonly Finding[] {
  return Array.isArray(found);
}

function isSomething({ title, name }: Found): boolean {
  return (title ?? name) !== undefined;
}

/** Of several that are known by themselves each is read as if it had come alone. `unread`: so many more there were. */
export function together(all: readonly Parsed[], unread = 0): Parsed {
  const read = all.flatMap(each => ('invalid' in each ? [] : each));
  const [first] = all;
  if (read.length === 0 && first !== undefined) return first;
  const alerts = read.flatMap(each => each.alerts);
  const asked = read.flatMap(each => each.asked ?? []);
  const more = unread + Math.max(0, alerts.length - limits.alertsMax);
  return {
    alerts: alerts.slice(0, limits.alertsMax),
    ignored: [...read.flatMap(each => each.ignored).slice(0, 100), ...limits.beyond(more)],
    ...(asked.length > 0 && { asked: asked.slice(0, 100) }),
  };
}

export function alertFrom(source: Source, found: Found): Alert {
  const { status = 'firing', statusReason, kind, service, severity, description } = found;
  const title = limits.cutTitle(found.title ?? found.name ?? '') || 'Unnamed alert';
  const name = limits.cutName(found.name ?? found.title ?? '') || title;
  const known = found.series.map((part = '') => part);
  // Of what says nothing of itself, the words are all there is to know it by.
  const series = known.some(part => part !== '') ? known : [service ?? '', name];
  const problem = found.problem?.map((part = '') => part) ?? series;
  const { startedAt, endedAt, guess } = found;
  const links = Object.entries(found.links ?? {}).map(([title, url]) => ({ title, url }));
  const alert: Alert = {
    source,
    status,
    fingerprint: fingerprintOf(source, ...series),
    problem: problemOf(source, ...problem),
    name,
    title,
    labels: limits.cutLabels(said(found.labels)),
    annotations: limits.cutAnnotations(said(found.annotations)),
    numbers: limits.cutNumbers(found.numbers),
    links: limits.webLinks(links),
  };
  if (status === 'unknown') alert.statusReason = statusReason ?? 'the sender does not say why';
  if (kind !== undefined) alert.kind = kind;
  if (description?.trim()) alert.description = limits.cutDescription(description);
  if (service?.trim()) alert.service = limits.cutName(service);
  if (severity?.trim()) alert.vendorSeverity = limits.cutName(severity);
  if (startedAt !== undefined) alert.startedAt = startedAt;
  if (status === 'cleared' && endedAt !== undefined) alert.endedAt = endedAt;
  if (found.formerly !== undefined) {
    alert.formerly = fingerprintOf(source, ...found.formerly.map((part = '') => part));
  }
  if (guess !== undefined) alert.guess = limits.cutDescription(guess).slice(0, 400);
  return alert;
}

function said(map: object | undefined): Record<string, string> {
  return limits.textsWhere(limits.textMap(map), text => !isPlaceholder(text));
}

const cleared =
  /^((?:re)?solved?|resolution|ok|okay|recover(ed|y)?|closed?|up|clear(ed)?|normal|inactive|deactivated|succeeded|success|healthy|available|green|fixed|restored|completed?|operational|finished|online|passing|passed|good|end(ed)?|stopped|dismissed|back to normal|no longer (alerting|firing)|reachable|alive)$/i;
/** What is over in other languages: it may be a job that went badly. */
export const doneElsewhere =
  /^(?:beendet|abgeschlossen|termin[ée]e?|terminad[oa]|finalizad[oa]|terminat[oa]|beëindigd|завершен[оа]?|已?结束|已?結束|終了(?:しました)?|종료(?:됨)?)$/iu;
/** In the other languages that senders speak. */
const clearedElsewhere =
  /^(behoben|gelöst|geloest|wiederhergestellt|geschlossen|erledigt|in ordnung|entwarnung|normalisiert|erreichbar|verfügbar|disponible|r[ée]solue?|r[ée]tablie?|ferm[ée]e?|close|cl[ôo]tur[ée]e?|corrig[ée]e?|resuelt[oa]|recuperad[oa]|cerrad[oa]|restablecid[oa]|restaurad[oa]|normalizad[oa]|solucionad[oa]|resolvid[oa]|fechad[oa]|encerrad[oa]|restabelecid[oa]|risolt[oa]|ripristinat[oa]|chius[oa]|opgelost|hersteld|gesloten|решен[оа]?|восстановлен[оа]?|закрыт[оа]?|устран[её]н[оа]?|норма|已?恢复(正常)?|已解决|(告警|报警)?已?解除|(告警|报警)恢复|已关闭|已清除|已消除|消警|正常|復旧(済み?|しました)?|回復(しました)?|解決(済み?)?|解消|解除|正常復帰|已?恢復(正常)?|已解決|已關閉|已排除|복구(됨| ?완료)?|해결(됨)?|해소|해제(됨)?|정상|rozwiązan[yeao]|przywrócon[yeao]|zamkni[ęe]t[yeao]|çözüldü|düzeldi|kapatıldı|åtgärdad|vyřešeno|obnoveno)$/iu;
const unknown =
  /^(insufficient[_ ]data|no[_ ]?data|unknown|paused|pending|stale|suppressed|disabled|undetermined)$/i;

/** What one word of a sender means; a word that is none of these is trouble. */
export function statusOf(word: string | undefined): Alert['status'] {
  const plain = word?.trim() ?? '';
  if ([cleared, clearedElsewhere, doneElsewhere].some(words => words.test(plain))) return 'cleared';
  return unknown.test(plain) ? 'unknown' : 'firing';
}
