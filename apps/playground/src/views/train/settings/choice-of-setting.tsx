import { ChoiceSetting } from '../../../design/choice-setting.tsx';
import { change, nextSettings } from './next-settings.ts';
import { choiceWords, type ChoiceWords } from './setting-words.ts';

/** The row of a setting that is one of several words. */
export function ChoiceOfSetting({ name }: { readonly name: keyof typeof choiceWords }) {
  const { word, term, sentence, choices }: ChoiceWords = choiceWords[name];
  return (
    <ChoiceSetting
      word={word}
      term={term}
      sentence={sentence}
      choices={choices}
      value={nextSettings.value[name]}
      onChange={(value) => {
        change({ [name]: value });
      }}
    />
  );
}
