import { useSignal } from '@preact/signals';
import { useLocation } from 'preact-iso';
import { type Answer, send } from '#console/api.ts';
import { useLive } from '#console/live.ts';
import { me, signOut } from '#console/session.ts';
import { browserName } from '#console/setup/browser-name.ts';
import { Devices } from '#console/setup/devices.tsx';
import { channelNames, Order } from '#console/setup/order.tsx';
import { forget } from '#console/shell/drafts.ts';
import {
  Button,
  Card,
  Dialog,
  Field,
  Form,
  Problem,
  Time,
  useDeed,
  Waiting,
} from '#console/shell/parts.tsx';
import { RowDeed } from '#console/shell/row-deed.tsx';
import { Rows } from '#console/shell/rows.tsx';
import { Send } from '#console/shell/send.tsx';
import { useTitle } from '#console/shell/title.ts';
import { Below } from '#console/shell/when-idle.tsx';

type Contact = Answer<'GET', '/v1/people/{id}/contacts'>['contacts'][number];
type Channel = Contact['channel'];

const stateWords: Record<Contact['state'], string> = {
  verified: 'verified',
  pending: 'waits for its code',
  unverified: 'nobody has proved that it arrives',
  'opted-out': 'said STOP',
  undeliverable: 'did not arrive',
};

/** How I am reached, where I am signed in, when I am on duty. */
export default function Me() {
  const own = me();
  const leaving = useDeed();
  useTitle('Me');
  if (own === undefined) return null;
  return (
    <div class="view">
      <header class="view-head">
        <h1 class="words">{own.name}</h1>
        <Button busy={leaving.busy} onClick={() => void leaving.run(signOut)}>
          Sign out
        </Button>
      </header>
      <Problem error={leaving.error} />
      {own.kind === 'person' && (
        <div class="columns">
          <Contacts person={own.id} />
          <Order person={own.id} />
          <Below>
            <Devices person={own.id} />
            <TestPage person={own.id} />
            <Feed person={own.id} />
            <Sessions />
          </Below>
        </div>
      )}
    </div>
  );
}

function Contacts({ person }: { person: string }) {
  const found = useLive('/v1/people/{id}/contacts', { id: person });
  const proving = useSignal<Channel | undefined>(undefined);
  const entering = useSignal<Channel | undefined>(undefined);
  return (
    <Card title="How I am reached">
      <Waiting of={found} what="How you are reached" />
      <ul class="entries">
        {found.value?.contacts.map(({ channel, address, state, isUsed, reason }) => (
          <li key={channel}>
            <span>
              <strong>{channelNames[channel]}</strong> <span class="words">{address}</span>
              <small class={state === 'verified' ? 'good' : 'quiet'}>
                {stateWords[state]}
                {reason !== undefined && `: ${reason}`}
                {!isUsed && ' · not used for pages'}
              </small>
            </span>
            <span class="row">
              {state !== 'verified' && channel !== 'slack' && (
                <Button onClick={() => (proving.value = channel)}>
                  Verify<span class="for-readers"> {channelNames[channel]}</span>
                </Button>
              )}
              {channel !== 'slack' && (
                <Button onClick={() => (entering.value = channel)}>
                  Change<span class="for-readers"> {channelNames[channel]}</span>
                </Button>
              )}
            </span>
          </li>
        ))}
      </ul>
      <p class="quiet">
        A code proves that an address arrives at you. With a verified e-mail address or phone number
        you can sign in here.
      </p>
      {proving.value !== undefined && (
        <Prove
          person={person}
          channel={proving.value}
          onClose={() => (proving.value = undefined)}
        />
      )}
      {entering.value !== undefined && (
        <Enter
          person={person}
          channel={entering.value}
          onClose={() => (entering.value = undefined)}
          onEntered={() => {
            proving.value = entering.value;
            entering.value = undefined;
          }}
        />
      )}
    </Card>
  );
}

interface OfChannel {
  person: string;
  channel: Channel;
  onClose: () => void;
}

/** What a phone shows to type with. */
const keyboards: Partial<Record<Channel, 'tel' | 'email' | 'url'>> = {
  ...{ sms: 'tel', voice: 'tel', email: 'email', webhook: 'url' },
};

