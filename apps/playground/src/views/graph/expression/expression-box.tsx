import { topologicalOrder, type Value } from '@microgpt/autograd';
import { useSignal } from '@preact/signals';
import { formatSigned } from '../../../design/format/format-signed.ts';
import { sentenceOf } from '../../../design/format/sentence-of.ts';
import { Section } from '../../../design/section.tsx';
import { Drawing, type DrawnNode } from '../drawing/drawing.tsx';
import { arrowLabel } from '../drawing/local-grad.ts';
import { parseExpression, type Expression } from './expression.ts';
import './expression-box.css';

/** The range of the sliders. */
const [LEAST, MOST] = [-5, 5];
/** The most boxes that are drawn. */
const MOST_BOXES = 200;

const first: Readonly<Record<string, number>> = { a: 2, b: -3, c: 0.5 };

/** A box to type an expression in. Its graph is drawn, and the gradients follow as inputs are dragged. */
export function ExpressionBox() {
  const text = useSignal('a*b + tanh(c)');
  const numbers = useSignal<ReadonlyMap<string, number>>(new Map(Object.entries(first)));
  const parsed = parsedFrom(text.value);
  return (
    <Section title="An expression">
      <p class="explained graph-how">
        Type an expression of numbers, names and functions. Each box is one number. Its gradient says how fast the
        result changes when this number changes. The number on an arrow is the local derivative: how fast the box on the
        right changes when the box on the left changes. The backward pass follows the arrows from right to left and
        multiplies by these derivatives.{' '}
        <strong>Drag an input a little: the result changes by about the gradient times the distance.</strong>
      </p>
      <input
        class="expression-text"
        aria-label="The expression"
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        value={text.value}
        onInput={({ currentTarget }) => {
          text.value = currentTarget.value;
        }}
      />
      <p class="explained" aria-live="polite">
        {'problem' in parsed && parsed.problem}
      </p>
      {'expression' in parsed && (
        <Evaluated
          expression={parsed.expression}
          numbers={numbers.value}
          onChange={(name, number) => {
            numbers.value = new Map(numbers.value).set(name, number);
          }}
        />
      )}
    </Section>
  );
}

function Evaluated({
  expression,
  numbers,
  onChange,
}: {
  readonly expression: Expression;
  readonly numbers: ReadonlyMap<string, number>;
  readonly onChange: (name: string, number: number) => void;
}) {
  const { result, inputs } = expression.evaluate(numbers);
  result.backward();
  const order = topologicalOrder<Value>(result);
  const ids = new Map(order.map((value, id) => [value, id]));
  const nodeId = (value: Value) => String(ids.get(value));
  const operandsOf = ({ children, localGrads }: Value) =>
    children.map((child, i) => ({ id: ids.get(child) ?? -1, localGrad: localGrads[i] }));
  const names = new Map([...inputs].map(([name, value]) => [value, name]));
  if (order.length > MOST_BOXES) return <p class="explained">This expression is too long to draw. Shorten it.</p>;
  return (
    <>
      <div class="expression-inputs">
        {[...inputs].map(([name, { data, grad }]) => (
          <label key={name} class="expression-input">
            <span class="written">{name}</span>
            <input
              type="range"
              min={LEAST}
              max={MOST}
              step={0.01}
              value={data}
              aria-valuetext={`${formatSigned(data)}, gradient ${formatSigned(grad)}`}
              onInput={({ currentTarget }) => {
                onChange(name, Number(currentTarget.value));
              }}
            />
            <output>{formatSigned(data)}</output>
          </label>
        ))}
      </div>
      <p class="expression-result">
        The result is {formatSigned(result.data)}
        {!Number.isFinite(result.data) && ', which is not a finite number: drag the inputs to other values'}.
      </p>
      <Drawing
        label="The graph of the expression"
        nodes={order.map((value) => drawn(value, nodeId(value), names.get(value), value === result))}
        edges={order.flatMap((value) =>
          [...new Set(value.children)].map((child) => ({
            ...{ from: nodeId(child), to: nodeId(value) },
            label: arrowLabel(operandsOf(value), ids.get(child) ?? -1),
          })),
        )}
      />
    </>
  );
}

function drawn({ op, data, grad }: Value, id: string, name: string | undefined, isResult: boolean): DrawnNode {
  return {
    ...{ id, width: 128, height: 56 },
    tone: isResult ? 'loss' : name === undefined ? '' : 'parameter',
    content: (
      <>
        <b class={name === undefined ? '' : 'written'}>{name ?? (op === '' ? 'number' : op)}</b>
        <span>{formatSigned(data)}</span>
        <span class="gradient">{`gradient ${formatSigned(grad)}`}</span>
      </>
    ),
  };
}

function parsedFrom(text: string): { readonly expression: Expression } | { readonly problem: string } {
  try {
    return { expression: parseExpression(text) };
  } catch (error) {
    return { problem: sentenceOf(error) };
  }
}
