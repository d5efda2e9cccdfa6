import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useLocation } from 'preact-iso';
import { useLive } from '#console/live.ts';
import { propose } from '#console/setup/proposed.ts';
import { type Guide, guideOf, type Part, runsOf } from '#console/setup/sender-guide.ts';
import { Became, refusedSince, type Sender } from '#console/setup/senders.tsx';
import { ChooseAny } from '#console/shell/choose-any.tsx';
import { newKeys } from '#console/shell/drafts.ts';
import {
  Button,
  Card,
  Field,
  Form,
  SeverityMark,
  Time,
  useDeed,
  Waiting,
  Words,
} from '#console/shell/parts.tsx';
import { Send } from '#console/shell/send.tsx';

/** Of every sender that has an address of its own, by name: what docs/senders says, which comes when it is needed. */
export async function guidesOfSenders(): Promise<readonly Guide[]> {
  const { pages } = await import('#console/setup/sender-pages.ts');
  return Object.entries(pages)
    .map(([source, page]) => guideOf(source, page))
    .toSorted((a, b) => a.name.localeCompare(b.name));
}

/** How one sender is set up, and whether it has worked: of an integration by `name`, else of one that is to be added. */
export function SenderPage(props: { guides: readonly Guide[]; name?: string; add?: string }) {
  const { guides, name, add } = props;
  const found = useLive('/v1/integrations', {}, undefined, { everyMs: 2000 });
  const sender = found.value?.integrations.find(each => each.name === name);
  const source = sender?.source ?? (name === undefined ? add : newKeys.value.get(name)?.source);
  const guide = guides.find(each => each.source === source);
  if (found.value === undefined) {
    return (
      <Card title="A sender">
        <Waiting of={found} what="Who sends alerts" />
      </Card>
    );
  }
  if (name === undefined && guide === undefined) return <Which guides={guides} />;
  if (name !== undefined && source === undefined) {
    return (
      <Card title={name}>
        <p>No sender of this name is let in by the configuration that is in force.</p>
        <p>
          <a href="/set-up/senders">Who sends alerts</a>
        </p>
      </Card>
    );
  }
  const key = name === undefined ? undefined : newKeys.value.get(name)?.key;
  const filled = (text: string) =>
    text
      .replaceAll('$TOCSIN_URL', found.value?.address ?? '')
      .replaceAll('$TOCSIN_KEY', key ?? 'KEY');
  return (
    <>
      <p class="crumbs">
        <a href="/set-up/senders">Senders</a> / <span class="words">{name ?? guide?.name}</span>
      </p>
      {sender !== undefined && <Came of={sender} />}
      <div class="columns">
        <div class="side">
          {name === undefined && guide !== undefined && <Let key={guide.source} guide={guide} />}
          {name !== undefined && key !== undefined && (
            <NewKey secret={key} isInForce={sender !== undefined} />
          )}
          {guide !== undefined && (
            <Guidance guide={guide} filled={filled} hasKey={key !== undefined} />
          )}
        </div>
        <div class="side">
          {source !== undefined && <Try source={source} filled={filled} />}
          {guide !== undefined && (
            <Card title="How it is read">
              <Parts parts={guide.looks} filled={filled} />
            </Card>
          )}
        </div>
      </div>
    </>
  );
}

/** Of some eighty, by the first letters of its name. */
function Which({ guides }: { guides: readonly Guide[] }) {
  const typed = useSignal('');
  const { route } = useLocation();
  const words = typed.value.toLowerCase().split(/\s+/);
  const found = guides.filter(({ name, source }) =>
    words.every(word => `${name} ${source}`.toLowerCase().includes(word)),
  );
  return (
    <Card title="Which sender?">
      <form
        onSubmit={event => {
          event.preventDefault();
          if (typed.value.trim() !== '' && found[0] !== undefined)
            route(`/set-up/senders?add=${found[0].source}`);
        }}
      >
        <Field label="What you monitor with" hint="Enter takes the first.">
          <input
            type="search"
            autoFocus
            value={typed.value}
            onInput={event => (typed.value = event.currentTarget.value)}
          />
        </Field>
      </form>
      <ul class="known" aria-label="Senders that are known">
        {found.map(({ source, name }) => (
          <li key={source} data-stop>
            <a href={`/set-up/senders?add=${source}`}>{name}</a>
          </li>
        ))}
      </ul>
      <p class="quiet">
        {found.length === 0 && 'None is called so. '}
        Is it not among them? <a href="/set-up/senders?add=auto">Any body is read</a> that it sends,
        or you give <a href="/set-up/senders?add=generic">its words names</a> of your own.
      </p>
    </Card>
  );
}

