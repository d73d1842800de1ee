import { formatCount } from '../../../design/format/format-count.ts';
import { words } from '../state/facts.ts';
import type { ManyTexts } from '../state/many.ts';
import { sortedTexts } from './sorted-texts.ts';
import { TextGroup } from './text-group.tsx';

/** The numbers of many texts, and the texts in groups. */
export function ManyResult({ many: { asked, begun, texts, isDone, model } }: { readonly many: ManyTexts }) {
  const { total, different, fresh, inData, unknown, freshShare } = sortedTexts(texts);
  const word = words.value.texts;
  const repeated = total - different;
  return (
    <div class="many-result" aria-busy={!isDone}>
      <dl class="many-numbers" aria-live={isDone ? 'polite' : 'off'}>
        <div>
          <dd>{freshShare === undefined ? '–' : `${Math.round(100 * freshShare)} %`}</dd>
          <dt>are new</dt>
        </div>
        <div>
          <dd>{formatCount(total)}</dd>
          <dt>{isDone ? 'written' : `of ${formatCount(asked)}`}</dt>
        </div>
        <div>
          <dd>{formatCount(different)}</dd>
          <dt>different</dt>
        </div>
        <div>
          <dd>{formatCount(repeated)}</dd>
          <dt>repeated</dt>
        </div>
        <div>
          <dd>{formatCount(model.step)}</dd>
          <dt>step</dt>
        </div>
      </dl>
      <TextGroup
        begun={begun}
        title="New"
        kind="fresh"
        texts={fresh}
        explained={`None of these ${word} are in the text it learned from.`}
      />
      <TextGroup begun={begun} title="In the data" kind="known" texts={inData} explained="It has read these before." />
      <TextGroup
        begun={begun}
        title="Written"
        kind="fresh"
        texts={unknown}
        explained="The page does not have the text it learned from, so it cannot tell which are new."
      />
    </div>
  );
}
