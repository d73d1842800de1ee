import { formatCount } from '../../../design/format/format-count.ts';
import { formatPercent } from '../../../design/format/format-percent.ts';
import { inspector } from '../../../inspecting/page-inspector.ts';
import { runKeyOf } from '../../../models/key-of.ts';
import { shownModel } from '../../../models/shown-model.ts';
import { useKeepUp } from '../../../models/use-keep-up.ts';
import type { RunState } from '../../../run/run-state.ts';
import { run } from '../../../session/session.ts';
import { fitting } from '../state/reading.ts';

/** How many documents are shown. */
const NEXT = 6;

/** How much data there is, what is kept apart, and the documents that come next. */
export function DataLive() {
  const documents = useKeepUp(() => {
    const model = shownModel.value;
    if (model === undefined) return undefined;
    const { step } = model;
    const steps = Array.from({ length: NEXT }, (_, i) => step + i);
    return {
      run: runKeyOf(model),
      ask: async (signal) => ({
        step,
        texts: await Promise.all(steps.map((each) => inspector.documentAt(model, each, signal))),
      }),
    };
  });
  const front = run.value;
  if (front === undefined) return null;
  const { data, settings } = front;
  const isLines = settings.kind === 'lines';
  const { value } = documents.value;
  const texts = value?.texts.filter((text) => text !== '') ?? [];
  return (
    <>
      <p>
        {isLines ? `The data has ${formatCount(data.documents)} lines.` : 'The data is one long text.'}{' '}
        {settings.validation > 0
          ? `${formatPercent(settings.validation)} of it is set aside as validation text.`
          : 'Nothing is set aside for validation.'}{' '}
        {progressOf(front)}
      </p>
      {value !== undefined && texts.length > 0 && (
        <>
          <p class="explained">
            {isLines && settings.batch * settings.accumulate === 1
              ? `After step ${formatCount(value.step)}, these come next:`
              : 'Some of what it learns from:'}
          </p>
          <ol class="documents written">
            {texts.map((text, i) => (
              <li key={i}>{fitting(text)}</li>
            ))}
          </ol>
        </>
      )}
    </>
  );
}

/** How far the run is, and how many lines it has used, in sentences. */
function progressOf({ progress: { step, done }, settings, data }: RunState): string {
  const { steps, kind, validation } = settings;
  const end = steps === null ? '' : ` of ${formatCount(steps)}`;
  const where = done
    ? `The run is finished, after ${formatCount(step)} steps.`
    : `The run is at step ${formatCount(step)}${end}.`;
  if (kind !== 'lines') return where;
  const perStep = settings.batch * settings.accumulate;
  const each = perStep === 1 ? 'one line' : `${formatCount(perStep)} lines`;
  const used = step * perStep;
  const isAll = used >= data.documents * (1 - validation);
  return `${where} Each step takes ${each}, so it has used ${isAll ? 'all that are not set aside' : `${formatCount(used)} of them`}.`;
}
