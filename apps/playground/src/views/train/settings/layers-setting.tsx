import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { ChoiceSetting } from '../../../design/choice-setting.tsx';
import { session } from '../../../session/session.ts';
import { layersWords, ownWords, wordOfLayers } from './layers-words.ts';
import { change, nextSettings } from './next-settings.ts';

/** The choices that are no key of layers. */
const USUAL = 'usual';
const OWN = 'own';

/** The layers of the network: the usual ones, those of the guide, or a module of the user's own. */
export function LayersSetting() {
  const picker = useRef<HTMLInputElement>(null);
  const checked = useSignal<string | undefined>(undefined);
  const { parts } = nextSettings.value;
  const isOther = parts !== null && !layersWords.some(({ value }) => value === parts);
  return (
    <>
      <ChoiceSetting
        word="layers are"
        term="parts"
        sentence="What each layer is made of. The guide explains the other layers, and how to write your own."
        choices={[
          {
            value: USUAL,
            label: 'the usual ones',
            sentence: 'Attention that looks back, then a small network for each letter.',
          },
          ...layersWords,
          ...(isOther ? [{ value: parts, label: wordOfLayers(parts), sentence: 'Your own, from this file.' }] : []),
          { value: OWN, ...ownWords },
        ]}
        value={parts ?? USUAL}
        onChange={(value) => {
          if (value === OWN) picker.current?.click();
          else change({ parts: value === USUAL ? null : value });
        }}
      />
      {checked.value !== undefined && (
        <p class="explained" aria-live="polite">
          Checking {checked.value} …
        </p>
      )}
      <input
        ref={picker}
        type="file"
        hidden
        aria-label="A module with your own layers"
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          currentTarget.value = ''; // so that the same file can be picked again
          if (file === undefined) return;
          checked.value = file.name;
          void session.useLayers(file).finally(() => (checked.value = undefined));
        }}
      />
    </>
  );
}
