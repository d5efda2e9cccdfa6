import { Coming } from '#console/shell/coming.tsx';
import { blocksOf } from '#console/shell/tables.ts';

const reader = () => import('micromark');

/** As it will be read. What is HTML in it stays text, and links lead to the web alone: micromark is told neither to allow. */
export function Rendered({ markdown }: { markdown: string }) {
  return (
    <Coming load={reader}>
      {({ micromark }) => {
        // It holds no HTML but what micromark made; a test tries it in a browser.
        const made = (text: string) => ({ dangerouslySetInnerHTML: { __html: micromark(text) } });
        return (
          <article class="rendered words">
            {blocksOf(markdown).map((block, index) =>
              'text' in block ? (
                <div key={index} class="rendered" dir="auto" {...made(block.text)} />
              ) : (
                <div key={index} class="scrolls" tabIndex={0} role="region" aria-label="Table">
                  <table>
                    <thead>
                      <tr>
                        {block.head.map((cell, column) => (
                          <th key={column} scope="col" dir="auto" {...made(cell)} />
                        ))}
                      </tr>
                    </thead>
                    <tbody>
                      {block.rows.map((row, line) => (
                        <tr key={line}>
                          {row.map((cell, column) => (
                            <td key={column} dir="auto" {...made(cell)} />
                          ))}
                        </tr>
                      ))}
                    </tbody>
                  </table>
                </div>
              ),
            )}
          </article>
        );
      }}
    </Coming>
  );
}
