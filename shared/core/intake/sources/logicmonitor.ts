import { anyTextAt, at, textAt, timeAt } from '#core/intake/given.ts';
import { reading, statusOf } from '#core/intake/make-alert.ts';

/** LogicMonitor's custom integration, with the names of its tokens. */
export const parse = reading(
  'logicmonitor',
  'needs alertstatus with a host or a datasource',
  body => {
    const state = textAt(body, 'alertstatus', 'alert_status', 'status');
    const host = textAt(body, 'host', 'hostname', 'device', 'internalhost');
    const source = textAt(body, 'datasource', 'dsidescription', 'eventsource', 'batchjob');
    const point = textAt(body, 'datapoint');
    const rule =
      [source, point].filter(Boolean).join(' ') || anyTextAt(body, 'alertid', 'internalid');
    const said = textAt(body, 'message', 'subject')?.split('\n')[0];
    const isTest = /^test$/i.test(state ?? '');
    const what = `${host ?? ''} ${rule ?? ''}`.trim();
    return {
      status: statusOf(state) === 'cleared' ? 'cleared' : 'firing',
      kind: isTest ? 'test' : undefined,
      series: [textAt(body, 'internalid', 'alertid', 'alert_id') ?? what],
      name: rule,
      title:
        said !== undefined && said.length <= 150
          ? said
          : what === ''
            ? undefined
            : `${what}${textAt(body, 'value') ? ` is ${textAt(body, 'value')}` : ''}`,
      description: textAt(body, 'message', 'detailmessage'),
      service: textAt(body, 'service') ?? host,
      severity: textAt(body, 'level', 'alertlevel', 'severity'),
      labels: {
        host,
        datasource: source,
        datapoint: point,
        group: textAt(body, 'group', 'hostgroup'),
        instance: textAt(body, 'instance'),
      },
      numbers: { value: at(body, 'value'), threshold: at(body, 'threshold') },
      startedAt: timeAt(body, 'startepoch', 'start_epoch', 'start'),
      endedAt: timeAt(body, 'endepoch', 'end_epoch', 'end'),
      links: { Alert: textAt(body, 'alertdetailurl', 'url', 'hosturl') },
    };
  },
);
