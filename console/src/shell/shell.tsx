import { ErrorBoundary, LocationProvider, lazy, Route, Router, useLocation } from 'preact-iso';
import { Now } from '#console/incident/now.tsx';
import { Room } from '#console/incident/room.tsx';
import { findOut, me, who } from '#console/session.ts';
import { SignIn } from '#console/setup/sign-in.tsx';
import { Keys, keysAreShown, paletteIsOpen } from '#console/shell/keys.tsx';
import { Connection, Icon } from '#console/shell/parts.tsx';
import { places } from '#console/shell/places.ts';
import { useTitle } from '#console/shell/title.ts';
import { NotDone } from '#console/shell/undone.tsx';

const OnCall = lazy(() => import('#console/oncall/on-call.tsx'));
const Me = lazy(() => import('#console/setup/me.tsx'));
const After = lazy(() => import('#console/review/after.tsx'));
const SetUp = lazy(() => import('#console/setup/set-up.tsx'));

export function Shell() {
  if (who.value === 'unknown') return <p class="whole quiet">Looking who you are…</p>;
  if (who.value === 'nobody') return <SignIn />;
  if (who.value === 'unreachable') {
    return (
      <main class="whole">
        <h1>Nobody answers</h1>
        <p>Tocsin could not be reached from here. Pages still arrive, and their links work.</p>
        <button type="button" class="primary" onClick={() => void findOut()}>
          Try again
        </button>
      </main>
    );
  }
  return (
    <LocationProvider>
      <a class="skip" href="#main">
        To the content
      </a>
      <Navigation />
      <Connection />
      <NotDone />
      <main id="main" tabIndex={-1}>
        <ErrorBoundary>
          <Router onRouteChange={arrive}>
            <Route path="/" component={Now} />
            <Route path="/incidents/:id" component={Room} />
            <Route path="/on-call" component={OnCall} />
            <Route path="/me" component={Me} />
            <Route path="/after/:part?/:id?" component={After} />
            <Route path="/set-up/:part?" component={SetUp} />
            <Route default component={Nothing} />
          </Router>
        </ErrorBoundary>
      </main>
      <Keys />
    </LocationProvider>
  );
}

/** Whoever goes by keyboard, or listens, is where the new view begins. */
function arrive(): void {
  scrollTo(0, 0);
  document.getElementById('main')?.focus({ preventScroll: true });
}

function Navigation() {
  const { path } = useLocation();
  const isHere = (href: string) =>
    href === '/' ? path === '/' || path.startsWith('/incidents') : path.startsWith(href);
  return (
    <nav class="places" aria-label="Places">
      <span class="brand">
        <img src="/icon.svg" alt="" width="26" height="26" /> Tocsin
      </span>
      {places.map(({ href, name, icon }) => (
        <a key={href} href={href} aria-current={isHere(href) ? 'page' : undefined}>
          <Icon name={icon} />
          <span>{name}</span>
        </a>
      ))}
      <span class="foot">
        <button type="button" onClick={() => (paletteIsOpen.value = true)}>
          <Icon name="search" />
          <span>Find</span> <kbd>Ctrl K</kbd>
        </button>
        <button type="button" onClick={() => (keysAreShown.value = true)}>
          <span>Keys</span> <kbd>?</kbd>
        </button>
        <small class="words">{me()?.name}</small>
      </span>
    </nav>
  );
}

function Nothing() {
  useTitle('Not here');
  return (
    <div class="view">
      <h1>There is nothing here</h1>
      <p>
        <a href="/">What is open now</a>
      </p>
    </div>
  );
}
