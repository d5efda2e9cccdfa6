import * as z from 'zod/mini';

export const channels = ['sms', 'email', 'voice', 'webhook', 'slack', 'push'] as const;
export type Channel = (typeof channels)[number];

/** One attempt of a person's own rules: on this channel, this long after their level was paged. */
const contact = z.object({ channel: z.enum(channels), afterSeconds: z.number() });
export type Contact = z.infer<typeof contact>;

/** A person as the plan knows them: copied when the incident is declared, so that nobody's edit reroutes a page. */
export const responder = z.object({
  person: z.string(),
  name: z.string(),
  phone: z.optional(z.string()),
  email: z.optional(z.string()),
  webhook: z.optional(z.string()),
  /** Their id in Slack, where the configuration says it. */
  slack: z.optional(z.string()),
  /** The ids of their devices that take pages by push, with spaces between. */
  push: z.optional(z.string()),
  /**
   * Their rules for this urgency over the channels that work, the earliest first. Empty: nobody can reach them.
   * Absent in plans of before there were rules: SMS and e-mail at once.
   */
  contacts: z.optional(z.array(contact)),
  /** Channels that their rules name and that were left out, or are used for want of better, and why. */
  remarks: z.optional(z.array(z.object({ channel: z.enum(channels), text: z.string() }))),
});
export type Responder = z.infer<typeof responder>;

/** Where they are reached by the channel. */
export function addressBy(channel: Channel, to: Responder): string | undefined {
  switch (channel) {
    case 'sms':
    case 'voice':
      return to.phone;
    case 'email':
      return to.email;
    case 'webhook':
      return to.webhook;
    case 'slack':
      return to.slack ?? to.email;
    case 'push':
      return to.push;
    default:
      return channel satisfies never;
  }
}

/** How a person reached us; recorded with everything that they do. */
const via = z.enum(['api', 'cli', 'link', 'sms', 'slack', 'console', 'assistant']);
export type Via = z.infer<typeof via>;

/** Who did something: a person of the directory, the holder of a token, or the system with its reason. */
export const actor = z.object({
  kind: z.enum(['person', 'token', 'system']),
  id: z.string(),
  name: z.string(),
  via: z.optional(via),
});
export type Actor = z.infer<typeof actor>;

/** A token may be named like a person: only kind and id together say who it is. */
export function isSameActor(a: Who, b: Who): boolean {
  return a.kind === b.kind && a.id === b.id;
}

type Who = Pick<Actor, 'kind' | 'id'>;

export function isPerson({ kind, id }: Actor, person: string): boolean {
  return kind === 'person' && id === person;
}

/** Of the deployment itself, which belongs to nobody. */
export const operationsToken: Actor = {
  kind: 'token',
  id: 'administrator',
  name: 'the operations token',
};
export const system = (id: string, name: string): Actor => ({ kind: 'system', id, name });
/** Who declared, cleared and resolved it, where no person did. */
export const signals: Actor = system('alerts', 'its alerts');
/** Who ends what nobody answered in time. */
export const tocsin: Actor = system('tocsin', 'Tocsin');
/** Who judges what alerts say. */
export const triageActor: Actor = system('triage', 'triage');
