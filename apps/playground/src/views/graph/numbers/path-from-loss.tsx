import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Button } from '../../../design/button.tsx';
import { formatCount } from '../../../design/format/format-count.ts';
import { formatSigned } from '../../../design/format/format-signed.ts';
import { sentenceOf } from '../../../design/format/sentence-of.ts';
import type { NamedValue } from '../../../inspecting/graph.ts';
import { inspector } from '../../../inspecting/page-inspector.ts';
import { localGradOf } from '../drawing/local-grad.ts';
import { chosenValue, step } from '../state/graph-state.ts';

/** The path from the loss to a number along which most of the gradient flows, one number after the other. */
export function PathFromLoss({ id }: { readonly id: number }) {
  const path = useSignal<readonly NamedValue[] | undefined>(undefined);
  const problem = useSignal<string | undefined>(undefined);
  useEffect(() => {
    path.value = undefined;
    problem.value = undefined;
  }, [id]);
  const show = async () => {
    const facts = step.peek().value;
    if (facts === undefined) return;
    try {
      path.value = await inspector.path(facts.model, facts.text, id);
    } catch (error) {
      problem.value = sentenceOf(error);
    }
  };
  if (path.value === undefined) {
    return (
      <p>
        <Button kind="text" onClick={() => void show()}>
          Show the path from the loss
        </Button>
        {problem.value}
      </p>
    );
  }
  const steps = path.value;
  return (
    <div class="graph-path">
      <p class="explained">
        {`This is the path from the loss to this number along which most of the gradient flows, with the local derivatives between its ${formatCount(steps.length)} numbers. Their product is ${formatSigned(alongPath(steps))}; all paths together give the gradient, ${formatSigned(steps[steps.length - 1].grad)}.`}
      </p>
      <ol>
        {steps.map((value, i) => (
          <li key={value.id}>
            {i > 0 && (
              <span class="graph-times">{`· ${formatSigned(localGradOf(steps[i - 1].operands, value.id))}`}</span>
            )}
            <Button
              kind="text"
              onClick={() => {
                chosenValue.value = value.id;
              }}
            >
              {value.name}
            </Button>
            <span class="graph-path-number">
              {value.name.includes(value.op) ? formatSigned(value.data) : `${value.op} ${formatSigned(value.data)}`}
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}

/** The product of the local derivatives along a path. */
function alongPath(steps: readonly NamedValue[]): number {
  return steps.slice(1).reduce((product, { id }, i) => product * localGradOf(steps[i].operands, id), 1);
}
