import { useSignal } from '@preact/signals';
import { type Answer, send } from '#console/api.ts';
import { forget } from '#console/shell/drafts.ts';
import { Card, Field, Form, SeverityMark, Time, useDeed, Words } from '#console/shell/parts.tsx';
import { Send } from '#console/shell/send.tsx';

/** What would become of a body, without anything becoming of it. */
export function Explain() {
  const found = useSignal<Answer<'POST', '/v1/explain'> | undefined>(undefined);
  const deed = useDeed();
  const name = 'What would become of it?';
  return (
    <Card title={name}>
      <Form
        name={name}
        onSend={({ source = 'auto', body = '' }) =>
          void deed.run(async () => {
            found.value = await send('POST', '/v1/explain', {}, body, { query: { source } });
            forget(name);
          })
        }
      >
        <Field label="Sender">
          <input name="source" defaultValue="auto" />
        </Field>
        <Field label="What it sends">
          <textarea name="body" rows={6} required class="document small" />
        </Field>
        <Send deed={deed}>Explain</Send>
      </Form>
      {found.value?.ignored.map(text => (
        <Words key={text} as="p">
          {text}
        </Words>
      ))}
      {found.value?.alerts.map(
        ({ title, severity, severityReason, goesTo, source, wouldPage, identity }) => (
          <section key={identity.series}>
            <h3>
              <SeverityMark severity={severity} /> <Words>{title}</Words>
            </h3>
            <p class="quiet words">
              read as {source}; {severityReason}; {goesTo}
            </p>
            <ul>
              {wouldPage.map(({ at, person, channel }, index) => (
                <li key={index}>
                  <Time at={at} seconds /> {person} by {channel}
                </li>
              ))}
            </ul>
          </section>
        ),
      )}
    </Card>
  );
}