function Enter({ person, channel, onClose, onEntered }: OfChannel & { onEntered: () => void }) {
  const deed = useDeed();
  const title = `${channelNames[channel]}: another address`;
  return (
    <Dialog title={title} onClose={onClose}>
      <Form
        name={title}
        onSend={async ({ address = '' }) => {
          const at = { id: person, channel };
          const put = async () => {
            await send('PUT', '/v1/people/{id}/contacts/{channel}', at, { address });
            forget(title);
          };
          if (await deed.run(put)) onEntered();
        }}
      >
        <Field
          label={keyboards[channel] === 'tel' ? 'Phone number' : 'Address'}
          hint={`${keyboards[channel] === 'tel' ? 'As from abroad: +1 555 0100. ' : ''}It is used once its code has come back.`}
        >
          <input
            name="address"
            required
            autoFocus
            autoCapitalize="none"
            {...(keyboards[channel] !== undefined && { inputMode: keyboards[channel] })}
          />
        </Field>
        <Send deed={deed}>Enter it</Send>
      </Form>
    </Dialog>
  );
}

function Prove({ person, channel, onClose }: OfChannel) {
  const isSent = useSignal(false);
  const deed = useDeed();
  const at = { id: person, channel };
  return (
    <Dialog title={`Verify: ${channelNames[channel]}`} onClose={onClose}>
      {isSent.value ? (
        <Form
          onSend={async ({ code = '' }) => {
            const confirm = () =>
              send('POST', '/v1/people/{id}/contacts/{channel}/confirm', at, { code });
            if (await deed.run(confirm)) onClose();
          }}
        >
          <Field label="The code that came there">
            <input
              name="code"
              required
              autoFocus
              inputMode="numeric"
              autoComplete="one-time-code"
            />
          </Field>
          <Send deed={deed}>Verify</Send>
        </Form>
      ) : (
        <>
          <p>A code of six digits is sent there. It is good for ten minutes.</p>
          <Button
            kind="primary"
            busy={deed.busy}
            onClick={async () => {
              const code = () => send('POST', '/v1/people/{id}/contacts/{channel}/code', at, {});
              isSent.value = await deed.run(code);
            }}
          >
            Send the code
          </Button>
          <Problem error={deed.error} />
        </>
      )}
    </Dialog>
  );
}

function TestPage({ person }: { person: string }) {
  const deed = useDeed();
  const { route } = useLocation();
  return (
    <Card title="A test page">
      <p>Pages you as a real incident would, by the same way, marked as a test.</p>
      <Button
        busy={deed.busy}
        onClick={async () => {
          let paged = '';
          const page = async (key: string) => {
            const at = { id: person };
            ({ id: paged } = await send('POST', '/v1/people/{id}/test-page', at, {}, { key }));
          };
          if (await deed.run(page)) route(`/incidents/${paged}`);
        }}
      >
        Page me for a test
      </Button>
      <Problem error={deed.error} />
    </Card>
  );
}

function Feed({ person }: { person: string }) {
  const found = useLive('/v1/calendar-feeds', {}, { person });
  const made = useSignal<{ id: string; url: string } | undefined>(undefined);
  const deed = useDeed();
  const feeds = found.value?.feeds ?? [];
  return (
    <Card title="My shifts in my calendar">
      <p class="quiet">A private address that calendar programs read. It is shown once.</p>
      {made.value !== undefined && <code class="words">{made.value.url}</code>}
      <Button
        busy={deed.busy}
        onClick={() =>
          void deed.run(async () => {
            made.value = await send('POST', '/v1/calendar-feeds', {}, { person });
          })
        }
      >
        Make an address
      </Button>
      <Problem error={deed.error} />
      <Waiting of={found} what="Which addresses there are" />
      <Rows class="entries" aria-label="Addresses of my calendar">
        {feeds.map(({ id, createdAt, createdBy }) => (
          <li key={id}>
            <span>
              <span class="words">
                {id === made.value?.id ? 'The one above' : 'One'} of <Time at={createdAt} />
              </span>
              <small class="quiet words">
                {id}, made by {createdBy}
              </small>
            </span>
            <RowDeed
              about={` ${id}`}
              run={async () => {
                await send('DELETE', '/v1/calendar-feeds/{id}', { id });
                if (made.peek()?.id === id) made.value = undefined;
              }}
            >
              Revoke
            </RowDeed>
          </li>
        ))}
      </Rows>
    </Card>
  );
}

function Sessions() {
  const found = useLive('/v1/sessions');
  return (
    <Card title="Where I am signed in">
      <Waiting of={found} what="Where you are signed in" />
      <Rows class="entries">
        {found.value?.sessions.map(({ id, browser, seenAt, until, isThis }) => (
          <li key={id}>
            <span>
              <strong class="words">{browserName(browser)}</strong>
              <small class="quiet">
                {isThis ? (
                  'here'
                ) : (
                  <>
                    seen <Time at={seenAt} />
                  </>
                )}
                , until <Time at={until} />
              </small>
            </span>
            {!isThis && (
              <RowDeed about=" there" run={() => send('DELETE', '/v1/sessions/{id}', { id })}>
                Sign out
              </RowDeed>
            )}
          </li>
        ))}
      </Rows>
    </Card>
  );
}
