import type { Operand } from '@microgpt/inspect';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Button } from '../../../design/button.tsx';
import { formatCount } from '../../../design/format/format-count.ts';
import { formatSigned } from '../../../design/format/format-signed.ts';
import { Section } from '../../../design/section.tsx';
import type { NamedValue } from '../../../inspecting/graph.ts';
import { inspector } from '../../../inspecting/page-inspector.ts';
import { runKeyOf } from '../../../models/key-of.ts';
import { useKeepUp } from '../../../models/use-keep-up.ts';
import { Drawing, type DrawnNode } from '../drawing/drawing.tsx';
import { arrowLabel } from '../drawing/local-grad.ts';
import { chosenValue, replayPlace, step } from '../state/graph-state.ts';
import { backwardPlace } from '../replay/stage.ts';
import { PathFromLoss } from './path-from-loss.tsx';

/** The most operands and results that are drawn at once; the others follow on further pages. */
const PAGE = 8;

/** A number with its operands, its results, and the gradient of each. */
interface Neighborhood {
  readonly value: NamedValue;
  readonly neighbors: ReadonlyMap<number, NamedValue>;
  /** Its gradient at the place of the replay. */
  readonly gradient: number;
}

/** One number: how it was computed, what was computed from it, and the chain rule that gives its gradient. */
export function ValuePanel() {
  const pages = { operands: useSignal(0), results: useSignal(0) };
  const answer = useKeepUp<Neighborhood>(() => {
    const facts = step.value.value;
    const [id, place] = [chosenValue.value, replayPlace.value];
    const [operandPage, resultPage] = [pages.operands.value, pages.results.value];
    if (facts === undefined || id === undefined || id >= facts.size) return undefined;
    const { model, text, size } = facts;
    return {
      run: `${runKeyOf(model)} ${text} ${id}`,
      ask: async (signal) => {
        const [value] = await inspector.values(model, text, [id], signal);
        const shown = [...pageOf(value.operands, operandPage), ...pageOf(value.results, resultPage)];
        const neighbors = await inspector.values(model, text, unique(shown.map((each) => each.id)), signal);
        const isBackward = place === undefined || place >= size;
        const at = place === undefined ? 0 : backwardPlace(place, size);
        const [gradient] = isBackward ? await inspector.gradientsAt(model, text, [id], at, signal) : [0];
        return { value, neighbors: new Map(neighbors.map((each) => [each.id, each])), gradient };
      },
    };
  });
  const { value: found } = answer.value;
  useEffect(() => {
    pages.operands.value = 0;
    pages.results.value = 0;
  }, [chosenValue.value]);
  if (found === undefined) return null;
  const { value, neighbors, gradient } = found;
  const operands = pageOf(value.operands, pages.operands.value);
  const results = pageOf(value.results, pages.results.value);
  return (
    <Section title={`One number: ${value.name}`}>
      <p class="explained graph-how">
        {value.op === ''
          ? 'It was not computed: it is a weight or a constant.'
          : `It was computed by “${value.op}” from the numbers on its left.`}{' '}
        <strong>
          The number on an arrow is the local derivative: how fast the number on its right changes when the one on its
          left changes. Each number on the right contributes its own gradient times that derivative. The sum is the
          gradient of this number (the chain rule).
        </strong>
      </p>
      <dl class="graph-value">
        <div>
          <dt>data</dt>
          <dd>{formatSigned(value.data, { digits: 6 })}</dd>
        </div>
        <div>
          <dt>gradient</dt>
          <dd>{formatSigned(gradient, { digits: 6 })}</dd>
        </div>
        <div>
          <dt>place in the order</dt>
          <dd>{formatCount(value.id + 1)}</dd>
        </div>
      </dl>
      <Drawing
        label={`${value.name}, its operands and its results`}
        center={nodeId(value.id, 'chosen')}
        nodes={[
          ...unique(operands.map(({ id }) => id)).map((id) => drawn(neighbors.get(id), 'from')),
          drawn(value, 'chosen'),
          ...unique(results.map(({ id }) => id)).map((id) => drawn(neighbors.get(id), 'to')),
        ].filter((node) => node !== undefined)}
        edges={[
          ...unique(operands.map(({ id }) => id)).map((id) => ({
            ...{ from: nodeId(id, 'from'), to: nodeId(value.id, 'chosen') },
            label: arrowLabel(value.operands, id),
          })),
          ...unique(results.map(({ id }) => id)).map((id) => ({
            ...{ from: nodeId(value.id, 'chosen'), to: nodeId(id, 'to') },
            label: arrowLabel(value.results, id),
          })),
        ]}
      />
      <Pager word="operands" all={value.operands} page={pages.operands} />
      <Pager word="results" all={value.results} page={pages.results} />
      <ChainRule value={value} results={results} neighbors={neighbors} />
      <PathFromLoss id={value.id} />
    </Section>
  );
}

/** The chain rule with numbers: gradient = Σ gradient of a result · local derivative. */
function ChainRule({
  value,
  results,
  neighbors,
}: {
  readonly value: NamedValue;
  readonly results: readonly Operand[];
  readonly neighbors: ReadonlyMap<number, NamedValue>;
}) {
  if (value.results.length === 0) return <p class="explained">It is the loss: its gradient is 1.</p>;
  const terms = results.map(
    ({ id, localGrad }) => `${formatSigned(neighbors.get(id)?.grad ?? NaN)} · ${formatSigned(localGrad)}`,
  );
  const rest = value.results.length - results.length;
  return (
    <p class="graph-chain">
      {`gradient ${formatSigned(value.grad)} = ${terms.join(' + ')}${rest > 0 ? ` + ${formatCount(rest)} more` : ''}`}
    </p>
  );
}

function Pager({
  word,
  all,
  page,
}: {
  readonly word: string;
  readonly all: readonly Operand[];
  readonly page: { value: number };
}) {
  const last = Math.ceil(all.length / PAGE) - 1;
  if (last < 1) return null;
  return (
    <p class="explained graph-pager">
      {`${word} ${formatCount(page.value * PAGE + 1)} to ${formatCount(Math.min(all.length, (page.value + 1) * PAGE))} of ${formatCount(all.length)}`}{' '}
      <Button
        kind="text"
        disabled={page.value === 0}
        onClick={() => {
          page.value--;
        }}
      >
        {`Earlier ${word}`}
      </Button>{' '}
      <Button
        kind="text"
        disabled={page.value >= last}
        onClick={() => {
          page.value++;
        }}
      >
        {`More ${word}`}
      </Button>
    </p>
  );
}

function pageOf(all: readonly Operand[], page: number): readonly Operand[] {
  return all.slice(page * PAGE, (page + 1) * PAGE);
}

function unique(ids: readonly number[]): number[] {
  return [...new Set(ids)];
}

function nodeId(id: number, side: string): string {
  return `${side} ${id}`;
}

function drawn(value: NamedValue | undefined, side: 'from' | 'chosen' | 'to'): DrawnNode | undefined {
  if (value === undefined) return undefined;
  const { id, name, op, data, grad } = value;
  return {
    ...{ id: nodeId(id, side), width: 240, height: 56 },
    tone: side === 'chosen' ? 'chosen' : op === '' ? 'parameter' : '',
    action: 'Show',
    onClick:
      side === 'chosen'
        ? undefined
        : () => {
            chosenValue.value = id;
          },
    content: (
      <>
        <b>{name}</b> <span>{op === '' ? formatSigned(data) : `${op} = ${formatSigned(data)}`}</span>{' '}
        <span class="gradient">{`gradient ${formatSigned(grad)}`}</span>
      </>
    ),
  };
}
