import { Columns } from '../../design/columns.tsx';
import { formatCount } from '../../design/format/format-count.ts';
import type { InspectedText } from '../../inspecting/inspector.ts';
import { NoModel } from '../../models/no-model.tsx';
import { shownModel } from '../../models/shown-model.ts';
import { runs } from '../../session/session.ts';
import { LooksAt } from './looks-at.tsx';
import { Attention } from './parts/attention.tsx';
import { Embeddings } from './parts/embeddings.tsx';
import { Lens } from './parts/lens.tsx';
import { Stream } from './parts/stream.tsx';
import { HiddenUnits } from './parts/units.tsx';
import { TextStrip } from './prediction/text-strip.tsx';
import { Why } from './prediction/why.tsx';
import { chosenPlace, comparedModel } from './state/inside-state.ts';
import type { Panel } from './state/panel.ts';
import { useInspected } from './state/use-inspected.ts';
import { MatrixSizes } from './training/matrix-sizes.tsx';
import type { ModelName } from '../../models/model-file.ts';
import './inside-view.css';

/** The third view: what the model computes for a text, from the embeddings to the logits, at any step. */
export function InsideView() {
  const shown = useInspected(shownModel);
  const compared = useInspected(comparedModel);
  if (shownModel.value === undefined) return <NoModel title="There is no model to look inside yet" />;
  // The first model may still show the last text that it could read; the second one is left out until it can read this one.
  const panels = [
    { name: shownModel.value, answer: shown.value },
    ...(comparedModel.value === undefined || compared.value.problem !== undefined
      ? []
      : [{ name: comparedModel.value, answer: compared.value }]),
  ].flatMap(({ name, answer }): Panel[] => (answer.value === undefined ? [] : [panelOf(name, answer.value)]));
  const { value: inspected, problem } = shown.value;
  const note =
    problem === undefined
      ? [
          noteOf(inspected),
          ...(compared.value.problem === undefined ? [] : [`The model beside it: ${compared.value.problem}`]),
        ].join(' ')
      : withoutText(problem, inspected);
  const looksAt = <LooksAt note={note} />;
  if (panels.length === 0) {
    return (
      <Columns
        left={looksAt}
        middle={problem === undefined && <p class="explained">Looking inside …</p>}
        right={null}
      />
    );
  }
  const [{ place }] = panels;
  return (
    <Columns
      longMiddle
      left={looksAt}
      middle={
        <div class={problem === undefined ? '' : 'of-last-text'}>
          <TextStrip panels={panels} />
          <Attention panels={panels} />
          <Lens panels={panels} />
          <Stream panels={panels} />
          <HiddenUnits panels={panels} />
          <Embeddings panels={panels} />
          <MatrixSizes panels={panels} />
        </div>
      }
      right={
        <Why place={place} isReadable={problem === undefined} title={panels.length > 1 ? panels[0].title : undefined} />
      }
    />
  );
}

function panelOf(name: ModelName, inspected: InspectedText): Panel {
  const last = inspected.tokens.length - 1;
  return { title: titleOf(name), model: name, inspected, place: Math.min(chosenPlace.value ?? last, last) };
}

function titleOf({ run, step }: ModelName): string {
  const state = runs.value.find(({ id }) => id === run);
  return `${state?.dataName ?? ''}, seed ${state?.settings.seed ?? ''}, step ${formatCount(step)}`;
}

/** What there is to know about the text. */
function noteOf(inspected: InspectedText | undefined): string {
  if (inspected === undefined || inspected.leftOut === 0) {
    return 'Type a text for the model to read. Everything in this view is about it.';
  }
  const { tokens, leftOut } = inspected;
  return `The model reads at most ${formatCount(tokens.length)} tokens at once, so it skips the first ${formatCount(leftOut)}.`;
}

/** What is wrong with the text, and what the view still shows. */
function withoutText(problem: string, inspected: InspectedText | undefined): string {
  const text = inspected?.tokens
    .filter(({ kind }) => kind === 'text')
    .map((token) => token.text)
    .join('');
  return text === undefined || text === '' ? problem : `${problem} This view still shows “${text}”.`;
}
