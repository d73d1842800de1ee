import { Heatmap } from '../../../design/heatmap.tsx';
import { formatSigned } from '../../../design/format/format-signed.ts';
import { Section } from '../../../design/section.tsx';
import type { TensorFacts, TensorNumbers } from '../../../inspecting/graph.ts';
import { placeIn } from '../../../inspecting/place-in.ts';
import { inspector } from '../../../inspecting/page-inspector.ts';
import { runKeyOf } from '../../../models/key-of.ts';
import { useKeepUp } from '../../../models/use-keep-up.ts';
import { moduleName } from '../map/module-name.ts';
import { chosenTensor, chosenValue, step } from '../state/graph-state.ts';

/** The numbers of the chosen tensor, and their gradients. A click shows one number. */
export function TensorPanel() {
  const answer = useKeepUp<{ readonly tensor: TensorFacts; readonly numbers: TensorNumbers }>(() => {
    const facts = step.value.value;
    const tensor = facts?.tensors.find(({ id }) => id === chosenTensor.value);
    if (facts === undefined || tensor === undefined) return undefined;
    const { model, text } = facts;
    return {
      run: `${runKeyOf(model)} ${text}`,
      ask: async (signal) => ({ tensor, numbers: await inspector.tensor(model, text, tensor.id, signal) }),
    };
  });
  const { value } = answer.value;
  if (value === undefined) return null;
  const { tensor, numbers } = value;
  const columns = tensor.shape.at(-1) ?? 1;
  const rows = numbers.data.length / columns;
  const take = ({ row, column }: { readonly row: number; readonly column: number }) => {
    const id = numbers.ids[row * columns + column];
    if (id >= 0) chosenValue.value = id;
  };
  const owner = moduleName(tensor.owner);
  return (
    <Section
      title={`${owner}: ${tensor.name} (${tensor.shape.length === 0 ? 'one number' : tensor.shape.join(' × ')})`}
    >
      <p class="explained graph-how">
        Its numbers, and below them their gradients: how fast the loss changes when each number changes. Blue is above
        0, ochre below. <strong>Click a number to see how it was computed.</strong>
      </p>
      {(['data', 'grad'] as const).map((which) => (
        <div key={which} class="graph-numbers">
          <p class="explained">{which === 'data' ? 'numbers' : 'gradients'}</p>
          <Heatmap
            label={`The ${which === 'data' ? 'numbers' : 'gradients'} of ${owner}: ${tensor.name}`}
            matrix={{ rows, columns, data: numbers[which] }}
            reading={({ row, column }) =>
              `${placeIn(tensor.shape, row * columns + column)}: ${formatSigned(numbers[which][row * columns + column])}`
            }
            onPick={take}
          />
        </div>
      ))}
    </Section>
  );
}
