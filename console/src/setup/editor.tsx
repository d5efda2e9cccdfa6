import { useEffect, useRef } from 'preact/hooks';

/**
 * CodeMirror, when it is needed. It stands under a root of its own, because there it takes its styles as constructed sheets:
 * in the page itself it would write them into it, which the page's policy does not let anybody do.
 */
export function Editor(props: { text: string; label: string; onChange: (text: string) => void }) {
  const place = useRef<HTMLDivElement>(null);
  const change = useRef(props.onChange);
  change.current = props.onChange;
  useEffect(() => {
    let destroy: (() => void) | undefined;
    let isGone = false;
    void Promise.all([import('codemirror'), import('@codemirror/lang-yaml')]).then(
      ([{ EditorView, basicSetup }, { yaml }]) => {
        const host = place.current;
        if (isGone || host === null) return;
        const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
        const isDark = matchMedia('(prefers-color-scheme: dark)').matches;
        const view = new EditorView({
          doc: props.text,
          root,
          parent: root,
          extensions: [
            basicSetup,
            yaml(),
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
                // The colours of its own style are made for white alone.
                '.cm-line, .cm-line span': isDark ? { color: '#eceae6 !important' } : {},
              },
              { dark: isDark },
            ),
            EditorView.updateListener.of(update => {
              if (update.docChanged) change.current(update.state.doc.toString());
            }),
          ],
        });
        // Whoever has no mouse scrolls it, too.
        view.scrollDOM.tabIndex = 0;
        destroy = () => view.destroy();
      },
    );
    return () => {
      isGone = true;
      destroy?.();
    };
  }, []);
  return <div ref={place} class="editor" />;
}
