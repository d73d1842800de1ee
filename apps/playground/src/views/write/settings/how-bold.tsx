import { Section } from '../../../design/section.tsx';
import { Setting } from '../../../design/setting.tsx';
import { numberIn } from '../../../design/number-in.ts';
import { MOST_TOKENS, mostTokens } from '../state/actions.ts';
import { facts, words } from '../state/facts.ts';
import { ownTemperature, seed, temperature, topK, topP } from '../state/sampling.ts';
import { placeOfTopK, topKAt } from './top-k-scale.ts';
import { Slider } from './slider.tsx';

/** How boldly the model chooses. */
export function HowBold() {
  const { unit, units, text } = words.value;
  const vocabSize = facts.value.value?.vocabSize ?? 27;
  return (
    <Section title="How it chooses">
      <Slider
        word="temperature"
        term=""
        sentence={`Below 1, likely ${units} become likelier. Above 1, the chances even out. At 0, only the likeliest can come.`}
        shown={temperature.value.toFixed(2)}
        min={0}
        max={2}
        step={0.05}
        value={temperature.value}
        onChange={(value) => {
          ownTemperature.value = value;
        }}
      />
      <Slider
        word="only the likeliest"
        term="top-k"
        sentence={`Only this many of the likeliest ${units} may come next.`}
        shown={topK.value === undefined || topK.value >= vocabSize ? 'all' : String(topK.value)}
        min={0}
        max={1}
        step={0.005}
        value={placeOfTopK(topK.value, vocabSize)}
        onChange={(place) => {
          topK.value = topKAt(place, vocabSize);
        }}
      />
      <Slider
        word="only up to a share"
        term="top-p"
        sentence={`Only the likeliest ${units} that together reach this share may come next. When the model is sure, those are few.`}
        shown={topP.value === 1 ? 'all' : `${Math.round(100 * topP.value)} %`}
        min={0.05}
        max={1}
        step={0.05}
        value={topP.value}
        onChange={(value) => {
          topP.value = Math.round(100 * value) / 100;
        }}
      />
      <div class="more-settings">
        <Setting
          word="seed"
          term="seed"
          sentence={`The same seed gives the same choices. Another seed gives another ${text}.`}
          shown={String(seed.value)}
          text={String(seed.value)}
          step={1}
          check={(typed) => numberIn(typed, { min: 0, max: Number.MAX_SAFE_INTEGER, integer: true })}
          onChange={(typed) => {
            seed.value = Number(typed);
          }}
        />
        <Setting
          word="keeps writing for at most"
          term="maxTokens"
          sentence={`“Keep writing” stops after this many ${units}, unless the ${text} ends first.`}
          shown={`${mostTokens.value} ${units}`}
          text={String(mostTokens.value)}
          step={10}
          picks={[{ text: '20' }, { text: '100' }, { text: '500' }]}
          check={(typed) => numberIn(typed, { min: 1, max: MOST_TOKENS, integer: true })}
          onChange={(typed) => {
            mostTokens.value = Number(typed);
          }}
        />
        <p class="explained slide-sentence">{`You can still choose a ${unit} that is ruled out.`}</p>
      </div>
    </Section>
  );
}
