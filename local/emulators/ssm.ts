import { entryOf } from '#core/own-entry.ts';
import { automationEmulator, isAboutAutomation } from '#local/emulators/automation.ts';
import { pageOf } from '#local/emulators/short-pages.ts';
import type { StateFile } from '#local/state-file.ts';
import {
  AwsError,
  type AwsRequest,
  type AwsResponse,
  jsonResponse,
  noCounterpart,
  readJson,
} from '#local/wire/aws-wire.ts';

export type Parameters = Record<string, { value: string; type: string; version: number }>;

/** What a shop has in its Parameter Store, with one circuit open, as it is when somebody looks. */
export const sampleParameters: Parameters = {
  '/payments/database/pool-size': plain('20'),
  '/payments/database/password': { value: 'kms:AQICAHh', type: 'SecureString', version: 1 },
  '/payments/features/stripe-payments': plain('on'),
  '/payments/features/gift-cards': plain('on'),
  '/payments/config/payment_provider': plain('stripe'),
  '/payments/circuits/stripe': plain('open'),
  '/payments/circuits/fraud-check': plain('closed'),
};

function plain(value: string) {
  return { value, type: 'String', version: 1 };
}

/** Parameter Store, as far as settings are read from it and changed; and automations. */
export function ssmEmulator(file: StateFile<Parameters>) {
  const parameters = file.value;
  const automation = automationEmulator();
  return (request: AwsRequest): AwsResponse => {
    if (isAboutAutomation(request)) return automation(request);
    const input = readJson(request);
    switch (request.operation) {
      case 'GetParameters': {
        const names = (input.Names ?? []) as string[];
        if (names.length === 0 || names.length > 10) {
          throw new AwsError('ValidationException', 'Give 1 to 10 names');
        }
        return jsonResponse({
          Parameters: names.flatMap(name => shown(name)),
          InvalidParameters: names.filter(name => !Object.hasOwn(parameters, name)),
        });
      }
      case 'GetParametersByPath': {
        const path = `${String(input.Path).replace(/\/$/, '')}/`;
        const names = Object.keys(parameters).filter(name => name.startsWith(path));
        const { items, next } = pageOf(names, input.NextToken as string | undefined);
        return jsonResponse({
          Parameters: items.flatMap(name => shown(name)),
          ...(next !== undefined && { NextToken: next }),
        });
      }
      case 'PutParameter': {
        const name = String(input.Name);
        const known = parameters[name];
        if (known !== undefined && input.Overwrite !== true) {
          throw new AwsError('ParameterAlreadyExists', 'The parameter already exists.');
        }
        const version = (known?.version ?? 0) + 1;
        parameters[name] = { value: String(input.Value), type: known?.type ?? 'String', version };
        file.changed();
        return jsonResponse({ Version: version, Tier: 'Standard' });
      }
      default:
        throw noCounterpart(request);
    }
  };

  function shown(name: string) {
    const known = entryOf(parameters, name);
    if (known === undefined) return [];
    return [{ Name: name, Value: known.value, Type: known.type, Version: known.version }];
  }
}
