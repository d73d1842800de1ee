import { useEffect } from 'preact/hooks';
import { Columns } from '../../design/columns.tsx';
import { StepSlider } from '../../steps/step-slider.tsx';
import { curvePicture } from './curve/curve-picture.ts';
import { Curve } from './curve/curve.tsx';
import { StepDocuments } from './documents/step-documents.tsx';
import { Finding } from './finding/finding.tsx';
import { NextLetter } from './next/next-letter.tsx';
import { Numbers } from './numbers/numbers.tsx';
import { SampleDialog } from './origin/sample-dialog.tsx';
import { RunTable } from './runs/run-table.tsx';
import { Samples } from './samples/samples.tsx';
import { Settings } from './settings/settings.tsx';
import { followTexts } from './shown/shown-texts.ts';
import { BigWord } from './word/big-word.tsx';

/** The first view: train, watch it learn, read what it writes. */
export function TrainView() {
  useEffect(followTexts, []);
  return <Columns left={<Settings />} middle={<Learning />} right={<Writing />} />;
}

/** What it writes, how surprised it is, at which step, what that step learned from, in numbers, in a sentence, and in many samples. */
function Learning() {
  return (
    <>
      <BigWord />
      <Curve />
      <StepSlider end={curvePicture.value?.end} />
      <StepDocuments />
      <Numbers />
      <Finding />
      <Samples />
      <SampleDialog />
    </>
  );
}

/** What comes next, and all runs. */
function Writing() {
  return (
    <>
      <NextLetter />
      <RunTable />
    </>
  );
}
