import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { aboutAt, proposalsAt, type Schema } from '#console/setup/yaml-schema.ts';
import schemaAddress from '../../../docs/tocsin.schema.json?url';

let fetched: Schema | undefined;

async function schemaOf(): Promise<Schema> {
  fetched ??= (await (await fetch(schemaAddress)).json()) as Schema;
  return fetched;
}

/** What comes with the first editor, and is there for each after it. */
export const partsOfEditor = () =>
  Promise.all([import('codemirror'), import('@codemirror/lang-yaml'), schemaOf(), import('yaml')]);

/**
 * CodeMirror, when it is needed, with what the schema says: proposed while one types, and told below of the line that one
 * is in, for a mouse also of the line under it. It stands under a root of its own, because there it takes its styles as constructed sheets:
 * in the page itself it would write them into it, which the page's policy does not let anybody do.
 */
export function Editor(props: {
  text: string;
  label: string;
  onChange: (text: string) => void;
  /** Where something is wrong: one is led there. */
  mistake: { at: number } | undefined;
}) {
  const place = useRef<HTMLDivElement>(null);
  const shown = useRef<{ goTo: (at: number) => void } | undefined>(undefined);
  const change = useRef(props.onChange);
  change.current = props.onChange;
  const about = useSignal<{ path: string; about: string } | undefined>(undefined);
  useEffect(() => {
    let destroy: (() => void) | undefined;
    let isGone = false;
    void partsOfEditor().then(([{ EditorView, basicSetup }, { yaml }, schema]) => {
      const host = place.current;
      if (isGone || host === null) return;
      const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
      const language = yaml();
      const isDark = matchMedia('(prefers-color-scheme: dark)').matches;
      const view = new EditorView({
        doc: props.text,
        root,
        parent: root,
        extensions: [
          basicSetup,
          language,
          language.language.data.of({
            autocomplete: ({ pos, state, explicit }: CompletionAsked) => {
              const found = proposalsAt(schema, state.doc.toString(), pos);
              if (found === undefined || (found.from === pos && !explicit)) return null;
              const options = found.proposals.map(({ label, isKey, about: info }) => ({
                ...{ label, type: isKey ? 'property' : 'constant' },
                ...(isKey && { apply: `${label}: ` }),
                ...(info !== undefined && { info }),
              }));
              return { from: found.from, options, validFor: /^[\w-]*$/ };
            },
          }),
          EditorView.domEventHandlers({
            mousemove({ clientX: x, clientY: y }, view) {
              const at = view.posAtCoords({ x, y });
              const text = view.state.doc.toString();
              const told = at === null ? undefined : aboutAt(schema, text, at);
              view.contentDOM.title = told === undefined ? '' : `${told.path}: ${told.about}`;
            },
          }),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ 'aria-label': props.label }),
          EditorView.theme(
            {
              '&': { fontSize: '14px', maxHeight: '65vh' },
              '.cm-scroller': {
                overflow: 'auto',
                fontFamily: 'ui-monospace, Consolas, monospace',
              },
              '.cm-gutters': { background: 'transparent', color: isDark ? '#a8abb2' : '#5d5b56' },
              '.cm-content': { caretColor: isDark ? '#fff' : '#000' },
              '.cm-tooltip': isDark ? { background: '#22252b', color: '#eceae6' } : {},
              '.cm-completionInfo': { maxWidth: '40ch', whiteSpace: 'normal' },
              // The colours of its own style are made for white alone.
              '.cm-line, .cm-line span': isDark ? { color: '#eceae6 !important' } : {},
            },
            { dark: isDark },
          ),
          EditorView.updateListener.of(update => {
            const text = update.state.doc.toString();
            if (update.docChanged) change.current(text);
            if (update.docChanged || update.selectionSet) {
              about.value = aboutAt(schema, text, update.state.selection.main.head);
            }
          }),
        ],
      });
      // Whoever has no mouse scrolls it, too.
      view.scrollDOM.tabIndex = 0;
      shown.current = {
        goTo(at) {
          view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at) });
          view.focus();
        },
      };
      destroy = () => view.destroy();
    });
    return () => {
      isGone = true;
      destroy?.();
    };
  }, []);
  const { mistake } = props;
  useEffect(() => {
    if (mistake !== undefined) shown.current?.goTo(Math.min(mistake.at, props.text.length));
  }, [mistake]);
  return (
    <>
      <div ref={place} class="editor" />
      <p class="quiet words" aria-live="polite">
        {about.value === undefined ? (
          'What a line means is said here; Ctrl Space proposes what may stand there.'
        ) : (
          <>
            <code>{about.value.path}</code> {about.value.about}
          </>
        )}
      </p>
    </>
  );
}

/** Of what CodeMirror tells whoever proposes something, what is used here. */
interface CompletionAsked {
  pos: number;
  state: { doc: { toString(): string } };
  /** Somebody asked for it by a key. */
  explicit: boolean;
}
