import { computed } from '@preact/signals';
import { formatCount } from '../../../design/format/format-count.ts';
import { formatLoss } from '../../../design/format/format-loss.ts';
import { Section } from '../../../design/section.tsx';
import { inspector } from '../../../inspecting/page-inspector.ts';
import type { TrainedDocument, TrainedOn } from '../../../inspecting/trained-on.ts';
import { runKeyOf } from '../../../models/key-of.ts';
import { shownModel } from '../../../models/shown-model.ts';
import { useKeepUp } from '../../../models/use-keep-up.ts';
import { run } from '../../../session/session.ts';
import { lookedAtStep } from '../curve/looked-at-step.ts';
import { shownSettings } from '../shown/shown-settings.ts';
import { shownWords } from '../words/shown-words.ts';
import './documents.css';

/** How many documents are shown: short ones beside each other, long ones below each other. */
const MOST = { short: 6, long: 3 };

/** A line of at most so many tokens is short. */
const SHORT = 24;

/** The step of the curve, if the run has done it. */
const doneStep = computed(() => {
  const step = lookedAtStep.value;
  const front = run.value;
  return step !== undefined && front !== undefined && step <= front.progress.step ? step : undefined;
});

/** The kept step from which the windows of the step are found: the last one before it; undefined for the shown one, as lines need none. */
const startStep = computed(() => {
  const step = doneStep.value;
  const front = run.value;
  if (step === undefined || front === undefined || front.settings.kind === 'lines') return undefined;
  return front.kept.findLast((kept) => kept.step < step)?.step;
});

const isText = computed(() => shownSettings.value.kind === 'text');

/** What a step learned from. */
interface Answer extends TrainedOn {
  readonly step: number;
  /** The step of the model whose losses are told. */
  readonly lossesAt: number;
}

/** What the step under the pointer in the curve, or the chosen one, learned from. */
export function StepDocuments() {
  const { value, problem } = useKeepUp<Answer>(() => {
    const [model, step, start] = [shownModel.value, doneStep.value, startStep.value];
    if (model === undefined || step === undefined || (start === undefined && isText.value)) return undefined;
    const from = start === undefined ? model : { ...model, step: start };
    return {
      run: runKeyOf(model),
      ask: async (signal) => ({
        ...(await inspector.trainedOn(model, from, step, signal)),
        ...{ step, lossesAt: model.step },
      }),
    };
  }).value;
  const isKnown = value !== undefined && problem === undefined;
  const title = isKnown ? `What step ${formatCount(value.step)} learned from` : 'What a step learned from';
  return (
    <Section
      title={title}
      aside={isKnown && <span class="documents-losses">{`loss at step ${formatCount(value.lossesAt)}`}</span>}
    >
      <div class="documents" aria-live={run.value?.status === 'training' ? 'off' : 'polite'}>
        {isKnown ? <Documents trained={value} /> : <p class="explained">{problem ?? hint()}</p>}
      </div>
    </Section>
  );
}

function Documents({ trained: { documents, count } }: { readonly trained: Answer }) {
  const { kind, block } = shownSettings.value;
  const size = kind === 'lines' && block <= SHORT ? 'short' : 'long';
  const shown = documents.slice(0, count > MOST[size] ? MOST[size] - 1 : MOST[size]);
  const others = count - shown.length;
  return (
    <ul class={size}>
      {shown.map((document, i) => (
        <Document key={i} document={document} />
      ))}
      {others > 0 && <li class="explained">{`and ${formatCount(others)} more`}</li>}
    </ul>
  );
}

function Document({ document: { text, loss } }: { readonly document: TrainedDocument }) {
  return (
    <li title={text}>
      <span class="document-text written">{text.replaceAll('\n', '↵')}</span>{' '}
      <span class="document-loss">
        <span class="spoken">loss </span>
        {formatLoss(loss)}
      </span>
    </li>
  );
}

/** What to do while there is nothing to show, or why there is nothing. */
function hint(): string {
  const front = run.value;
  const step = lookedAtStep.value;
  if (front !== undefined && step !== undefined) {
    const { progress, kept } = front;
    if (step > progress.step) return `The run has not reached step ${formatCount(step)} yet.`;
    const first = kept.at(0)?.step ?? 0;
    if (isText.value && step <= first)
      return `The page has the models of this run only from step ${formatCount(first)} on.`;
    return 'One moment.';
  }
  const { texts } = shownWords.value;
  const what = isText.value ? 'parts of the text' : texts;
  return `Point at the curve, or tap it, to see which ${what} the model learned from at that step.`;
}
