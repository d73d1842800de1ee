import { useSignal } from '@preact/signals';
import { useLayoutEffect } from 'preact/hooks';
import { ChipGroup } from '../../../design/chip-group.tsx';
import { formatPercent } from '../../../design/format/format-percent.ts';
import type { EmbeddingPlane } from '../../../inspecting/inspector.ts';
import { inspector } from '../../../inspecting/page-inspector.ts';
import { keyOf, runKeyOf } from '../../../models/key-of.ts';
import type { ModelName } from '../../../models/model-file.ts';
import { useKeepUp } from '../../../models/use-keep-up.ts';
import { Beside } from '../beside.tsx';
import { newestModel } from '../state/newest-model.ts';
import type { Panel } from '../state/panel.ts';
import './embeddings.css';

/** A table of embeddings: of tokens, or of positions. */
type Table = 'wte' | 'wpe';

const SIZE = 320;
const MARGIN = 16;
/** With more points than this, each is a dot without a name. */
const MOST_NAMES = 200;

/** The embeddings of tokens and positions in the plane in which they differ most. */
export function Embeddings({ panels }: { readonly panels: readonly Panel[] }) {
  const table = useSignal<Table>('wte');
  return (
    <Beside
      title="Embeddings"
      how="The model turns each token and each position into a list of numbers, its embedding. This picture shows the two directions in which they differ most (principal components). It does not turn as you move the slider."
      look="Look for tokens that end up close together, such as vowels: the model treats them alike."
      panels={panels}
      draw={({ model }) => <PlaneOf model={model} table={table.value} />}
    >
      <ChipGroup
        label="The table that is shown"
        choices={[
          { value: 'wte', label: 'tokens' },
          { value: 'wpe', label: 'positions' },
        ]}
        value={table.value}
        onChange={(chosen) => {
          table.value = chosen;
        }}
      />
    </Beside>
  );
}

/** A table of embeddings of a model. */
function PlaneOf({ model, table }: { readonly model: ModelName; readonly table: Table }) {
  const asked = useSignal({ model, table });
  useLayoutEffect(() => {
    asked.value = { model, table };
  }, [keyOf(model), table]);
  const answer = useKeepUp<EmbeddingPlane>(() => {
    const { model: name, table: shown } = asked.value;
    const reference = referenceFor(name);
    return { run: `${runKeyOf(name)} ${shown}`, ask: (signal) => inspector.plane(name, shown, reference, signal) };
  });
  const { value, problem } = answer.value;
  return (
    <>
      {problem !== undefined && <p class="explained">{problem}</p>}
      {value !== undefined && <Plane plane={value} />}
    </>
  );
}

function Plane({ plane: { points, labels, share } }: { readonly plane: EmbeddingPlane }) {
  const most = Math.max(1e-9, ...points.data.map(Math.abs));
  const at = (x: number) => SIZE / 2 + (x / most) * (SIZE / 2 - MARGIN);
  return (
    <figure class="plane">
      <svg viewBox={`0 0 ${SIZE} ${SIZE}`} role="img" aria-label={`${labels.length} embeddings in two dimensions`}>
        <path class="plane-axes" d={`M0 ${SIZE / 2}H${SIZE}M${SIZE / 2} 0V${SIZE}`} />
        {labels.map((label, i) => {
          const [x, y] = [at(points.data[2 * i]), at(-points.data[2 * i + 1])];
          if (labels.length > MOST_NAMES) return <circle key={i} cx={x} cy={y} r="1.5" />;
          return (
            <text key={i} class="written" x={x} y={y}>
              {label === '' ? '▸' : label === ' ' ? '␣' : label === '\n' ? '↵' : label}
            </text>
          );
        })}
      </svg>
      <figcaption class="explained">{`The plane shows ${formatPercent(share)} of their differences (variance).`}</figcaption>
    </figure>
  );
}

/** The model whose picture this one is aligned with: the newest one. */
function referenceFor(name: ModelName): ModelName | undefined {
  const newest = newestModel.value;
  return newest?.step === name.step ? undefined : newest;
}
