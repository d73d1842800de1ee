import { useEffect } from 'preact/hooks';
import { BigWord } from './word/big-word.tsx';
import { Curve } from './curve/curve.tsx';
import { Finding } from './finding/finding.tsx';
import { NextLetter } from './next/next-letter.tsx';
import { Numbers } from './numbers/numbers.tsx';
import { RunTable } from './runs/run-table.tsx';
import { Samples } from './samples/samples.tsx';
import { followTexts } from './shown/shown-texts.ts';
import { StepSlider } from './slider/step-slider.tsx';
import './train-view.css';

/** The first view: train, watch it learn, read what it writes. Left is what goes in, right is what comes next. */
export function TrainView() {
  useEffect(followTexts, []);
  return (
    <div class="train">
      <div class="train-in" />
      <div class="train-middle">
        <BigWord />
        <div class="section">
          <Curve />
          <StepSlider />
          <Numbers />
        </div>
        <Finding />
        <Samples />
      </div>
      <div class="train-out">
        <NextLetter />
        <RunTable />
      </div>
    </div>
  );
}
