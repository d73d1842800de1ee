import { computed, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { ChipGroup } from '../../../design/chip-group.tsx';
import { formatCount } from '../../../design/format/format-count.ts';
import { Heatmap } from '../../../design/heatmap.tsx';
import { sentenceOf } from '../../../design/format/sentence-of.ts';
import type { MatrixSize } from '../../../inspecting/inspector.ts';
import { inspector } from '../../../inspecting/page-inspector.ts';
import { partName } from '../../../inspecting/part-name.ts';
import type { ModelName } from '../../../models/model-file.ts';
import { runs } from '../../../session/session.ts';
import { Beside } from '../beside.tsx';
import type { Panel } from '../state/panel.ts';
import './matrix-sizes.css';

/** The sizes of all matrices at a step. */
interface StepSizes {
  readonly step: number;
  readonly sizes: readonly MatrixSize[];
}

/** What is shown of a matrix. */
type Quantity = 'gradient' | 'update' | 'weights';

const words: Readonly<Record<Quantity, string>> = {
  gradient: 'gradient',
  update: 'change since the previous kept step',
  weights: 'weights',
};

/** The size of the gradient, of the change and of the weights of every matrix, at every kept step of each run. */
export function MatrixSizes({ panels }: { readonly panels: readonly Panel[] }) {
  const quantity = useSignal<Quantity>('gradient');
  const others = panels.filter(({ model }, i) => panels.findIndex((each) => each.model.run === model.run) === i);
  return (
    <Beside
      title="Every matrix over training"
      how="Each row is a matrix of weights, the numbers that training changes; each column is a kept step. The bluer the cell, the larger the value (root mean square, on a logarithmic scale; a change is a share of the weights). A gradient says how the loss of a few texts depends on the weights."
      look="Look for a gradient that loses its color: its matrix hardly learns. One that suddenly becomes bluer may be exploding."
      panels={others}
      draw={({ model }) => <SizesOfRun key={model.run} id={model.run} quantity={quantity.value} />}
    >
      <ChipGroup
        label="What is shown"
        choices={(['gradient', 'update', 'weights'] as const).map((value) => ({ value, label: words[value] }))}
        value={quantity.value}
        onChange={(chosen) => {
          quantity.value = chosen;
        }}
      />
    </Beside>
  );
}

/** The sizes of the matrices of a run. */
function SizesOfRun({ id, quantity }: { readonly id: string; readonly quantity: Quantity }) {
  const columns = useSignal<readonly StepSizes[]>([]);
  const problem = useSignal<string | undefined>(undefined);
  useEffect(() => follow(id, columns, problem), [id]);
  const paths = columns.value.at(0)?.sizes.map(({ path }) => path) ?? [];
  const matrix = matrixOf(columns.value, paths, quantity);
  return (
    <>
      {problem.value !== undefined && <p class="explained">{problem.value}</p>}
      {paths.length > 0 && (
        <div class="sizes">
          <ol class="sizes-names">
            {paths.map((path) => (
              <li key={path}>{path.replace(/\.weight$/, '')}</li>
            ))}
          </ol>
          <Heatmap
            label={`The size of the ${words[quantity]} of each matrix at each kept step`}
            matrix={matrix.shades}
            full={1}
            reading={({ row, column }) => {
              const { step } = columns.value[column];
              const value = matrix.values[row * columns.value.length + column];
              const path = paths[row].replace(/\.weight$/, '');
              const name = partName(path);
              return `${name === path ? path : `${name} (${path})`}, step ${formatCount(step)}: ${Number.isNaN(value) ? 'not known' : value.toPrecision(3)}`;
            }}
          />
        </div>
      )}
    </>
  );
}

/** Asks for all kept steps of a run, one after another, and again when they change. */
function follow(
  run: string,
  columns: { value: readonly StepSizes[] },
  problem: { value: string | undefined },
): () => void {
  let controller = new AbortController();
  const keptKey = computed(() => {
    const state = runs.value.find((each) => each.id === run);
    return state && JSON.stringify([state.id, state.created, state.kept.map(({ step }) => step)]);
  });
  const stop = keptKey.subscribe((key) => {
    controller.abort(new DOMException('Other steps are kept.', 'AbortError'));
    controller = new AbortController();
    if (key === undefined) return;
    const [id, made, steps] = JSON.parse(key) as [string, number, number[]];
    void collect(
      steps.map((step) => ({ run: id, made, step })),
      controller.signal,
    );
  });
  async function collect(models: readonly ModelName[], signal: AbortSignal): Promise<void> {
    const found: StepSizes[] = [];
    try {
      for (const [i, model] of models.entries()) {
        const sizes = await inspector.sizes(model, i === 0 ? undefined : models[i - 1], signal);
        found.push({ step: model.step, sizes });
        columns.value = [...found, ...columns.value.slice(found.length)];
      }
      columns.value = found;
      problem.value = undefined;
    } catch (error) {
      if (!signal.aborted) problem.value = sentenceOf(error);
    }
  }
  return () => {
    stop();
    controller.abort(new DOMException('The view was closed.', 'AbortError'));
  };
}

/** The numbers, and how dark each is on a logarithmic scale from the smallest to the largest. */
function matrixOf(columns: readonly StepSizes[], paths: readonly string[], quantity: Quantity) {
  const values = new Float64Array(paths.length * columns.length).fill(NaN);
  for (const [c, { sizes }] of columns.entries()) {
    for (const [r, path] of paths.entries()) {
      values[r * columns.length + c] = sizes.find((each) => each.path === path)?.[quantity] ?? NaN;
    }
  }
  const logs = values.filter((value) => value > 0).map(Math.log10);
  const most = logs.reduce((a, b) => Math.max(a, b), -Infinity);
  const least = Math.max(most - 4, logs.reduce((a, b) => Math.min(a, b), Infinity) - 0.3);
  const data = values.map((value) => (value > 0 ? Math.max(0, (Math.log10(value) - least) / (most - least)) : 0));
  return { values, shades: { rows: paths.length, columns: columns.length, data } };
}
