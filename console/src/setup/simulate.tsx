import { useSignal } from '@preact/signals';
import { type Answer, send } from '#console/api.ts';
import { ChooseAny } from '#console/shell/choose-any.tsx';
import { forget } from '#console/shell/drafts.ts';
import { Card, Field, Form, SeverityMark, Time, useDeed, Words } from '#console/shell/parts.tsx';
import { Send } from '#console/shell/send.tsx';

/** Whom something that has not happened would wake. */
export function Simulate() {
  const found = useSignal<Answer<'POST', '/v1/simulate'> | undefined>(undefined);
  const deed = useDeed();
  const name = 'Who would be paged?';
  return (
    <Card title={name}>
      <Form
        name={name}
        onSend={({ title = '', service, severity, at }) =>
          void deed.run(async () => {
            found.value = await send(
              'POST',
              '/v1/simulate',
              {},
              {
                title,
                ...(service && { service }),
                ...(severity && { severity: severity as 'SEV1' }),
                ...(at && { at: new Date(at).toISOString() }),
              },
            );
            forget(name);
          })
        }
      >
        <Field label="If this came in">
          <input name="title" required maxLength={500} dir="auto" />
        </Field>
        <ChooseAny of="services" label="Service" name="service" none="by its words" />
        <Field label="Severity">
          <select name="severity">
            <option value="">by the rules</option>
            {['SEV1', 'SEV2', 'SEV3', 'SEV4'].map(each => (
              <option key={each}>{each}</option>
            ))}
          </select>
        </Field>
        <Field label="At" hint="Now, when nothing is said.">
          <input type="datetime-local" name="at" />
        </Field>
        <Send deed={deed}>Look; nobody is paged</Send>
      </Form>
      {found.value?.ignored.map(text => (
        <Words key={text} as="p">
          {text}
        </Words>
      ))}
      {found.value?.alerts.map(alert => (
        <section key={alert.title}>
          <h3>
            <SeverityMark severity={alert.severity} /> <Words>{alert.title}</Words>
          </h3>
          <p class="quiet words">
            {alert.severityReason}; {alert.serviceName}: {alert.serviceReason}
          </p>
          {alert.nobody !== undefined && <p class="bad">{alert.nobody}</p>}
          <ol class="ladder">
            {alert.rungs.map((rung, index) => (
              <li key={index}>
                <span class="line">
                  <strong class="words">
                    {rung.kind === 'paged' ? rung.name : 'Told by mail'}
                  </strong>
                  <Time at={rung.at} seconds />
                </span>
                {rung.kind === 'paged'
                  ? rung.pages.map(({ at, name, channel }, page) => (
                      <span key={page}>
                        <Time at={at} seconds /> {name} by {channel}
                      </span>
                    ))
                  : rung.people.map(({ person, name }) => <span key={person}>{name}</span>)}
              </li>
            ))}
          </ol>
        </section>
      ))}
    </Card>
  );
}