/** Makes its key, and its lines in the configuration. */
function Let({ guide }: { guide: Guide }) {
  const inForce = useLive('/v1/configuration', {}, undefined, { everyMs: 30_000 });
  const deed = useDeed();
  const { route } = useLocation();
  const { source } = guide;
  return (
    <Card title={`Let ${guide.name} in`}>
      <Waiting of={inForce} what="The configuration" />
      {inForce.value !== undefined && (
        <Form
          onSend={async ({ name = '', service }) => {
            const make = async () => {
              const { document, version } = inForce.value ?? {};
              if (document === undefined || version === undefined) return;
              const known = (document.integrations ?? []) as { name: string }[];
              if (known.some(each => each.name === name) || newKeys.peek().has(name)) {
                throw new Error(`There is a sender of the name ${name} already.`);
              }
              const key = await propose(
                'integrations',
                keySha256 => ({ name, source, ...(service && { service }), keySha256 }),
                { document, version },
              );
              newKeys.value = new Map(newKeys.peek()).set(name, { key, source });
            };
            if (await deed.run(make)) route(`/set-up/senders/${encodeURIComponent(name)}`);
          }}
        >
          <Field label="Name" hint="As the team knows it.">
            <input
              name="name"
              required
              maxLength={100}
              pattern="[A-Za-z0-9._\-]+"
              defaultValue={source}
            />
          </Field>
          <ChooseAny
            of="services"
            label="For one service only"
            name="service"
            none="any, as its alerts say"
          />
          <Send deed={deed}>Make its key</Send>
        </Form>
      )}
    </Card>
  );
}

function NewKey({ secret, isInForce }: { secret: string; isInForce: boolean }) {
  const { route } = useLocation();
  return (
    <Card title="Its key">
      <p>
        It stands in what is to be pasted here, until this window is closed, and is kept nowhere:
      </p>
      <Copied text={secret} what="the key" />
      {isInForce ? (
        <p class="good">It is in force: within half a minute every door knows it.</p>
      ) : (
        <>
          <p>Its hash stands in the configuration, which is not in force yet.</p>
          <Button kind="primary" onClick={() => route('/set-up/configuration')}>
            Look at the configuration, and put it in force
          </Button>
        </>
      )}
    </Card>
  );
}

function Guidance(props: { guide: Guide; filled: (text: string) => string; hasKey: boolean }) {
  const { guide, filled, hasKey } = props;
  return (
    <Card title={guide.name}>
      <h3>What to click</h3>
      <Parts parts={guide.click} filled={filled} />
      <h3>What to paste</h3>
      <Parts parts={guide.paste} filled={filled} />
      <p class="quiet">
        {!hasKey && (
          <>
            <code>KEY</code> is its key, which is shown once when it is made.{' '}
          </>
        )}
        Where headers can be set, the address goes without it, and it stands in{' '}
        <code>x-api-key</code>, or behind <code>Authorization: Bearer</code>.
      </p>
    </Card>
  );
}

/** A body that each door takes for a test: it tries the address and the key, and pages nobody. */
function Try({ source, filled }: { source: string; filled: (text: string) => string }) {
  const curl = `curl -sS '${filled(`$TOCSIN_URL/v1/alerts/${source}?key=$TOCSIN_KEY`)}' \\
  -H 'content-type: application/json' -d '{"tocsin":"test"}'`;
  return (
    <Card title="Try it">
      <p>From where it sends, this tries the address and the key, and pages nobody:</p>
      <Copied text={curl} what="the command" />
      <p class="quiet">
        Then press the test button of the sender itself, or let one alert of it fire. A wrong key is
        answered 401, and shows nowhere here: whose it is is not known.
      </p>
    </Card>
  );
}

