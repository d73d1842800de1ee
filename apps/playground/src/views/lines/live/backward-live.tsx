import { formatSigned } from '../../../design/format/format-signed.ts';
import type { NamedValue } from '../../../inspecting/graph.ts';
import { letter } from '../part/letter.ts';
import type { OneNumber } from '../state/one-number.ts';

/** How many terms of a sum are written out. */
const TERMS = 6;

/** The gradient of one weight: as the sum over its uses, and what it means. */
export function BackwardLive({ number: { token, weight, uses, sum } }: { readonly number: OneNumber }) {
  const { data, grad } = weight;
  const rises = grad > 0;
  return (
    <>
      <p>
        {`One of the parameters: the first number of the row for “${letter(token)}”. It is `}
        <b>{formatSigned(data, { decimals: 4 })}</b>
        {', and its gradient is '}
        <b class="gradient">{formatSigned(grad, { decimals: 4 })}</b>.
      </p>
      <p>
        {grad === 0
          ? 'So the loss of this text does not depend on it at the moment.'
          : `So if it grows by 0.01, the loss ${rises ? 'rises' : 'falls'} by about ${formatSigned(Math.abs(grad) / 100, { decimals: 6 })}. To lower the loss of this text, make it ${rises ? 'smaller' : 'larger'}.`}
      </p>
      {uses.length === 1 ? (
        <p class="explained">It is used once in this step, so all of its gradient comes back from there.</p>
      ) : (
        <>
          <p class="explained">{`It is used ${uses.length} times in this step. What comes back is added up:`}</p>
          <p class="gradient-sum">{sumOf(weight, uses)}</p>
        </>
      )}
      {sum !== undefined && (
        <p class="explained">
          {`The sum that part 3 shows was made from it. Its gradient is ${formatSigned(sum.value.grad, { decimals: 4 })}, and it passes that on to both of its children, times their local derivative, which is 1.`}
        </p>
      )}
    </>
  );
}

function sumOf(weight: NamedValue, uses: readonly NamedValue[]): string {
  const terms = uses.slice(0, TERMS).map(({ grad }, i) => {
    const { localGrad } = weight.results[i];
    const size = formatSigned(Math.abs(grad), { decimals: 5 });
    const sign = grad < 0 ? '−' : i === 0 ? '' : '+';
    const factor = localGrad === 1 ? '' : ` · ${formatSigned(localGrad, { decimals: 5 })}`;
    return `${sign}${i === 0 ? '' : ' '}${size}${factor}`;
  });
  const rest = uses.length > TERMS ? ` + ${uses.length - TERMS} more` : '';
  return `${terms.join(' ')}${rest} = ${formatSigned(weight.grad, { decimals: 5 })}`;
}
