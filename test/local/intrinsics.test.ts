// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation's own syntax
import { describe, expect, test } from 'vitest';
import { noValue, type RawTemplate, resolver } from '#local/template/intrinsics.ts';

const template: RawTemplate = {
  Resources: {
    Queue: { Type: 'AWS::SQS::Queue' },
    OnlyInProduction: { Type: 'AWS::SQS::Queue', Condition: 'IsProduction' },
  },
  Parameters: { Stage: { Type: 'String', Default: 'test' }, Key: { Type: 'String' } },
  Conditions: { IsProduction: { 'Fn::Equals': [{ Ref: 'Stage' }, 'production'] } },
};

const { resolve, text, exists } = resolver({
  template,
  parameters: {},
  pseudo: { 'AWS::Region': 'us-east-1', 'AWS::NoValue': noValue },
  attributes: id => ({ ref: `ref-of-${id}`, attributes: { Arn: `arn-of-${id}` } }),
});

describe('a template function', () => {
  const cases: [string, unknown, unknown][] = [
    ['Ref names the resource', { Ref: 'Queue' }, 'ref-of-Queue'],
    ['Ref of a parameter is its default', { Ref: 'Stage' }, 'test'],
    ['GetAtt asks the resource', { 'Fn::GetAtt': ['Queue', 'Arn'] }, 'arn-of-Queue'],
    [
      'Join joins what its parts stand for',
      { 'Fn::Join': ['/', ['a', { Ref: 'Queue' }]] },
      'a/ref-of-Queue',
    ],
    [
      'Sub fills in',
      { 'Fn::Sub': '${AWS::Region}/${Queue.Arn}/${!Kept}' },
      'us-east-1/arn-of-Queue/${Kept}',
    ],
    ['Sub takes values of its own', { 'Fn::Sub': ['${X}-${Queue}', { X: 1 }] }, '1-ref-of-Queue'],
    ['Select and Split take a part', { 'Fn::Select': [1, { 'Fn::Split': ['-', 'a-b-c'] }] }, 'b'],
    ['If takes the branch of its condition', { 'Fn::If': ['IsProduction', 'yes', 'no'] }, 'no'],
    ['NoValue leaves a property out', { a: 1, b: { Ref: 'AWS::NoValue' } }, { a: 1 }],
  ];
  for (const [name, given, expected] of cases) {
    test(name, () => expect(resolve(given, 'here')).toEqual(expected));
  }

  test('is refused with the place where it stands when it has no local meaning', () => {
    expect(() => text({ 'Fn::ImportValue': 'x' }, 'Function.Environment')).toThrow(
      'Function.Environment: Fn::ImportValue has no local meaning',
    );
  });

  test('names the parameter that has no value', () => {
    expect(() => text({ Ref: 'Key' }, 'here')).toThrow('parameter Key has no default');
  });
});

test('a resource whose condition does not hold does not exist', () => {
  expect([exists('Queue'), exists('OnlyInProduction')]).toEqual([true, false]);
});
