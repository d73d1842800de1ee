import { NoModel } from '../../models/no-model.tsx';
import { formatCount } from '../../design/format/format-count.ts';
import { Section } from '../../design/section.tsx';
import { TextInput } from '../../design/text-input.tsx';
import type { StepFacts } from '../../inspecting/graph.ts';
import { shownModel } from '../../models/shown-model.ts';
import { StepSlider } from '../../steps/step-slider.tsx';
import { ExpressionBox } from './expression/expression-box.tsx';
import { StepMap } from './map/step-map.tsx';
import { TensorPanel } from './numbers/tensor-panel.tsx';
import { ValuePanel } from './numbers/value-panel.tsx';
import { Replay } from './replay/replay.tsx';
import { step, text, typed } from './state/graph-state.ts';
import './graph-view.css';

/** The fourth view: the computation of one training step, from the loss down to single numbers, and an expression to play with. */
export function GraphView() {
  return (
    <div class="graph-view">
      <ExpressionBox />
      {shownModel.value === undefined ? (
        <NoModel title="There is no model yet, so there is no training step to draw" />
      ) : (
        <OneStep />
      )}
    </div>
  );
}

/** A training step on one text. */
function OneStep() {
  const { value: facts, problem } = step.value;
  return (
    <>
      <Section title="A training step">
        <p class="explained graph-how">
          This is what training does with one text: the model guesses each next token, and the loss says how wrong the
          guesses are. Every number here remembers how it was computed, so each weight gets its gradient.
        </p>
        <div class="graph-step">
          <TextInput
            label="The text of the step"
            value={text.value}
            onChange={(value) => {
              typed.value = value;
            }}
          />
          <StepSlider />
        </div>
        <p class="explained" aria-live="polite">
          {problem !== undefined && `${problem} `}
          {problem !== undefined && facts !== undefined && `Everything below is still about “${facts.text}”. `}
          {problem === undefined && (facts === undefined ? '…' : aboutStep(facts))}
        </p>
      </Section>
      {facts !== undefined && (
        <>
          <Replay facts={facts} />
          <StepMap facts={facts} />
          <TensorPanel />
          <ValuePanel />
        </>
      )}
    </>
  );
}

/** The loss, how many numbers it took, and whether the text was too long. */
function aboutStep({ loss, size, tensors, tokens, leftOut }: StepFacts): string {
  const cut =
    leftOut === 0
      ? ''
      : ` The model reads at most ${formatCount(tokens.length)} tokens at once, so it read only the beginning.`;
  return `Loss ${loss.toFixed(4)}, computed from ${formatCount(size)} numbers in ${formatCount(tensors.length)} tensors (arrays of numbers).${cut}`;
}
