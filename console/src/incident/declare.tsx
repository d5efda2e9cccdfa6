import { useLocation } from 'preact-iso';
import { send } from '#console/api.ts';
import { ChooseAny } from '#console/shell/choose-any.tsx';
import { forget } from '#console/shell/drafts.ts';
import { Dialog, Field, Form, useDeed } from '#console/shell/parts.tsx';
import { Send } from '#console/shell/send.tsx';

const name = 'Declare an incident';

export function Declare({ onClose }: { onClose: () => void }) {
  const deed = useDeed();
  const { route } = useLocation();
  const declare = async ({ title = '', ...rest }: Record<string, string>) => {
    let declared = '';
    const post = async (key: string) => {
      const { id } = await send('POST', '/v1/incidents', {}, { title, ...rest }, { key });
      declared = id;
      forget(name);
    };
    if (!(await deed.run(post))) return;
    onClose();
    route(`/incidents/${declared}`);
  };
  return (
    <Dialog title={name} onClose={onClose}>
      <Form name={name} onSend={fields => void declare(fields)}>
        <Field label="What is wrong" hint="One line; those who are paged read it first.">
          <input name="title" required maxLength={200} autoFocus dir="auto" />
        </Field>
        <ChooseAny of="services" label="Service" name="service" none="By the words of the title" />
        <Field label="Severity">
          <select name="severity">
            <option value="">By the rules</option>
            <option value="SEV1">SEV1: everybody is woken</option>
            <option value="SEV2">SEV2: somebody is woken</option>
            <option value="SEV3">SEV3: today</option>
            <option value="SEV4">SEV4: when there is time</option>
          </select>
        </Field>
        <Field label="More about it">
          <textarea name="description" rows={3} maxLength={4000} dir="auto" />
        </Field>
        <Send deed={deed}>Declare, and page who is on call</Send>
      </Form>
    </Dialog>
  );
}
