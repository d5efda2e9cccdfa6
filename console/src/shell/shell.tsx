import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { LocationProvider, Route, Router, useLocation } from 'preact-iso';
import { Now } from '#console/incident/now.tsx';
import { Room } from '#console/incident/room.tsx';
import { findOut, me, who } from '#console/session.ts';
import { SignIn } from '#console/setup/sign-in.tsx';
import { Guarded } from '#console/shell/guarded.tsx';
import { dialogsAhead, Keys, keysAreShown, paletteIsOpen } from '#console/shell/keys.tsx';
import { later } from '#console/shell/later.tsx';
import { NotDone } from '#console/shell/not-done.tsx';
import { Connection, Icon } from '#console/shell/parts.tsx';
import { places } from '#console/shell/places.ts';
import { arrive } from '#console/shell/scroll-places.ts';
import { useTitle } from '#console/shell/title.ts';

const OnCall = later(async () => (await import('#console/oncall/on-call.tsx')).default);
const Me = later(async () => (await import('#console/setup/me.tsx')).default);
const After = later(async () => (await import('#console/review/after.tsx')).default);
const SetUp = later(async () => (await import('#console/setup/set-up.tsx')).default);

export function Shell() {
  if (who.value === 'unknown') return <p class="whole quiet">Looking who you are…</p>;
  if (who.value === 'nobody') return <SignIn />;
  if (who.value === 'unreachable') return <NobodyAnswers />;
  return (
    <LocationProvider>
      <a class="skip" href="#main">
        To the content
      </a>
      <Navigation />
      <div class="notices">
        <Connection />
        <NotDone />
      </div>
      <main id="main" tabIndex={-1}>
        <Whole>
          <Router onRouteChange={arrive}>
            <Route path="/" component={Now} />
            <Route path="/incidents/:id" component={Room} />
            <Route path="/on-call" component={OnCall} />
            <Route path="/me" component={Me} />
            <Route path="/after/:part?/:id?" component={After} />
            <Route path="/set-up/:part?/:id?" component={SetUp} />
            <Route default component={Nothing} />
          </Router>
        </Whole>
      </main>
      <Ahead />
      <Keys />
    </LocationProvider>
  );
}

/** Where one view breaks the other places can be gone to. */
function Whole({ children }: { children: ComponentChildren }) {
  return <Guarded of={useLocation().url}>{children}</Guarded>;
}

const firstPauseMs = 2000;
const longestPauseMs = 60_000;

/** It tries again by itself, less often each time; at once where the browser says that there is a line again. */
function NobodyAnswers() {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const wait = (ms: number) => {
      timer = setTimeout(() => {
        void findOut();
        wait(Math.min(2 * ms, longestPauseMs));
      }, ms);
    };
    wait(firstPauseMs);
    addEventListener('online', findOut);
    return () => {
      clearTimeout(timer);
      removeEventListener('online', findOut);
    };
  }, []);
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

/** A slow line is left to what one came for. */
const aheadMs = 3000;

/** What one may open next, once the first view is there. */
function Ahead() {
  useEffect(() => {
    const timer = setTimeout(() => {
      dialogsAhead();
      for (const part of [OnCall, Me, After, SetUp]) part.ahead();
    }, aheadMs);
    return () => clearTimeout(timer);
  }, []);
  return null;
}

function Navigation() {
  const { path } = useLocation();
  const isHere = (href: string) =>
    href === '/' ? path === '/' || path.startsWith('/incidents') : path.startsWith(href);
  return (
    <nav class="places" aria-label="Places">
      <span class="brand">
        <img src="/icon.svg" alt="" width="26" height="26" loading="lazy" /> Tocsin
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
        <button type="button" class="wide" onClick={() => (keysAreShown.value = true)}>
          <span>Keys</span> <kbd>?</kbd>
        </button>
        <small class="words wide">{me()?.name}</small>
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
