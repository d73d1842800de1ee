import { Button } from '../../design/button.tsx';
import { LookedAt } from './bar/looked-at.tsx';
import { partNames } from './code/excerpts.ts';
import { partTitles } from './part/part-titles.ts';
import { Adam } from './parts/adam.tsx';
import { Backward } from './parts/backward.tsx';
import { Data } from './parts/data.tsx';
import { Loss } from './parts/loss.tsx';
import { Network } from './parts/network.tsx';
import { Sampling } from './parts/sampling.tsx';
import { Tokenizer } from './parts/tokenizer.tsx';
import { ValuePart } from './parts/value.tsx';
import { Questions } from './questions/questions.tsx';
import { useOneNumber } from './state/one-number.ts';
import { useReading } from './state/reading.ts';
import './lines-view.css';

/** The fifth view: the whole program in eight parts, beside the numbers of the run, for someone who knows nothing about it. */
export function LinesView() {
  const reading = useReading();
  const number = useOneNumber(reading);
  // What is wrong with the text stands above; the numbers of the last one stay.
  const read = { ...reading.value, problem: undefined };
  return (
    <div class="lines-view">
      <Introduction />
      <LookedAt reading={read.value} problem={reading.value.problem} />
      <Data />
      <Tokenizer reading={read} />
      <ValuePart number={number.value} />
      <Network reading={read} />
      <Loss reading={read} />
      <Backward number={number.value} />
      <Adam number={number} />
      <Sampling reading={reading} />
      <Questions />
    </div>
  );
}

/** What the text is, how to read it, and its parts. */
function Introduction() {
  return (
    <header class="lines-head">
      <h2>A whole GPT in 200 lines</h2>
      <p>
        A <dfn>GPT</dfn> is a program that reads the beginning of a text and guesses what comes next. Chat programs such
        as ChatGPT are built on one. Theirs have many billions of numbers; the one on this page has a few thousand. But
        the parts are the same, and there are only eight.
      </p>
      <p>
        The program is microgpt by Andrej Karpathy, here in TypeScript; his original is in Python. It has 200 lines, not
        counting comments and empty lines (the line numbers below do count them). This page leaves out only the lines
        that draw random numbers, at the beginning of the program, and those that print the results, at its end.
      </p>
      <p>
        You need no mathematics to read this, and no programming. Each part has an explanation, the numbers of the model
        on this page, and lines of the program, which you can skip. This page trains with a faster program, the fast
        engine, which computes the same thing with less work; each part says how. The text describes the model that the
        page opens with; the numbers are always those of your run. Type another name, choose one of its letters (▸
        stands for the beginning), or move the slider back to an earlier moment of the training, and all numbers follow.
      </p>
      <ol class="lines-parts">
        {partNames.map((name) => (
          <li key={name}>
            <Button
              kind="text"
              onClick={() => {
                goTo(name);
              }}
            >
              {partTitles[name]}
            </Button>
          </li>
        ))}
        <li>
          <Button
            kind="text"
            onClick={() => {
              goTo('questions');
            }}
          >
            Ten questions
          </Button>
        </li>
      </ol>
    </header>
  );
}

/** The address holds the configuration, so these are no links. */
function goTo(part: string): void {
  const heading = document.getElementById(`part-${part}-title`);
  heading?.scrollIntoView();
  heading?.focus({ preventScroll: true });
}
