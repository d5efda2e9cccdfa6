import { render } from 'preact';
import { ownTimeZone, whenSignedOut } from '#console/api.ts';
import { lookAhead, startLooking } from '#console/live.ts';
import { findOut, keepWhatIsSeen, leave, stayIn } from '#console/session.ts';
import { keepShellHere } from '#console/shell/keep-shell-here.ts';
import { tellTimes } from '#console/shell/parts.tsx';
import { rememberPlaces } from '#console/shell/scroll-places.ts';
import { Shell } from '#console/shell/shell.tsx';
import { afterwards } from '#console/shell/when-idle.tsx';
import { askedFirst } from '#contract/console-files.ts';

whenSignedOut(leave);
startLooking();
tellTimes();
rememberPlaces();
keepWhatIsSeen();
void findOut().then(() => afterwards(stayIn));
const [, ...ofThisView] = askedFirst(location.pathname);
for (const address of ofThisView) lookAhead(address);
setInterval(() => document.visibilityState === 'visible' && void stayIn(), 20 * 60_000);

const place = document.getElementById('app');
if (place !== null) render(<Shell />, place);
// Once the first view is drawn.
afterwards(ownTimeZone);
afterwards(keepShellHere);
