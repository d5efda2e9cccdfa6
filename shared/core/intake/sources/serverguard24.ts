import { anyTextAt, textAt } from '#core/intake/given.ts';
import { reading, statusOf } from '#core/intake/make-alert.ts';

/** ServerGuard24's service notification. */
export const parse = reading('serverguard24', 'needs check_result with a server', body => {
  const server = anyTextAt(body, 'servername', 'server_name', 'server', 'serverid');
  const service = textAt(body, 'servicename', 'service_name', 'service', 'check');
  const state = textAt(body, 'check_result') ?? '';
  const said = textAt(body, 'check_output', 'check_message');
  const isOver = statusOf(state) === 'cleared';
  return {
    status: isOver ? 'cleared' : 'firing',
    series: [server, service],
    name: service ?? server,
    title:
      server &&
      `${service ? `${service} on ` : ''}${server} is ${state.toLowerCase()}${said ? `: ${said}` : ''}`,
    description: said,
    service: service ?? server,
    severity: isOver ? undefined : state,
    labels: { server, service },
  };
});
