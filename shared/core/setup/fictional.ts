import type { Directory } from '#core/setup/directory.ts';
import type { Issue } from '#core/setup/issue-words.ts';

/** Numbers that regulators keep for films and examples (NANPA, Ofcom), and an area code that nobody has. */
const fictionalNumber =
  /^\+(1(\d{3})?55501\d\d|1555\d{7}|44(7700900|1632960|1134960|1144960|1154960|1164960|1174960|1184960|1214960|1314960|1414960|1514960|1614960|2079460|3069990)\d{3})$/;

/** Names that RFC 2606 and 6761 keep for examples and tests: what is sent there reaches nobody, or harms the sender. */
const fictionalHost = /(^|\.)(example\.(com|net|org|edu)|example|test|invalid|localhost)$/i;

/** Addresses of the example that came along: fine where nothing leaves the machine, and nobody's elsewhere. */
export function fictionalAddresses({ people, stakeholders }: Directory): Issue[] {
  const issues = Object.entries(people).flatMap(([id, { phone, email, webhook }]) => [
    ...(phone !== undefined && fictionalNumber.test(phone)
      ? [{ path: ['people', id, 'phone'], message: nobody('number') }]
      : []),
    ...(email !== undefined && isFictionalMail(email)
      ? [{ path: ['people', id, 'email'], message: nobody('address') }]
      : []),
    ...(webhook !== undefined && fictionalHost.test(URL.parse(webhook)?.hostname ?? '')
      ? [{ path: ['people', id, 'webhook'], message: nobody('address') }]
      : []),
  ]);
  return [
    ...issues,
    ...stakeholders.flatMap(({ email }, index) =>
      email !== undefined && isFictionalMail(email)
        ? [{ path: ['stakeholders', index, 'email'], message: nobody('address') }]
        : [],
    ),
  ];
}

function isFictionalMail(email: string): boolean {
  return fictionalHost.test(email.slice(email.lastIndexOf('@') + 1));
}

function nobody(what: 'number' | 'address'): string {
  return `is an example's ${what} and reaches nobody: put the real one here; only the local stack takes examples`;
}
