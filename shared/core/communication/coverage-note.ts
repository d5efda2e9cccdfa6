import type { Notice } from '#core/communication/notice.ts';
import { counted } from '#core/text/listing.ts';
import { oneLine, subjectLine } from '#core/text/plain-text.ts';

interface Told {
  severity: 'problem' | 'warning';
  text: string;
}

const shownMax = 50;

/** What whoever answers for a team has to mend before a night finds it. */
export function coverageNotice(about: {
  /** Absent: of the whole organisation. */
  team?: string;
  days: number;
  findings: readonly Told[];
}): Notice {
  const { team, days, findings } = about;
  return {
    subject: subjectLine(`Tocsin: ${coverageTitle(about)}`),
    body: [
      `In the ${days} days to come, this would keep a page from reaching somebody${of(team)}:`,
      '',
      ...coverageLines(findings),
      '',
      `The same at any time: tocsin coverage --days ${days}`,
      'A shift is covered by: tocsin override. An address is proved by: tocsin contact verify.',
    ].join('\n'),
  };
}

export function coverageTitle(about: { team?: string; findings: readonly Told[] }): string {
  const problems = about.findings.filter(({ severity }) => severity === 'problem').length;
  return `coverage${of(about.team)} has ${counted(problems, 'problem')}`;
}

/** Problems first. */
export function coverageLines(findings: readonly Told[]): string[] {
  const sorted = [
    ...findings.filter(({ severity }) => severity === 'problem'),
    ...findings.filter(({ severity }) => severity === 'warning'),
  ];
  const more = sorted.length - shownMax;
  return [
    ...sorted.slice(0, shownMax).map(({ severity, text }) => `- ${severity}: ${oneLine(text)}`),
    ...(more > 0 ? [`and ${more} more`] : []),
  ];
}

function of(team: string | undefined): string {
  return team === undefined ? '' : ` of ${oneLine(team)}`;
}
