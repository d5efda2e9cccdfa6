import { useSignal } from '@preact/signals';
import { useMemo, useRef } from 'preact/hooks';
import { type Answer, send } from '#console/api.ts';
import { useLive } from '#console/live.ts';
import { Button, Card, Dialog, Icon, useDeed, Waiting } from '#console/shell/parts.tsx';
import { Rows } from '#console/shell/rows.tsx';
import { Send } from '#console/shell/send.tsx';
import { span } from '#console/shell/times.ts';

type Contacts = Answer<'GET', '/v1/people/{id}/contacts'>;
type Way = Contacts['said']['high']['ways'][number];
type Channel = Way['channel'];
type Urgency = keyof Contacts['said'];

export const channelNames: Record<Channel, string> = {
  sms: 'Text message',
  email: 'E-mail',
  voice: 'Call',
  webhook: 'Webhook',
  slack: 'Slack',
  push: 'Push',
};

const urgencies: Record<Urgency, string> = {
  high: 'When it is urgent: SEV1 and SEV2',
  low: 'When it can wait',
};

/** One after the other, and how much quieter it is when it can wait. */
export function Order({ person }: { person: string }) {
  const found = useLive('/v1/people/{id}/contacts', { id: person });
  const changing = useSignal<Urgency | undefined>(undefined);
  const { value } = found;
  return (
    <Card title="In which order I am paged">
      <Waiting of={found} what="The order" />
      {value !== undefined &&
        (['high', 'low'] as const).map(urgency => {
          const tried = value.order[urgency];
          const { by, ways } = value.said[urgency];
          const left = ways.filter(way => !tried.some(each => isSame(each, way)));
          return (
            <section key={urgency}>
              <h3>{urgencies[urgency]}</h3>
              {tried.length === 0 && <p class="bad">No way of reaching you works.</p>}
              <ol class="ordered">
                {tried.map(way => (
                  <li key={keyOf(way)}>
                    {channelNames[way.channel]}
                    {way.afterSeconds > 0 && (
                      <span class="quiet">
                        {' '}
                        after {span(way.afterSeconds * 1000)} without an answer
                      </span>
                    )}
                  </li>
                ))}
              </ol>
              {left.length > 0 && (
                <p class="quiet">
                  Not now: {left.map(({ channel }) => channelNames[channel]).join(', ')}, which does
                  not work or is not verified.
                </p>
              )}
              <p class="row">
                <span class="quiet">
                  {by === 'person' ? 'By your own word.' : 'As the configuration says.'}
                </span>
                <Button onClick={() => (changing.value = urgency)}>
                  Change<span class="for-readers"> the order: {urgencies[urgency]}</span>
                </Button>
              </p>
            </section>
          );
        })}
      {changing.value !== undefined && value !== undefined && (
        <ChangeOrder
          contacts={value}
          urgency={changing.value}
          onClose={() => (changing.value = undefined)}
        />
      )}
    </Card>
  );
}

const keyOf = ({ channel, afterSeconds }: Way) => `${channel} ${afterSeconds}`;
const isSame = (a: Way, b: Way) => keyOf(a) === keyOf(b);

const afterSeconds = [0, 60, 120, 180, 240, 300, 600] as const;

/** What can be tried at all: as far as something is known of it. What is refused besides, the API says. */
function channelsOf({ contacts, devices, said }: Contacts): Channel[] {
  const known = [
    ...contacts.map(({ channel }) => channel),
    ...(devices.length > 0 ? (['push'] as const) : []),
    ...[...said.high.ways, ...said.low.ways].map(({ channel }) => channel),
  ];
  return (Object.keys(channelNames) as Channel[]).filter(channel => known.includes(channel));
}

function ChangeOrder(props: { contacts: Contacts; urgency: Urgency; onClose: () => void }) {
  const { contacts, urgency, onClose } = props;
  const { said, person } = contacts;
  const added = useRef(0);
  /** Each is itself, wherever it stands. */
  const step = (way: Way) => ({ ...way, step: added.current++ });
  const ways = useSignal(useMemo(() => said[urgency].ways.map(step), []));
  const deed = useDeed();
  const channels = channelsOf(contacts);
  const put = async (changed: readonly Way[] | undefined) => {
    // The other urgency stays by whoever's word it is.
    const own = (of: Urgency) =>
      of === urgency ? changed : said[of].by === 'person' ? said[of].ways : undefined;
    const [high, low] = [own('high'), own('low')];
    const body = { ...(high && { high: [...high] }), ...(low && { low: [...low] }) };
    const isDone = await deed.run(() => send('PUT', '/v1/people/{id}/order', { id: person }, body));
    if (isDone) onClose();
  };
  const change = (index: number, way: Partial<Way>) => {
    ways.value = ways.value.map((each, at) => (at === index ? { ...each, ...way } : each));
  };
  return (
    <Dialog title={urgencies[urgency]} onClose={onClose}>
      <form
        onSubmit={event => {
          event.preventDefault();
          const inOrder = ways.value.toSorted((a, b) => a.afterSeconds - b.afterSeconds);
          void put(inOrder.map(({ channel, afterSeconds }) => ({ channel, afterSeconds })));
        }}
      >
        <Rows as="ol" class="ordered steps">
          {ways.value.map((way, index) => (
            <li key={way.step}>
              <span class="row">
                <select
                  aria-label={`Way ${index + 1}`}
                  value={way.channel}
                  onChange={event =>
                    change(index, { channel: event.currentTarget.value as Channel })
                  }
                >
                  {channels.map(channel => (
                    <option key={channel} value={channel}>
                      {channelNames[channel]}
                    </option>
                  ))}
                </select>
                <select
                  aria-label={`When way ${index + 1} is tried`}
                  value={way.afterSeconds}
                  onChange={event =>
                    change(index, { afterSeconds: Number(event.currentTarget.value) })
                  }
                >
                  {[...new Set([...afterSeconds, way.afterSeconds])]
                    .toSorted((a, b) => a - b)
                    .map(seconds => (
                      <option key={seconds} value={seconds}>
                        {seconds === 0 ? 'at once' : `after ${span(seconds * 1000)}`}
                      </option>
                    ))}
                </select>
                {ways.value.length > 1 && (
                  <button
                    type="button"
                    class="icon"
                    aria-label={`Remove way ${index + 1}`}
                    onClick={() => (ways.value = ways.value.filter((_, at) => at !== index))}
                  >
                    <Icon name="close" />
                  </button>
                )}
              </span>
            </li>
          ))}
        </Rows>
        <Button
          onClick={() => {
            const channel = channels[0] ?? 'sms';
            ways.value = [...ways.value, step({ channel, afterSeconds: 120 })];
          }}
        >
          One more
        </Button>
        <p class="quiet">
          It holds from the next incident on. What is verified comes before what nobody has proved;
          a way that fails is not waited for.
        </p>
        <Send
          deed={deed}
          beside={
            said[urgency].by === 'person' && (
              <Button busy={deed.busy} onClick={() => void put(undefined)}>
                As the configuration says
              </Button>
            )
          }
        >
          Page me so
        </Send>
      </form>
    </Dialog>
  );
}
