import { computed } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import { formatCount } from '../../../design/format/format-count.ts';
import { inspector } from '../../../inspecting/page-inspector.ts';
import { runKeyOf } from '../../../models/key-of.ts';
import type { Latest } from '../../../models/latest-answer.ts';
import { useKeepUp } from '../../../models/use-keep-up.ts';
import { run } from '../../../session/session.ts';
import { Answered } from '../part/answered.tsx';
import { letter } from '../part/letter.ts';
import { signed } from '../part/signed.ts';
import { firstUpdate } from '../state/first-update.ts';
import type { OneNumber } from '../state/one-number.ts';

/** The kept steps, as a text, which changes only when they do. */
const keptSteps = computed(() => run.value?.kept.map(({ step }) => step).join(' ') ?? '');

/** The update of one weight: computed from its gradient, and measured between two kept steps. */
export function AdamLive({ number }: { readonly number: ReadonlySignal<Latest<OneNumber>> }) {
  const moved = useKeepUp<Move>(() => {
    const [shown, kept] = [number.value.value, keptSteps.value];
    if (shown === undefined) return undefined;
    const { model, text, tensor, index, weight } = shown;
    const other = neighbour(kept === '' ? [] : kept.split(' ').map(Number), model.step);
    if (other === undefined) return undefined;
    return {
      run: `${runKeyOf(model)} ${text} ${index}`,
      ask: async (signal) => {
        const { data } = await inspector.tensor({ ...model, step: other }, text, tensor, signal);
        const [here, there] = [
          { step: model.step, data: weight.data },
          { step: other, data: data[index] },
        ];
        return other < model.step ? { from: there, to: here } : { from: here, to: there };
      },
    };
  });
  return <Answered latest={number.value}>{(one) => <Update number={one} moved={moved.value.value} />}</Answered>;
}

/** A number at two kept steps. */
interface Move {
  readonly from: { readonly step: number; readonly data: number };
  readonly to: { readonly step: number; readonly data: number };
}

function Update({ number, moved }: { readonly number: OneNumber; readonly moved: Move | undefined }) {
  const { model, token, weight } = number;
  const settings = run.value?.settings;
  if (settings === undefined) return null;
  const { rate, averages, change } = firstUpdate(settings, model.step, weight.data, weight.grad);
  const texts = settings.batch * settings.accumulate;
  return (
    <>
      <p>{`The same parameter, the first number of the row for “${letter(token)}”:`}</p>
      <table class="numbers-table update">
        <caption>
          {`Computed from this one gradient with the settings of the run (${settings.optimizer}), as if it were the first step, when the averages hold only this gradient.`}
          {texts > 1 &&
            ` In a step, this run uses the mean gradient of ${formatCount(texts)} texts; here it is that of one.`}
        </caption>
        <tbody>
          <Row name="gradient" value={signed(weight.grad, 6)} />
          {averages !== undefined && (
            <>
              <Row name="m" value={signed(averages.m, 6)} />
              <Row name="v" value={signed(averages.v, 6)} />
              <Row name="mHat" value={signed(averages.mHat, 6)} />
              <Row name="vHat" value={signed(averages.vHat, 6)} />
            </>
          )}
          <Row name="learning rate" value={signed(rate, 6)} />
          <Row
            name={`change: ${averages === undefined ? '−rate · gradient' : '−rate · mHat / √vHat'}`}
            value={signed(change, 6)}
          />
          <Row name="before" value={signed(weight.data, 6)} />
          <Row name="after" value={signed(weight.data + change, 6)} />
        </tbody>
      </table>
      {moved !== undefined && (
        <p class="explained">
          {`Read from two kept steps: at step ${formatCount(moved.from.step)} it was ${signed(moved.from.data)}, and at step ${formatCount(moved.to.step)} it was ${signed(moved.to.data)}. All steps in between moved it.`}
        </p>
      )}
    </>
  );
}

/** The kept step before a step, or the one after it if it is the first. */
function neighbour(kept: readonly number[], step: number): number | undefined {
  return kept.findLast((each) => each < step) ?? kept.find((each) => each > step);
}

function Row({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td class="figure">{value}</td>
    </tr>
  );
}
