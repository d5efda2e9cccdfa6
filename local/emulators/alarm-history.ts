import { numberFor } from '#local/emulators/chance.ts';
import {
  AwsError,
  type AwsRequest,
  type AwsResponse,
  jsonResponse,
  readJson,
} from '#local/wire/aws-wire.ts';

/** CloudWatch's DescribeAlarmHistory: an alarm that went off and came back a few times a day, the same for the same day. */
export function alarmHistory(request: AwsRequest, isAlarm: (name: string) => boolean): AwsResponse {
  const input = readJson(request) as {
    AlarmName?: string;
    StartDate?: number | string;
    EndDate?: number | string;
    ScanBy?: string;
  };
  const { AlarmName: alarm } = input;
  if (!alarm) throw new AwsError('ValidationError', 'Give AlarmName');
  // Of an alarm that nobody made CloudWatch knows nothing, and says no more than that.
  if (!isAlarm(alarm)) return jsonResponse({ AlarmHistoryItems: [] });
  const start = seconds(input.StartDate) ?? 0;
  const end = seconds(input.EndDate) ?? Date.now() / 1000;
  const items = [];
  for (let hour = Math.floor(start / 3600); hour * 3600 < end; hour++) {
    const number = numberFor(`${alarm} ${hour}`);
    if (number % 4 !== 0) continue;
    const wentOff = hour * 3600 + (number % 2400);
    for (const [at, from, to] of [
      [wentOff, 'OK', 'ALARM'],
      [wentOff + 300 + (number % 600), 'ALARM', 'OK'],
    ] as const) {
      if (at < start || at > end) continue;
      items.push({
        AlarmName: alarm,
        AlarmType: 'MetricAlarm',
        Timestamp: at,
        HistoryItemType: 'StateUpdate',
        HistorySummary: `Alarm updated from ${from} to ${to}`,
        HistoryData: JSON.stringify({
          version: '1.0',
          oldState: { stateValue: from },
          newState: {
            stateValue: to,
            stateReason: `Threshold Crossed: 1 datapoint [${5 + (number % 90)}.0] was ${to === 'ALARM' ? 'greater' : 'not greater'} than the threshold (5.0).`,
          },
        }),
      });
    }
  }
  if (input.ScanBy !== 'TimestampAscending') items.reverse();
  return jsonResponse({ AlarmHistoryItems: items.slice(0, 100) });
}

function seconds(given: number | string | undefined): number | undefined {
  return typeof given === 'string' ? Date.parse(given) / 1000 : given;
}
