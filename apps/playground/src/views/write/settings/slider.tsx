import { useId } from 'preact/hooks';
import './slider.css';

interface Props {
  /** The plain word. */
  readonly word: string;
  /** The term of the field, as in the code. */
  readonly term: string;
  /** What it does, in one plain sentence. */
  readonly sentence: string;
  /** The value as people read it. */
  readonly shown: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly value: number;
  readonly onChange: (value: number) => void;
}

/** A word, its value, a slider, and a sentence. */
export function Slider({ word, term, sentence, shown, min, max, step, value, onChange }: Props) {
  const id = useId();
  return (
    <div class="slide">
      <label class="slide-word" for={id}>
        {word} <code class="explained">{term}</code>
      </label>
      <output class="slide-value" for={id}>
        {shown}
      </output>
      <input
        id={id}
        class="slide-input"
        type="range"
        min={min}
        max={max}
        step={step}
        value={value}
        style={{ '--done': `${(100 * (value - min)) / Math.max(max - min, step)}%` }}
        aria-valuetext={shown}
        aria-describedby={`${id}-sentence`}
        onInput={({ currentTarget }) => {
          onChange(Number(currentTarget.value));
        }}
      />
      <p id={`${id}-sentence`} class="slide-sentence explained">
        {sentence}
      </p>
    </div>
  );
}
