import { anyTextAt, tagsAt, textAt } from '#core/intake/given.ts';
import { reading, statusOf } from '#core/intake/make-alert.ts';

/** StatusCake posts a form. */
export const parse = reading('statuscake', 'needs Name and Status', body => {
  const url = textAt(body, 'URL');
  const name = anyTextAt(body, 'Name', 'URL', 'TestID');
  const status = statusOf(textAt(body, 'Status'));
  const code = textAt(body, 'StatusCode');
  const isUp = status === 'cleared';
  return {
    status,
    series: [textAt(body, 'TestID', 'Id') ?? url ?? name],
    name,
    title: name && `${name} is ${isUp ? 'up' : `down${code ? `: ${code}` : ''}`}`,
    service: name,
    labels: { url, code, ip: textAt(body, 'IP'), ...tagsAt(body, 'Tags') },
    links: { Checked: url },
  };
});
