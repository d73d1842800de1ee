import type { Settings } from '@microgpt/run';
import { computed, type ReadonlySignal } from '@preact/signals';
import { formatCount } from '../../../design/format/format-count.ts';
import { formatSigned } from '../../../design/format/format-signed.ts';
import { inspector } from '../../../inspecting/page-inspector.ts';
import { runKeyOf } from '../../../models/key-of.ts';
import type { Latest } from '../../../models/latest-answer.ts';
import { useKeepUp } from '../../../models/use-keep-up.ts';
import { run } from '../../../session/session.ts';
import { Answered } from '../part/answered.tsx';
import { letter } from '../part/letter.ts';
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
          {captionFor(settings, model.step)}
          {texts > 1 &&
            ` In a step, this run uses the mean gradient of ${formatCount(texts)} texts; here you see the gradient of one.`}
        </caption>
        <tbody>
          <Row name="gradient" value={formatSigned(weight.grad, { decimals: 6 })} />
          {averages !== undefined && (
            <>
              <Row name="m" value={formatSigned(averages.m, { decimals: 6 })} />
              <Row name="v" value={formatSigned(averages.v, { decimals: 6 })} />
              <Row name="mHat" value={formatSigned(averages.mHat, { decimals: 6 })} />
              <Row name="vHat" value={formatSigned(averages.vHat, { decimals: 6 })} />
            </>
          )}
          <Row name="learning rate of this step" value={formatSigned(rate, { decimals: 6 })} />
          <Row name={`change: ${changeFormula(settings)}`} value={formatSigned(change, { decimals: 6 })} />
          <Row name="before" value={formatSigned(weight.data, { decimals: 6 })} />
          <Row name="after" value={formatSigned(weight.data + change, { decimals: 6 })} />
        </tbody>
      </table>
      {moved !== undefined && (
        <p class="explained">
          {`The page keeps the models of some steps. At step ${formatCount(moved.from.step)} this number was ${formatSigned(moved.from.data, { decimals: 4 })}, and at step ${formatCount(moved.to.step)} it was ${formatSigned(moved.to.data, { decimals: 4 })}. All steps in between moved it.${
            isAgainst(weight.grad, moved)
              ? ` This text alone would make it ${weight.grad > 0 ? 'smaller' : 'larger'}; other texts pulled it the other way.`
              : ''
          }`}
        </p>
      )}
    </>
  );
}

/** Whether a number moved the other way than a gradient alone would move it. */
function isAgainst(gradient: number, { from, to }: Move): boolean {
  return gradient * (to.data - from.data) > 0;
}

/** The kept step before a step, or the one after it if it is the first. */
function neighbour(kept: readonly number[], step: number): number | undefined {
  return kept.findLast((each) => each < step) ?? kept.find((each) => each > step);
}

/** The formula of the change, as the code writes its names. */
function changeFormula({ optimizer, weightDecay }: Settings): string {
  const update = optimizer === 'sgd' ? 'gradient' : 'mHat / √vHat';
  const decays = optimizer !== 'adam' && weightDecay !== 0;
  return decays ? `−rate · (${update} + ${weightDecay} · number)` : `−rate · ${update}`;
}

/** What the numbers are computed with. The averages of a kept step are not kept. */
function captionFor({ optimizer, steps, clip }: Settings, step: number): string {
  const rate = step === steps ? 'The run is over: this would be one more step, at the run’s last learning rate.' : '';
  const name = optimizer === 'sgd' ? 'SGD, which has no averages' : 'Adam, as if this were its first gradient';
  const clipping = clip === 0 ? '' : 'The run also scales down very large gradients; this table leaves that out.';
  return `One step of ${name}. ${rate} ${clipping}`;
}

function Row({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td class="figure">{value}</td>
    </tr>
  );
}
