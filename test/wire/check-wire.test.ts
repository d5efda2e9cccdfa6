import { describe, expect, test } from 'vitest';
import type { WireCall } from '#local/wire/witness.ts';
import type { Model } from './aws-models.ts';
import { checkCall } from './check-wire.ts';

/* What watches the wire is watched itself: each kind of fault is found. */

const shapes: Model['shapes'] = {
  Text: { type: 'string', max: 10 },
  State: { type: 'string', enum: ['ENABLED', 'DISABLED'] },
  Count: { type: 'integer' },
  When: { type: 'timestamp' },
  Texts: { type: 'list', member: { shape: 'Text' } },
  Input: {
    type: 'structure',
    required: ['Name'],
    members: {
      Name: { shape: 'Text' },
      State: { shape: 'State' },
      Count: { shape: 'Count' },
      Tags: { shape: 'Texts' },
    },
  },
  Output: {
    type: 'structure',
    required: ['Arn'],
    members: { Arn: { shape: 'Text' }, At: { shape: 'When' }, Tags: { shape: 'Texts' } },
  },
  Gone: { type: 'structure', error: { code: 'NotThere' } },
};
const modelOf = (protocol: string): Model => ({
  metadata: { protocol },
  shapes,
  operations: {
    Make: {
      ...{ name: 'Make', http: { method: 'POST', requestUri: '/' }, input: { shape: 'Input' } },
      output: { shape: 'Output', ...(protocol === 'query' && { resultWrapper: 'MakeResult' }) },
      errors: [{ shape: 'Gone' }],
    },
  },
});

const call = (change: Partial<WireCall>): WireCall => ({
  ...{
    service: 'things',
    operation: 'Make',
    caller: 'ana',
    requestMethod: 'POST',
    requestUrl: '/',
  },
  ...{ requestHeaders: {}, requestBody: '{"Name":"a"}', status: 200, responseHeaders: {} },
  ...{ responseBody: '{"Arn":"arn:a"}', ...change },
});
const asJson = (change: Partial<WireCall>) => checkCall(modelOf('json'), call(change));
const requestHeaders = { 'content-type': 'application/x-www-form-urlencoded' };
const answer = (inside: string) =>
  `<MakeResponse><MakeResult>${inside}</MakeResult></MakeResponse>`;
const asForm = (requestBody: string, inside: string) =>
  checkCall(modelOf('query'), call({ requestHeaders, requestBody, responseBody: answer(inside) }));

describe('in JSON', () => {
  test('what is as the model has it is right', () => {
    const requestBody = '{"Name":"a","State":"ENABLED","Count":3,"Tags":["x"]}';
    expect(asJson({ requestBody, responseBody: '{"Arn":"a","At":1700000000.5}' })).toEqual([]);
  });

  test.each([
    ['{"Name":"a","Nmae":"b"}', 'request.Nmae is unknown'],
    ['{}', 'request.Name is missing'],
    ['{"Name":7}', 'request.Name is no text'],
    ['{"Name":"longer than ten"}', 'request.Name is too long'],
    ['{"Name":"a","State":"ON"}', 'request.State ON is none of its values'],
    ['{"Name":"a","Count":"3"}', 'request.Count is no whole number'],
    ['{"Name":"a","Tags":{"x":1}}', 'request.Tags is no list'],
  ])('%s is found', (requestBody, what) => {
    expect(asJson({ requestBody })).toEqual([what]);
  });

  test('answers and errors are checked likewise', () => {
    expect(asJson({ responseBody: '{"At":"soon"}' })).toEqual([
      'response.At is no time',
      'response.Arn is missing',
    ]);
    const failed = (type: string) =>
      asJson({ status: 400, responseBody: `{"__type":"x#${type}"}` });
    expect([failed('Gone'), failed('NotThere'), failed('AccessDenied')]).toEqual([[], [], []]);
    expect(failed('Whatever')).toEqual(['error: Whatever is none of Gone, NotThere']);
  });
});

describe('in forms and XML', () => {
  const sent = 'Action=Make&Version=1&Name=a&Tags.member.1=x&Tags.member.2=y';

  test('what is as the model has it is right', () => {
    expect(asForm(sent, '<Arn>a</Arn><Tags><member>x</member></Tags>')).toEqual([]);
  });

  test.each([
    ['Action=Make&Name=a&Nmae=b', '<Arn>a</Arn>', 'request: Nmae is unknown'],
    ['Action=Make&State=ENABLED', '<Arn>a</Arn>', 'request: Name is missing'],
    ['Action=Make&Name=a&Tags.1=x', '<Arn>a</Arn>', 'request: Tags.1 is unknown'],
    ['Action=Make&Name=a', '<Arn>a</Arn><Size>1</Size>', 'response.Size is unknown'],
    ['Action=Make&Name=a', '<At>2026-11-23T02:14:00Z</At>', 'response.Arn is missing'],
    [
      'Action=Make&Name=a',
      '<Arn>a</Arn><Tags><tag>x</tag></Tags>',
      'response.Tags.tag should be member',
    ],
  ])('%s, answered by %s, is found', (requestBody, inside, what) => {
    expect(asForm(requestBody, inside)).toEqual([what]);
  });
});
