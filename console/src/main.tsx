import { render } from 'preact';
import { ownTimeZone, whenSignedOut } from '#console/api.ts';
import { lookAhead, startLooking } from '#console/live.ts';
import { findOut, leave, stayIn } from '#console/session.ts';
import { Shell } from '#console/shell/shell.tsx';

whenSignedOut(leave);
startLooking();
void findOut().then(stayIn);
const [, id] = /^\/incidents\/([\w-]+)$/.exec(location.pathname) ?? [];
if (location.pathname === '/') lookAhead('/v1/incidents', {}, { phase: 'running', limit: 100 });
if (id !== undefined) lookAhead('/v1/incidents/{id}', { id });
setInterval(() => document.visibilityState === 'visible' && void stayIn(), 20 * 60_000);

const place = document.getElementById('app');
if (place !== null) render(<Shell />, place);
// While the first answers are on their way.
setTimeout(ownTimeZone);
