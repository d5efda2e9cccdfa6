/** A team of five, one on each rung of the ladder (R27). Nobody of them exists. */
export const team = {
  version: 1,
  organisation: { name: 'Northwind Books', timeZone: 'America/New_York' },
  people: {
    ana: { name: 'Ana', phone: '+15555550101', email: 'ana@example.com' },
    bo: { name: 'Bo', phone: '+15555550102', email: 'bo@example.com' },
    chidi: { name: 'Chidi', phone: '+15555550103', email: 'chidi@example.com' },
    dana: { name: 'Dana', phone: '+15555550104', email: 'dana@example.com' },
    emil: { name: 'Emil', phone: '+15555550105', email: 'emil@example.com' },
  },
  // By text and by mail at once, and nothing later: a phone that gets an unexpected message fails the test.
  notify: { high: ['sms', 'email'], low: ['sms', 'email'] },
  severities: { SEV1: { fillRolesWithin: 'never' }, SEV2: { fillRolesWithin: 'never' } },
  teams: { commerce: { name: 'Commerce', members: ['ana', 'bo'] } },
  escalationPolicies: {
    default: {
      levels: [
        { name: 'On-call Engineer', people: ['ana'] },
        { name: 'Team Lead', people: ['bo'] },
        { name: 'Engineering Manager', people: ['chidi'] },
        { name: 'VP Engineering', people: ['dana'] },
        { name: 'CTO', people: ['emil'] },
      ],
    },
  },
  services: {
    payments: {
      name: 'Payments',
      team: 'commerce',
      evidence: {
        logGroups: ['/aws/lambda/payments'],
        metrics: [{ namespace: 'AWS/Lambda', name: 'Errors', statistic: 'Sum' }],
      },
    },
    website: { name: 'Website', team: 'commerce' },
  },
  defaultService: 'website',
};
