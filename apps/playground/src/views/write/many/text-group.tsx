import { formatCount } from '../../../design/format/format-count.ts';
import { takeText } from '../state/actions.ts';
import { isShort } from '../state/facts.ts';
import type { WrittenText } from '../../../writing/writer.ts';
import { piecesOfTokens } from '../tree/pieces.ts';
import type { CountedText } from './sorted-texts.ts';

interface Props {
  readonly title: string;
  readonly kind: 'fresh' | 'known';
  readonly texts: readonly CountedText[];
  /** The number of tokens with which all begin. */
  readonly begun: number;
  /** What the group is, in a sentence. */
  readonly explained: string;
}

/** Texts of one kind. A click takes one into the editor. */
export function TextGroup({ title, kind, texts, begun, explained }: Props) {
  if (texts.length === 0) return null;
  const count = texts.reduce((sum, text) => sum + text.count, 0);
  return (
    <>
      <h3 class="many-title">
        {`${title} · ${formatCount(count)}`} <span class="explained">{explained}</span>
      </h3>
      <ul class={`many-texts scrolls written ${kind}${isShort.value ? '' : ' long'}`}>
        {texts.map(({ written, count: times }) => (
          <li key={written.text}>
            <button
              type="button"
              class="many-text"
              title="Use it as your text"
              onClick={() => {
                takeText(written.tokens);
                scrollTo({ top: 0, behavior: 'smooth' });
              }}
            >
              <Shown written={written} begun={isShort.value ? 0 : begun} />
            </button>
            {times > 1 && <span class="many-times">{` ×${times}`}</span>}
          </li>
        ))}
      </ul>
    </>
  );
}

/** A text. Of a long beginning, which all share, only the end is shown. */
function Shown({ written: { text, tokens }, begun }: { readonly written: WrittenText; readonly begun: number }) {
  if (text === '') return <span class="many-empty">empty</span>;
  if (begun === 0) return <>{text}</>;
  const pieces = piecesOfTokens(tokens);
  const beginning = Array.from(pieces.slice(0, begun).join(''));
  return (
    <>
      <span class="many-begun">{beginning.length > 24 ? `…${beginning.slice(-24).join('')}` : beginning.join('')}</span>
      {pieces.slice(begun).join('')}
    </>
  );
}
