import { anyTextAt, at, textAt, timeAt } from '#core/intake/given.ts';
import { type Parse, reading, statusOf } from '#core/intake/make-alert.ts';
import type { Source } from '#core/sources.ts';

/** Nagios and its kin tell of a host, or of a service on one, under the names of their macros or plainer ones. */
export function notifications(source: Source): Parse {
  return reading(source, 'needs a host, with its state', body => {
    const host = anyTextAt(
      body,
      'host',
      'hostname',
      'host_name',
      'host.name',
      'hostalias',
      'host_display_name',
      'downtime.host_name',
      'comment.host_name',
    );
    // Where nothing is filled in, the names of the macros are better than nothing; in a host's notice only this one is not.
    const find =
      textAt(body, 'host', 'hostname', 'host_name', 'host.name') === undefined ? anyTextAt : textAt;
    const service = find(
      body,
      'service',
      'servicedesc',
      'service_desc',
      'service_description',
      'service_name',
      'service.name',
      'service_display_name',
      'servicedisplayname',
    );
    const type = textAt(body, 'notificationtype', 'notification_type', 'type') ?? '';
    const given = textAt(
      body,
      'state',
      'servicestate',
      'service_state',
      'service.state',
      'hoststate',
      'host_state',
      'host.state',
      'status',
      'severity',
      'check_result.state',
    );
    const numbered = service === undefined ? hostStates : serviceStates;
    const state = given !== undefined && /^[0-3]$/.test(given) ? numbered[Number(given)] : given;
    const what = service === undefined ? host : `${service} on ${host}`;
    if (/^(downtime|custom|comment|acknowledgement)/i.test(type))
      return { ignored: `${what ?? 'something'}: ${type} is no alert` };
    const output = textAt(
      body,
      'output',
      'serviceoutput',
      'service_output',
      'hostoutput',
      'host_output',
      'plugin_output',
      'check_output',
      'check_result.output',
      'additional_info',
      'summary',
      'message',
    );
    const isOver =
      /^recovery$/i.test(type) ||
      (type === '' && statusOf(state) === 'cleared') ||
      // While it flaps its recoveries are not told; that it no longer does tells of the last of them.
      (statusOf(state) === 'cleared' && !/flapping(?!stop|end|disabled)/i.test(type));
    const moment = timeAt(
      body,
      'timestamp',
      'time',
      'timet',
      'long_date_time',
      'longdatetime',
      'short_date_time',
      'shortdatetime',
      'date',
    );
    return {
      status: isOver ? 'cleared' : 'firing',
      series: [textAt(body, 'site', 'omd_site'), host, service],
      problem: [textAt(body, 'site', 'omd_site'), host, service],
      name: service ?? host,
      title:
        what &&
        `${what} is ${isOver ? 'ok' : (state?.toLowerCase() ?? 'in trouble')}${output && !isOver ? `: ${output}` : ''}`,
      description:
        textAt(body, 'long_output', 'longserviceoutput', 'comment', 'notification_comment') ??
        output,
      service: service ?? host,
      severity: isOver ? undefined : severityOf(state),
      labels: {
        host,
        service,
        state,
        type,
        address: textAt(body, 'address', 'hostaddress', 'host_address'),
        group: textAt(body, 'hostgroup', 'hostgroupname', 'hostgroups'),
      },
      annotations: { perfdata: textAt(body, 'perfdata', 'serviceperfdata') },
      numbers: { attempt: at(body, 'attempt') },
      startedAt: isOver ? undefined : moment,
      endedAt: moment,
      links: {
        Check: textAt(
          body,
          'url',
          'notification_url',
          'service_url',
          'servicenotesurl',
          'notes_url',
          'action_url',
        ),
      },
    };
  });
}

/** By number, as streams of events have it. */
const serviceStates = ['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'];
const hostStates = ['UP', 'DOWN', 'UNREACHABLE', 'UNREACHABLE'];

function severityOf(state: string | undefined): string | undefined {
  return state !== undefined && /^(down|unreachable|crit(ical)?)$/i.test(state)
    ? 'critical'
    : state !== undefined && /^(warn(ing)?|unknown)$/i.test(state)
      ? 'warning'
      : state;
}

export const parse = notifications('nagios');
