import { DeploymentState } from '@aws-sdk/client-appconfig';
import { DeploymentStatus } from '@aws-sdk/client-codedeploy';
import { DeploymentRolloutState } from '@aws-sdk/client-ecs';
import { AutomationExecutionStatus } from '@aws-sdk/client-ssm';
import { describe, expect, test } from 'vitest';
import {
  appConfigStates,
  automationStates,
  codeDeployStates,
  ecsRolloutStates,
  isRollingOut,
  meaningOf,
  statesThatMean,
} from '#adapters/actions/vendor-states.ts';

describe('every state that the vendor has', () => {
  test.each([
    ['of CodeDeploy', codeDeployStates, DeploymentStatus],
    ['of ECS', ecsRolloutStates, DeploymentRolloutState],
    ['of AppConfig', appConfigStates, DeploymentState],
    ['of automations', automationStates, AutomationExecutionStatus],
  ])('%s has a meaning', (_, states, vendors) => {
    expect(Object.keys(states).sort()).toEqual(Object.values(vendors).sort());
  });

  test('is under way until it is said to have ended', () => {
    expect(statesThatMean(codeDeployStates, 'under-way')).toContain('Baking');
    expect(meaningOf(appConfigStates, 'ROLLING_BACK')).toBe('under-way');
    expect(meaningOf(automationStates, 'RunbookInProgress')).toBe('under-way');
    expect(meaningOf(automationStates, 'Approved')).toBe('under-way');
  });

  test('that is new to us counts as under way', () => {
    expect(meaningOf(automationStates, 'Dreaming')).toBe('under-way');
    expect(meaningOf(automationStates, 'constructor')).toBe('under-way');
    expect(meaningOf(automationStates, undefined)).toBe('under-way');
  });
});

test('tasks are being replaced while old ones are there or new ones come', () => {
  expect(isRollingOut([{ status: 'PRIMARY', rolloutState: 'IN_PROGRESS' }])).toBe(true);
  expect(
    isRollingOut([{ status: 'PRIMARY', rolloutState: 'COMPLETED' }, { status: 'ACTIVE' }]),
  ).toBe(true);
  expect(isRollingOut([{ status: 'PRIMARY', rolloutState: 'FAILED' }])).toBe(false);
  expect(isRollingOut([{ status: 'PRIMARY' }])).toBe(false);
});
