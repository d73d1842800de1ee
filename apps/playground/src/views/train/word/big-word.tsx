import { formatCount } from '../../../design/format/format-count.ts';
import { run } from '../../../session/session.ts';
import type { WrittenText, WrittenToken } from '../../../writing/writer.ts';
import { shownSettings } from '../shown/shown-settings.ts';
import { shownTexts, textsProblem } from '../shown/shown-texts.ts';
import { shownWords } from '../words/shown-words.ts';
import { pickText } from './pick-text.ts';
import { strengthOf } from '../../../design/token/strength-of.ts';
import { widthOf } from './width-of.ts';
import './big-word.css';

/** The least ink of a letter: it keeps a contrast of 3:1 for large letters and of 4.5:1 for those of a passage. */
const FAINTEST = { word: 0.45, passage: 0.62 };

/** A text wider than this is not a word: 20 letters, in ems. */
const LONGEST_WORD = 12.4;

/** The newest text, set large, each letter as strong as the model was sure. */
export function BigWord() {
  const shown = shownTexts.value;
  const written = shown && pickText(shown.texts);
  const isPassage = shownSettings.value.kind === 'text';
  return (
    <section class="section" aria-label="What it writes">
      <div class={isPassage ? 'big-box passage-box' : 'big-box'}>
        {written && <Written key={written.text} written={written} isPassage={isPassage} />}
      </div>
      <p class="explained big-caption">{caption(written, shown?.step)}</p>
    </section>
  );
}

function Written({ written, isPassage }: { readonly written: WrittenText; readonly isPassage: boolean }) {
  const width = widthOf(written.text);
  const isSmall = isPassage || width > LONGEST_WORD;
  const faintest = isSmall ? FAINTEST.passage : FAINTEST.word;
  return (
    <p class={isSmall ? 'passage written' : 'big written'} style={{ '--ems': width }}>
      <span class="spoken">{written.text}</span>
      <span aria-hidden="true">
        {written.tokens.filter(isText).map((token, i) => (
          <span key={i} class="letter" style={{ '--strength': strengthOf(token.probability, faintest).toFixed(3) }}>
            {token.text}
          </span>
        ))}
      </span>
    </p>
  );
}

function isText({ kind }: WrittenToken): boolean {
  return kind !== 'end';
}

function caption(written: WrittenText | undefined, step: number | undefined): string {
  const front = run.value;
  if (written === undefined || step === undefined) {
    if (textsProblem.value !== undefined) return textsProblem.value;
    return front === undefined ? 'The page is creating the first model.' : 'The model is about to write.';
  }
  const { unit } = shownWords.value;
  const when = `step ${formatCount(step)}`;
  const what =
    written.isInData === true
      ? `It is in the data. Written at ${when}.`
      : `${written.isInData === false ? 'Invented' : 'Written'} at ${when}.`;
  return `${what} The stronger a ${unit}, the surer the model was.`;
}
