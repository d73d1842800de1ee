import { formatCount } from '../../../design/format/format-count.ts';
import { takeText } from '../state/actions.ts';
import { isShort } from '../state/facts.ts';
import type { CountedText } from './sorted-texts.ts';

interface Props {
  readonly title: string;
  readonly kind: 'fresh' | 'known';
  readonly texts: readonly CountedText[];
  /** What the group is, in a sentence. */
  readonly explained: string;
}

/** Texts of one kind. A click takes one into the editor. */
export function TextGroup({ title, kind, texts, explained }: Props) {
  if (texts.length === 0) return null;
  const count = texts.reduce((sum, text) => sum + text.count, 0);
  return (
    <>
      <h3 class="many-title">
        {`${title} · ${formatCount(count)}`} <span class="explained">{explained}</span>
      </h3>
      <ul class={`many-texts written ${kind}${isShort.value ? '' : ' passages'}`}>
        {texts.map(({ written, count: times }) => (
          <li key={written.text}>
            <button
              type="button"
              class="many-text"
              title="Take it into the text"
              onClick={() => {
                takeText(written.tokens);
                scrollTo({ top: 0, behavior: 'smooth' });
              }}
            >
              {written.text === '' ? <span class="many-empty">empty</span> : written.text}
            </button>
            {times > 1 && <span class="many-times">{` ×${times}`}</span>}
          </li>
        ))}
      </ul>
    </>
  );
}