/** What came of it last: looked for every two seconds. */
function Came({ of }: { of: Sender }) {
  const { firstAt, lastAt, last } = of;
  const refused = refusedSince(of);
  const receipt = useLive('/v1/receipts/{id}', { id: last?.receipt ?? '' }, undefined, {
    everyMs: 5000,
    when: last !== undefined,
  });
  return (
    <Card title="What came" class={refused === undefined && last !== undefined ? 'arrived' : ''}>
      <div aria-live="polite" class="came">
        {refused !== undefined && (
          <div class="problem">
            <p>
              Refused, <Time at={refused.at} seconds />:
            </p>
            <Words as="p">{refused.reason}</Words>
          </div>
        )}
        {firstAt === undefined && refused === undefined && (
          <p class="quiet loading">Nothing of it yet. This page waits for the first.</p>
        )}
        {lastAt !== undefined && (
          <p class="good">
            ✓ Understood, <Time at={lastAt} seconds />
            {last?.status === 'test' && ': a test, which pages nobody'}
            {last?.status === 'heartbeat' && ': a heartbeat, which pages nobody while it comes'}
            {last?.status === 'cleared' && ': that something is over'}
          </p>
        )}
        {last !== undefined && (
          <>
            <h3>
              <SeverityMark severity={last.severity} /> <Words>{last.title}</Words>
            </h3>
            <dl class="facts">
              <div>
                <dt>severity</dt>
                <dd class="words">
                  {last.severity}: {last.severityReason}
                </dd>
              </div>
              <div>
                <dt>service</dt>
                <dd class="words">
                  {last.service}: {last.serviceReason}
                </dd>
              </div>
            </dl>
          </>
        )}
      </div>
      {last !== undefined && receipt.value !== undefined && (
        <section>
          <h3>What became of it</h3>
          <Became of={receipt.value} />
        </section>
      )}
    </Card>
  );
}

function Parts({ parts, filled }: { parts: readonly Part[]; filled: (text: string) => string }) {
  return (
    <>
      {parts.map((part, index) => {
        switch (part.kind) {
          case 'text':
            return (
              <p key={index}>
                <Runs text={part.text} />
              </p>
            );
          case 'copy':
            return <Copied key={index} text={filled(part.text)} what="it" />;
          case 'rows':
            return (
              <dl key={index} class="facts">
                {part.rows.map(([name, text]) => (
                  <div key={name}>
                    <dt>{name}</dt>
                    <dd class="words">
                      <Runs text={text} />
                    </dd>
                  </div>
                ))}
              </dl>
            );
          default:
            return part satisfies never;
        }
      })}
    </>
  );
}

function Runs({ text }: { text: string }): ComponentChildren {
  return runsOf(text).map((run, index) => {
    switch (run.as) {
      case 'strong':
        return <strong key={index}>{run.text}</strong>;
      case 'code':
        return <code key={index}>{run.text}</code>;
      case 'text':
        return run.text;
      default:
        return run.as satisfies never;
    }
  });
}

/** To be taken along as it stands: by a button, or by hand where the browser lets no page write to its clipboard. */
function Copied({ text, what }: { text: string; what: string }) {
  const isCopied = useSignal(false);
  return (
    <div class="copied">
      <pre>{text}</pre>
      {navigator.clipboard !== undefined && (
        <button
          type="button"
          onClick={() =>
            void navigator.clipboard.writeText(text).then(
              () => (isCopied.value = true),
              () => (isCopied.value = false),
            )
          }
        >
          {isCopied.value ? 'Copied' : 'Copy'}
          <span class="for-readers"> {what}</span>
        </button>
      )}
    </div>
  );
}
