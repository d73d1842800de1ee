import { formatCount } from '../../../design/format/format-count.ts';
import { Section } from '../../../design/section.tsx';
import type { ModelName } from '../../../models/model-file.ts';
import type { WrittenText } from '../../../writing/writer.ts';
import { openedSample } from '../origin/opened-sample.ts';
import { shownSettings } from '../shown/shown-settings.ts';
import { shownTexts, textsProblem } from '../shown/shown-texts.ts';
import { widthOf } from '../word/width-of.ts';
import { countSamples } from './count-samples.ts';
import './samples.css';

/** Everything that the model writes at the shown step, each text marked as new or in the data. */
export function Samples() {
  const shown = shownTexts.value;
  const settings = shownSettings.value;
  const texts = shown?.texts ?? [];
  return (
    <Section
      title={shown === undefined ? 'What it writes' : `What it writes at step ${formatCount(shown.step)}`}
      aside={<Counts texts={texts} />}
    >
      {settings.kind === 'text' ? (
        <div class="passages scrolls" role="group" aria-label="Texts" tabIndex={0}>
          {texts.map((text, i) => (
            <p key={`${i} ${text.text}`} class="written">
              <SampleButton model={shown?.model} written={text} />
            </p>
          ))}
        </div>
      ) : (
        <ul class={`samples ${columnsFor(settings.block, texts)}`} style={{ '--count': settings.samples }}>
          {texts.map((text, i) => (
            <Sample key={i} model={shown?.model} written={text} />
          ))}
        </ul>
      )}
      {textsProblem.value !== undefined && <p class="explained">{textsProblem.value}</p>}
    </Section>
  );
}

/** How many are new and in the data, marked as the samples are. */
function Counts({ texts }: { readonly texts: readonly WrittenText[] }) {
  const { fresh, old } = countSamples(texts) ?? { fresh: 0, old: 0 };
  return (
    <span key={`${fresh} ${old}`} class="samples-counts">
      {fresh > 0 && `${fresh} new`}
      {fresh > 0 && old > 0 && ', '}
      {old > 0 && <span class="in-data">{old} in the data</span>}
    </span>
  );
}

/** A text, and the model that wrote it. */
interface SampleProps {
  readonly model: ModelName | undefined;
  readonly written: WrittenText;
}

function Sample({ model, written }: SampleProps) {
  const { text } = written;
  if (text.trim() === '') return <li class="explained">(empty)</li>;
  return (
    <li class="written" title={text}>
      <SampleButton model={model} written={written} />
    </li>
  );
}

/** A text, which opens what is known of it. */
function SampleButton({ model, written }: SampleProps) {
  const { text, isInData } = written;
  return (
    <button
      type="button"
      class="sample"
      aria-haspopup="dialog"
      onClick={() => {
        openedSample.value = model && { model, written };
      }}
    >
      {isInData === true ? <span class="in-data">{text}</span> : text}
      {isInData === true && <span class="spoken"> (in the data)</span>}
    </button>
  );
}

/** How many columns fit texts as long as what the model sees back: they stay while it learns. */
function columnsFor(block: number, texts: readonly WrittenText[]): 'five' | 'three' | 'two' | 'one' {
  const sample = texts.map(({ text }) => text).join('');
  const letter = sample === '' ? widthOf('a') : widthOf(sample) / Array.from(sample).length;
  const width = block * letter;
  return width <= 10 ? 'five' : width <= 14 ? 'three' : width <= 25 ? 'two' : 'one';
}
