import { expect, test } from 'vitest';
import { runRecordOf } from '../../src/loop/run-record-of.ts';
import type { RunRecord } from '../../src/loop/run-record.ts';
import { RunError } from '../../src/settings/run-error.ts';
import { usualSettings } from '../../src/settings/usual-settings.ts';

const record: RunRecord = {
  run: 1,
  settings: usualSettings,
  data: { source: 'names', bytes: 9, sha256: 'ab', documents: 1, trainingTokens: 8, validationTokens: 1 },
  progress: { step: 3, seconds: 1, tokens: 24, done: false },
  history: {
    steps: Float64Array.of(1, 2, 3),
    losses: Float64Array.of(3, 2, 1),
    evaluatedSteps: Float64Array.of(),
    validationLosses: Float64Array.of(),
    best: null,
  },
};

test('a record that a run has saved is read, with or without the fields that it may lack', () => {
  expect(runRecordOf(record)).toEqual(record);
  const other = { ...record, from: '/a', progress: { ...record.progress, elapsed: 2 } };
  expect(runRecordOf(other)).toEqual(other);
});

test('what another program wrote is no record', () => {
  expect([runRecordOf(null), runRecordOf({ run: 1 }), runRecordOf({ step: 3 })]).toEqual(Array(3).fill(undefined));
});

test('a record of a newer version says so, without a remedy of one of the programs', () => {
  expect(() => runRecordOf({ ...record, run: 2 })).toThrow(RunError);
  expect(() => runRecordOf({ ...record, run: 2 })).toThrow(/newer version of this program \(record 2, known is 1\)/);
  expect(() => runRecordOf({ ...record, run: 2 })).not.toThrow(/npm/);
});

test.each<[string, object]>([
  ['settings.data is missing', { settings: {} }],
  ['settings.evalEvery is 0', { settings: { ...usualSettings, evalEvery: 0 } }],
  ['settings.lr is NaN', { settings: { ...usualSettings, lr: NaN } }],
  ['settings.out is 3', { settings: { ...usualSettings, out: 3 } }],
  ['settings.engine is gpu', { settings: { ...usualSettings, engine: 'gpu' } }],
  ['settings.steps is not what it should be', { settings: { ...usualSettings, steps: null } }],
  ['data is missing', { data: undefined }],
  ['data.source is 1', { data: { ...record.data, source: 1 } }],
  ['progress.step is -1', { progress: { ...record.progress, step: -1 } }],
  ['history.losses is not what it should be', { history: { ...record.history, losses: [3, 2, 1] } }],
  ['history.best is not what it should be', { history: { ...record.history, best: {} } }],
])('a damaged record is refused: %s', (problem, change) => {
  expect(() => runRecordOf({ ...record, ...change })).toThrow(`the record of the run is damaged (${problem}); `);
});
