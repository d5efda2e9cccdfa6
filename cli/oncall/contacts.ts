import { Argument, type Command } from 'commander';
import { asCommand, byOption, type Common, capitalised, withBy } from '#cli/commanding.ts';
import { CliFailure } from '#cli/failure.ts';
import { type Display, momentText } from '#cli/incident-text.ts';
import { withJson } from '#cli/options.ts';
import type { Session } from '#cli/session.ts';
import { table } from '#cli/terminal-text.ts';
import type { ContactAnswer, Contacts } from '#contract/contacts.ts';
import { enterable } from '#core/oncall/addresses.ts';
import { oneLine } from '#core/text/plain-text.ts';

type Mine = Common & { person?: string };

/** How a person is reached, as they say it themselves, and whether it works. */
export function addContactCommands(program: Command, session: Session): void {
  const contact = program
    .command('contact')
    .summary('how you are reached: list, add, verify, confirm, remove, forget-device')
    .description('The ways of reaching a person. Everybody manages their own.');
  addList(contact, session);
  addAdd(contact, session);
  addVerify(contact, session);
  addConfirm(contact, session);
  addRemove(contact, session);
  addForget(contact, session);
  addTestPage(program, session);
}

function addList(contact: Command, session: Session): void {
  ofPerson(withJson(contact.command('list').summary('the ways, and which are used'))).action(
    async (options: Mine) => {
      const id = personOf(session, options);
      const answer = await session.call('listContacts', { params: { id } });
      session.print(options, answer, contactsText(answer, session.display));
    },
  );
}

function addAdd(contact: Command, session: Session): void {
  withChannel(contact.command('add').summary('enter an address; a code confirms it'))
    .argument('<address>', '+15555550100, ana@example.com or https://…')
    .action(async (channel: string, address: string, options: Mine) => {
      const id = personOf(session, options);
      const answer = await session.call('addContact', {
        params: { id, channel },
        body: { address, by: byOption(session, options) },
      });
      session.print(options, answer, [
        contactLine(answer),
        ...(answer.state === 'verified'
          ? []
          : [`Prove that it arrives: tocsin contact verify ${channel}`]),
      ]);
    });
}

function addVerify(contact: Command, session: Session): void {
  withChannel(contact.command('verify').summary('send a code to the address')).action(
    async (channel: string, options: Mine) => {
      const id = personOf(session, options);
      const sent = await session.call('sendCode', {
        params: { id, channel },
        body: { by: byOption(session, options) },
      });
      session.print(options, sent, [
        `A code is on its way to ${oneLine(sent.address)}, good until ${momentText(sent.until, session.display)}.`,
        `Give it back: tocsin contact confirm ${channel} <code>`,
      ]);
    },
  );
}

function addConfirm(contact: Command, session: Session): void {
  withChannel(contact.command('confirm').summary('give the code back'))
    .argument('<code>', 'as it arrived')
    .action(async (channel: string, code: string, options: Mine) => {
      const id = personOf(session, options);
      const answer = await session.call('confirmCode', {
        params: { id, channel },
        body: { code, by: byOption(session, options) },
      });
      session.print(options, answer, contactLine(answer));
    });
}

function addRemove(contact: Command, session: Session): void {
  withChannel(contact.command('remove').summary('forget an address that was entered')).action(
    async (channel: string, options: Mine) => {
      const id = personOf(session, options);
      const answer = await session.call('removeContact', { params: { id, channel } });
      session.print(options, answer, `Forgotten: ${oneLine(answer.address)} (${channel}).`);
    },
  );
}

function addForget(contact: Command, session: Session): void {
  const summary = 'no more pages by push to a device, such as one that is lost';
  ofPerson(withJson(contact.command('forget-device').summary(summary)))
    .argument('<device>', 'its id, as `contact list` shows it')
    .action(async (device: string, options: Mine) => {
      const id = personOf(session, options);
      const answer = await session.call('removeDevice', { params: { id, device } });
      session.print(options, answer, `Forgotten: ${oneLine(answer.name)} (${answer.id}).`);
    });
}

function addTestPage(program: Command, session: Session): void {
  const summary = 'page a person for a test, on the path of a real page';
  ofPerson(
    asCommand(program.command('test-page').summary(summary).description(capitalised(summary))),
  ).action(async (options: Mine) => {
    const id = personOf(session, options);
    const incident = await session.call('testPage', {
      params: { id },
      body: { by: byOption(session, options) },
      idempotencyKey: options.idempotencyKey,
    });
    session.print(options, incident, [
      `${incident.id} pages ${oneLine(id)} for a test. Acknowledge it to end it.`,
      `What arrived: tocsin drill report ${incident.id}`,
    ]);
  });
}

function ofPerson(command: Command): Command {
  return command.option('--person <id>', 'whose (TOCSIN_PERSON if not given)');
}

function withChannel(command: Command): Command {
  const channel = new Argument('<channel>', 'the way').choices(enterable);
  return ofPerson(withBy(command)).addArgument(channel);
}

function personOf({ surroundings }: Session, { person, by: named }: Mine): string {
  const id = person ?? named ?? surroundings.env.TOCSIN_PERSON;
  if (id !== undefined && id !== '') return id;
  throw new CliFailure('usage', 'Whose contacts?', {
    next: 'Give --person=ana, or set TOCSIN_PERSON to who you are.',
  });
}

const stateStyles = {
  unverified: 'yellow',
  pending: 'yellow',
  verified: 'green',
  'opted-out': 'red',
  undeliverable: 'red',
} as const;

function contactsText(answer: Contacts, display: Display): string[] {
  const devices = answer.devices.map(
    ({ id, name, isUsed }) => `push to ${oneLine(name)} (${id}): ${isUsed ? 'used' : 'not used'}`,
  );
  return [...waysText(answer, display), ...devices];
}

function waysText({ name, contacts, devices }: Contacts, display: Display): string[] {
  if (contacts.length === 0 && devices.length > 0) return [];
  if (contacts.length === 0) return [`There is no way to reach ${oneLine(name)}.`];
  const rows = contacts.map(({ channel, address, state, enteredBy, isUsed, reason }) => [
    channel,
    address,
    { text: state, style: stateStyles[state] },
    isUsed ? 'used' : 'not used',
    enteredBy === 'person' ? 'themselves' : 'tocsin.yaml',
    reason ?? '',
  ]);
  return [table(['CHANNEL', 'ADDRESS', 'STATE', 'PAGES', 'ENTERED BY', 'WHY'], rows, display)];
}

function contactLine({ channel, address, state, isUsed }: ContactAnswer): string {
  return `${channel} ${oneLine(address)}: ${state}, ${isUsed ? 'used' : 'not used'} for pages.`;
}
