import { signal } from '@preact/signals';
import { expect, test } from 'vitest';
import { countSamples } from '../../src/views/train/samples/count-samples.ts';
import { keepUp } from '../../src/models/keep-up.ts';
import { nearestStep, stepBeside } from '../../src/steps/nearest-step.ts';
import { sliderSteps } from '../../src/steps/slider-steps.ts';
import { pickText } from '../../src/views/train/word/pick-text.ts';
import { formatMeasured } from '../../src/views/train/words/format-measured.ts';

const kept = [0, 100, 200, 400];

test('nearestStep is the kept step nearest to a place', () => {
  expect([-5, 49, 51, 299, 301, 1000].map((place) => nearestStep(kept, place))).toEqual([0, 0, 100, 200, 400, 400]);
  expect(nearestStep([], 5)).toBeUndefined();
});

test('stepBeside moves by kept steps and stays at the ends', () => {
  expect(stepBeside(kept, 100, 1)).toBe(200);
  expect(stepBeside(kept, 100, -1)).toBe(0);
  expect(stepBeside(kept, 400, 1)).toBe(400);
  expect(stepBeside(kept, 0, -5)).toBe(0);
  expect(stepBeside(kept, 100, Infinity)).toBe(400);
  expect(stepBeside(kept, 200, -Infinity)).toBe(0);
});

test('stepBeside counts from between two kept steps', () => {
  expect(stepBeside(kept, 340, -1)).toBe(200);
  expect(stepBeside(kept, 340, 1)).toBe(400);
});

test('sliderSteps are the kept steps and the newest, also if only one is kept', () => {
  expect(sliderSteps(kept, 400)).toEqual(kept);
  expect(sliderSteps(kept, 430)).toEqual([...kept, 430]);
  expect(sliderSteps([0], 7)).toEqual([0, 7]);
  expect(sliderSteps([0], 0)).toEqual([0]);
});

test('countSamples counts new and known texts, if the data is known', () => {
  const texts = [{ isInData: true }, { isInData: false }, { isInData: false }];
  expect(countSamples(texts)).toEqual({ fresh: 2, old: 1 });
  expect(countSamples([{ isInData: undefined }])).toBeUndefined();
  expect(countSamples([])).toBeUndefined();
});

test('pickText prefers the last text that is new and not empty', () => {
  const written = (text: string, isInData?: boolean) => ({ text, isInData, tokens: [], isComplete: true });
  expect(
    pickText([written('one', false), written('two', false), written('three', true), written('', false)])?.text,
  ).toBe('two');
  expect(pickText([written('one', true), written('two', true)])?.text).toBe('two');
  expect(pickText([written(' ')])).toBeUndefined();
});

test('formatMeasured has two digits', () => {
  expect([67_812, 1_430_000, 9.87, 0.123, 104].map(formatMeasured)).toEqual([
    '68,000',
    '1.4 million',
    '9.9',
    '0.12',
    '100',
  ]);
});

/** Questions whose answers come when they are told to. */
function questions() {
  const wanted = signal<{ readonly run: string; readonly name: string } | undefined>(undefined);
  const asked: { name: string; signal: AbortSignal; resolve: (value: string) => void }[] = [];
  const { answer, stop } = keepUp<string>(() => {
    const question = wanted.value;
    return (
      question && {
        run: question.run,
        ask: (ended) =>
          new Promise((resolve) => {
            asked.push({ name: question.name, signal: ended, resolve });
          }),
      }
    );
  });
  return { wanted, asked, answer, stop };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

test('keepUp shows the answer under way, then asks the newest question and none in between', async () => {
  const { wanted, asked, answer } = questions();
  wanted.value = { run: 'a', name: 'one' };
  wanted.value = { run: 'a', name: 'two' };
  wanted.value = { run: 'a', name: 'three' };
  expect(asked.map(({ name }) => name)).toEqual(['one']);
  asked[0].resolve('1');
  await settled();
  expect(answer.value).toEqual({ value: '1', problem: undefined, isPending: true });
  expect(asked.map(({ name }) => name)).toEqual(['one', 'three']);
  asked[1].resolve('3');
  await settled();
  expect(answer.value).toEqual({ value: '3', problem: undefined, isPending: false });
});

test('keepUp ends a question to another run', async () => {
  const { wanted, asked, answer } = questions();
  wanted.value = { run: 'a', name: 'one' };
  wanted.value = { run: 'b', name: 'two' };
  expect(asked[0].signal.aborted).toBe(true);
  asked[1].resolve('2');
  asked[0].resolve('1');
  await settled();
  expect(answer.value.value).toBe('2');
});

test('keepUp asks nothing any more after it is stopped', async () => {
  const { wanted, asked, stop } = questions();
  wanted.value = { run: 'a', name: 'one' };
  stop();
  expect(asked[0].signal.aborted).toBe(true);
  wanted.value = { run: 'a', name: 'two' };
  await settled();
  expect(asked).toHaveLength(1);
});
