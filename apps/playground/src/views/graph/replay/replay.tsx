import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Button } from '../../../design/button.tsx';
import { formatCount } from '../../../design/format/format-count.ts';
import { Section } from '../../../design/section.tsx';
import type { StepFacts } from '../../../inspecting/graph.ts';
import { moduleName } from '../map/module-name.ts';
import { replayPlace } from '../state/graph-state.ts';
import { backwardPlace } from './stage.ts';
import './replay.css';

/** How long the replay of a step takes, in milliseconds. */
const DURATION = 12_000;

/** Replays the step: forward number by number, then backward to the first weight. */
export function Replay({ facts }: { readonly facts: StepFacts }) {
  const isPlaying = useSignal(false);
  const { size } = facts;
  const end = 2 * size - 1;
  const place = replayPlace.value ?? end;
  useEffect(() => {
    if (!isPlaying.value) return undefined;
    const started = performance.now();
    const from = place >= end ? 0 : place;
    let frame = requestAnimationFrame(function next(now) {
      const at = from + ((now - started) / DURATION) * end;
      replayPlace.value = Math.min(end, Math.round(at));
      if (at >= end) isPlaying.value = false;
      else frame = requestAnimationFrame(next);
    });
    return () => {
      cancelAnimationFrame(frame);
    };
  }, [isPlaying.value]);
  return (
    <Section title="Replay">
      <p class="explained graph-how">
        Forward: each number is computed from those before it, up to the loss. Backward: in reverse order, each number
        gets its gradient, which says how fast the loss changes when this number changes.{' '}
        <strong>
          Play it, and watch the drawing below: what has not been computed yet is pale, and ochre shows where gradients
          are known.
        </strong>
      </p>
      <div class="replay">
        <Button
          onClick={() => {
            isPlaying.value = !isPlaying.value;
          }}
        >
          {isPlaying.value ? 'Stop' : 'Play'}
        </Button>
        <input
          class="replay-slider"
          type="range"
          min={0}
          max={end}
          value={place}
          aria-label="The place in the computation"
          aria-valuetext={wordsFor(place, facts)}
          onInput={({ currentTarget }) => {
            isPlaying.value = false;
            replayPlace.value = Number(currentTarget.value);
          }}
        />
      </div>
      <p class="explained">{wordsFor(place, facts)}</p>
    </Section>
  );
}

function wordsFor(place: number, { tensors, tensorOf, size }: StepFacts): string {
  const id = place < size ? place : backwardPlace(place, size);
  const { owner, name } = tensors[tensorOf[id]];
  const what = `${moduleName(owner)}: ${name}`;
  if (place < size) return `Forward, number ${formatCount(place + 1)} of ${formatCount(size)}: ${what}.`;
  return `Backward, ${formatCount(size - id)} of ${formatCount(size)} numbers have passed their gradients on: ${what}.`;
}
