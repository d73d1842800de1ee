import { numberIn } from '../../../design/number-in.ts';
import { Setting } from '../../../design/setting.tsx';
import { formatCount } from '../../../design/format/format-count.ts';
import { settingLimits } from '../../../session/setting-limits.ts';
import { change, nextSettings } from './next-settings.ts';
import { refusalOf } from './refusal-of.ts';
import { numberWords, type NumberName, type NumberWords } from './setting-words.ts';

/** What a {@link NumberSetting} is made of. */
export interface NumberSettingProps {
  readonly name: NumberName;
  /** Another word for it here. */
  readonly word?: string;
  /** What follows the number: `letters`. */
  readonly unit?: string;
}

/** The row of a setting that is a number. */
export function NumberSetting({ name, word, unit }: NumberSettingProps) {
  const words: NumberWords = numberWords[name];
  const scale = words.isShare === true ? 100 : 1;
  const value = nextSettings.value[name] ?? 0;
  const text = scaled(value, scale);
  return (
    <Setting
      word={word ?? words.word}
      term={words.term}
      sentence={words.sentence}
      shown={shownAs(name, value, text, words.isShare === true ? '%' : unit)}
      text={text}
      step={words.step}
      picks={words.picks.map((pick) => ({
        text: scaled(pick, scale),
        label: shownAs(name, pick, scaled(pick, scale)),
      }))}
      check={(typed) => {
        const limit = settingLimits[name];
        const { why } = words;
        return (
          numberIn(withoutCommas(typed), {
            min: limit.least * scale,
            max: limit.most * scale,
            integer: limit.kind === 'integer',
            ...(why !== undefined && { why }),
          }) ?? refusalOf(name, Number(withoutCommas(typed)) / scale, nextSettings.value)
        );
      }}
      onChange={(typed) => {
        change({ [name]: Number(withoutCommas(typed)) / scale });
      }}
    />
  );
}

function shownAs(name: NumberName, value: number, text: string, unit?: string): string {
  // A seed is a name, not a quantity.
  const number = name !== 'seed' && value >= 1000 ? formatCount(value) : text;
  return unit === undefined ? number : `${number} ${unit}`;
}

/** Without the digits that floating point adds: 0.07 · 100 = 7.000000000000001. */
function scaled(value: number, scale: number): string {
  return String(Number((value * scale).toPrecision(12)));
}

/** People write 1,000 as the page does. */
function withoutCommas(text: string): string {
  return text.replace(/,(?=\d{3}\b)/g, '');
}
