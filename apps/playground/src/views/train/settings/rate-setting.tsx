import { Setting } from '../../../design/setting.tsx';
import { settingLimits } from '../../../session/setting-limits.ts';
import { change, nextSettings } from './next-settings.ts';

/** The row of the learning rate, from its start to its end: `0.01 → 0`. */
export function RateSetting() {
  const { lr, minLr, schedule } = nextSettings.value;
  const isConstant = schedule === 'constant';
  const shown = isConstant ? String(lr) : `${short(lr)} → ${short(minLr)}`;
  return (
    <Setting
      word="rate"
      term="lr → minLr"
      sentence={
        isConstant
          ? 'How far each step moves the weights, the numbers that the model learns. Too far, and it never settles. Not far enough, and it learns too slowly.'
          : 'How far a step moves the weights, the numbers that the model learns, at the start and at the end. Too far, and it never settles. Not far enough, and it learns too slowly.'
      }
      shown={shown}
      text={shown}
      picks={[0.03, 0.01, 0.003, 0.001].map((rate) => ({ text: isConstant ? String(rate) : `${rate} → 0` }))}
      check={(text) => problemIn(numbersIn(text))}
      onChange={(text) => {
        const [start, end = isConstant ? minLr : 0] = numbersIn(text);
        change({ lr: start, minLr: end });
      }}
    />
  );
}

/** The numbers in a text such as `0.01 → 0`, `0.01 to 0` or `0.01 0`. */
function numbersIn(text: string): readonly number[] {
  return text
    .split(/→|->|to|\s/)
    .filter((part) => part !== '')
    .map(Number);
}

function problemIn(numbers: readonly number[]): string | undefined {
  const { least, most } = settingLimits.lr;
  const [start, end = 0] = numbers;
  if (numbers.length === 0 || numbers.length > 2 || numbers.some(Number.isNaN)) {
    return 'Type the rate at the start and at the end, such as 0.01 → 0.';
  }
  if (start < least || start > most) return `The rate must be from ${least} to ${most} at the start.`;
  if (end < 0) return 'The rate cannot be below 0.';
  if (end > start) return `The rate falls, so its end must not be above its start, ${start}.`;
  return undefined;
}

function short(rate: number): string {
  return String(Number(rate.toPrecision(3)));
}
