import { formatSigned } from '../../../design/format/format-signed.ts';
import { letter } from '../part/letter.ts';
import type { Computed, OneNumber } from '../state/one-number.ts';

/** A sum and a product of the step, as `Value`s: data, children, and local derivatives. */
export function ValueLive({ number: { sum, product, token, place, facts } }: { readonly number: OneNumber }) {
  if (sum === undefined) return <p class="explained">This network does not add a row for the position.</p>;
  const what = `the first number of the row for “${letter(token)}”`;
  return (
    <>
      <p class="explained">
        Here are two Values from your run. Part 4 explains what they are for: there, each letter and each position gets
        a row of numbers. For now, just notice that each Value has noted its children and a local derivative for each of
        them.
      </p>
      <OneValue
        title="This Value was made by adding:"
        computed={sum}
        names={[
          what,
          `the first number of the row for position ${place} (${facts.tokens[0].kind === 'end' ? '▸ is at position 0' : 'counted from 0'})`,
        ]}
      />
      {product !== undefined && (
        <OneValue
          title="And this one was made from it, by multiplying:"
          computed={product}
          names={['the sum above', 'the factor by which rmsnorm (part 4) scales the row']}
        />
      )}
    </>
  );
}

function OneValue({
  title,
  computed: { value, operands },
  names,
}: {
  readonly title: string;
  readonly computed: Computed;
  readonly names: readonly string[];
}) {
  return (
    <table class="numbers-table one-value">
      <caption>{title}</caption>
      <thead>
        <tr>
          <th scope="col">what</th>
          <th scope="col" class="figure">
            data
          </th>
          <th scope="col" class="figure">
            local derivative
          </th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <td>the Value</td>
          <td class="figure">{formatSigned(value.data, { decimals: 4 })}</td>
          <td class="figure"></td>
        </tr>
        {operands.map((operand, i) => (
          <tr key={i}>
            <td>{`child ${i + 1}: ${names[i]}`}</td>
            <td class="figure">{formatSigned(operand.value.data, { decimals: 4 })}</td>
            <td class="figure">{formatSigned(operand.localGrad, { decimals: 4 })}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
