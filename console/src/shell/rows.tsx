import type { ComponentChildren, TargetedMouseEvent } from 'preact';
import { toChildArray } from 'preact';
import { useRef } from 'preact/hooks';

/** So long after one came to stand where another stood, whoever taps there meant the other. */
const movedMs = 500;

/**
 * Buttons of which some go, and others move to where they stood, as `of` becomes another: for a moment nothing is tapped.
 * `before`: what it was before it was drawn at all, for what a tap may bring itself, once its script is there.
 */
export function useStill(
  of: string,
  before = of,
): (event: TargetedMouseEvent<HTMLElement>) => void {
  const stood = useRef({ of: before, at: 0 }).current;
  if (of !== stood.of) Object.assign(stood, { of, at: Date.now() });
  return event => {
    // By a key it is the one that has the focus.
    if (event.detail === 0 || Date.now() - stood.at > movedMs) return;
    event.preventDefault();
    event.stopPropagation();
  };
}

/**
 * A list whose rows come and go, each with a key: what a finger or a mouse meets where another row has just stood is left
 * alone. Half of a double tap would else do to the next row what the first half did.
 */
export function Rows(props: {
  as?: 'ul' | 'ol';
  class?: string;
  'aria-label'?: string;
  'aria-live'?: 'polite';
  children: ComponentChildren;
}) {
  const { as: Tag = 'ul', children, ...list } = props;
  const keys = toChildArray(children).map(row => (typeof row === 'object' ? row.key : row));
  const stood = useRef({ keys, before: keys, at: 0 }).current;
  if (keys.join() !== stood.keys.join())
    Object.assign(stood, { keys, before: stood.keys, at: Date.now() });
  const isMeant = ({ currentTarget, target, detail }: TargetedMouseEvent<HTMLElement>) => {
    const place = [...currentTarget.children].findIndex(row => row.contains(target as Node));
    const before = stood.before[place] ?? keys[place];
    // By a key it is the one that has the focus.
    return detail === 0 || before === keys[place] || Date.now() - stood.at > movedMs;
  };
  return (
    <Tag
      {...list}
      onClickCapture={event => {
        if (isMeant(event)) return;
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      {children}
    </Tag>
  );
}
