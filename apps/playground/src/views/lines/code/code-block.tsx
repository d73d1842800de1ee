import { SourceLink } from '../links/source-link.tsx';
import { excerptsOf, type PartName } from './excerpts.ts';
import './code-block.css';

/** The lines of the program that a part is about. */
export function CodeBlock({ part }: { readonly part: PartName }) {
  return (
    <div class="code">
      {excerptsOf(part).map(({ first, last, text }) => (
        <figure key={first}>
          <figcaption>
            <SourceLink path={`apps/examples/src/microgpt.ts#L${first}-L${last}`}>
              {`microgpt.ts, ${linesFrom(first, last)}`}
            </SourceLink>
          </figcaption>
          <pre class="code-lines" role="group" aria-label={`The program, ${linesFrom(first, last)}`} tabIndex={0}>
            <code>
              {text.split('\n').map((line, i) => (
                <Line key={i} text={line} />
              ))}
            </code>
          </pre>
        </figure>
      ))}
    </div>
  );
}

function linesFrom(first: number, last: number): string {
  return first === last ? `line ${first}` : `lines ${first} to ${last}`;
}

/** A line, with its comment set off. */
function Line({ text }: { readonly text: string }) {
  const [, code, comment] = /^(.*?)(\/\/ .*|\/\*\* .*)?$/.exec(text) ?? ['', text, ''];
  return (
    <>
      {code}
      <span class="code-comment">{comment}</span>
      {'\n'}
    </>
  );
}
