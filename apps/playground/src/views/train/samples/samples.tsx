import { Section } from '../../../design/section.tsx';
import type { WrittenText } from '../../../writing/writer.ts';
import { shownSettings } from '../shown/shown-settings.ts';
import { shownTexts, textsProblem } from '../shown/shown-texts.ts';
import { samplesTitle } from './samples-title.ts';
import './samples.css';

/** Everything that the model writes at the shown step, each text marked as new or in the data. */
export function Samples() {
  const shown = shownTexts.value;
  const settings = shownSettings.value;
  const texts = shown?.texts ?? [];
  return (
    <Section
      title={shown === undefined ? 'What it writes' : samplesTitle(shown.step, texts)}
      aside={
        texts.some(({ isInData }) => isInData === true) && (
          <span>
            <span class="in-data">underlined</span>: in the data
          </span>
        )
      }
    >
      {settings.kind === 'text' ? (
        <div class="passages">
          {texts.map((text, i) => (
            <p key={i} class="written">
              {text.text}
            </p>
          ))}
        </div>
      ) : (
        <ul class={`samples ${columnsFor(settings.block)}`} style={{ '--count': settings.samples }}>
          {texts.map((text, i) => (
            <Sample key={i} written={text} />
          ))}
        </ul>
      )}
      {textsProblem.value !== undefined && <p class="explained">{textsProblem.value}</p>}
    </Section>
  );
}

function Sample({ written }: { readonly written: WrittenText }) {
  const { text, isInData } = written;
  if (text.trim() === '') return <li class="explained">(empty)</li>;
  return (
    <li class="written" title={text}>
      {isInData === true ? <span class="in-data">{text}</span> : text}
      {isInData === true && <span class="spoken"> (in the data)</span>}
    </li>
  );
}

/** The columns follow what the model sees back, not what it happens to write: they stay while it learns. */
function columnsFor(block: number): string {
  return block <= 16 ? 'short' : block <= 40 ? 'middle' : 'long';
}
