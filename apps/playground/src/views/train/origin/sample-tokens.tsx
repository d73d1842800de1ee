import { BarRow } from '../../../design/bar-row.tsx';
import { formatPercent } from '../../../design/format/format-percent.ts';
import { strengthOf } from '../../../design/token/strength-of.ts';
import { lookInto } from '../../../inspecting/look-into.ts';
import { tokenLabel } from '../../../writing/token-label.ts';
import { shownSettings } from '../shown/shown-settings.ts';
import { shownWords } from '../words/shown-words.ts';
import { openedSample, type OpenedSample } from './opened-sample.ts';

/** The least ink of a letter, which keeps a contrast of 4.5:1. */
const FAINTEST = 0.62;

/** The tokens of a sample with their probabilities: of a line as a list, of running text in the text. Each leads to the reasons for it. */
export function SampleTokens({ opened }: { readonly opened: OpenedSample }) {
  const { unit } = shownWords.value;
  const isPassage = shownSettings.value.kind === 'text';
  return (
    <>
      <p class="sample-how">
        {`How likely the model found each ${unit}. `}
        <span class="explained">{`Choose one to see why${isPassage ? `. The stronger a ${unit}, the likelier it was` : ''}.`}</span>
      </p>
      {isPassage ? <InText opened={opened} /> : <AsList opened={opened} />}
    </>
  );
}

function AsList({ opened }: { readonly opened: OpenedSample }) {
  const { texts } = shownWords.value;
  return (
    <ol>
      {opened.written.tokens.map((token, i) => {
        const { shown, spoken } = tokenLabel(token, texts.slice(0, -1));
        return (
          <li key={i}>
            <BarRow
              label={token.kind === 'text' ? shown : <span class="sample-sign">{shown}</span>}
              spoken={spoken === shown ? undefined : spoken}
              probability={token.probability}
              onClick={() => {
                explain(opened, i);
              }}
            />
          </li>
        );
      })}
    </ol>
  );
}

function InText({ opened }: { readonly opened: OpenedSample }) {
  return (
    <p class="sample-text written">
      {opened.written.tokens.map((token, i) => {
        const { shown, spoken } = tokenLabel(token, 'text');
        const name = `${spoken}, ${formatPercent(token.probability)}`;
        return (
          <span key={i}>
            <button
              type="button"
              aria-label={name}
              title={name}
              style={{ '--strength': strengthOf(token.probability, FAINTEST).toFixed(3) }}
              onClick={() => {
                explain(opened, i);
              }}
            >
              {token.kind === 'text' ? token.text.replaceAll('\n', '↵') : shown}
            </button>
            {token.text.endsWith('\n') && <br />}
          </span>
        );
      })}
    </p>
  );
}

function explain({ model, written }: OpenedSample, index: number): void {
  openedSample.value = undefined;
  void lookInto(model, written.tokens, index);
}
