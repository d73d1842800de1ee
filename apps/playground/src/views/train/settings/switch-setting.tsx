import { ChoiceSetting } from '../../../design/choice-setting.tsx';
import { change, nextSettings } from './next-settings.ts';
import { switchWords } from './setting-words.ts';

/** The row of a setting that is on or off. */
export function SwitchSetting({ name }: { readonly name: keyof typeof switchWords }) {
  return (
    <ChoiceSetting
      {...switchWords[name]}
      choices={[
        { value: 'yes', label: 'yes' },
        { value: 'no', label: 'no' },
      ]}
      value={nextSettings.value[name] ? 'yes' : 'no'}
      onChange={(value) => {
        change({ [name]: value === 'yes' });
      }}
    />
  );
}
