import { batch, computed, signal } from '@preact/signals';
import { useEffect, useId, useRef } from 'preact/hooks';
import { BarRow } from '../../../design/bar-row.tsx';
import { numberIn } from '../../../design/number-in.ts';
import { Section } from '../../../design/section.tsx';
import { Setting } from '../../../design/setting.tsx';
import { run } from '../../../session/session.ts';
import { writer } from '../../../writing/page-writer.ts';
import { runKeyOf } from '../../../models/key-of.ts';
import type { Candidate } from '../../../writing/writer.ts';
import { shownModel } from '../../../models/shown-model.ts';
import { tokenLabel } from '../../../writing/token-label.ts';
import { shownSettings } from '../shown/shown-settings.ts';
import { useKeepUp } from '../../../models/use-keep-up.ts';
import { shownWords } from '../words/shown-words.ts';
import './next-letter.css';

/** As many of the likeliest candidates are shown. */
const ROWS = 8;

const temperatures = { min: 0, max: 5 };

/** The text so far. */
const prompt = signal('');

/** The tokens of the text where they were taken one by one, as the same text can have others; undefined where it was typed. */
const taken = signal<readonly number[] | undefined>(undefined);

/** The temperature; undefined for that of the run. */
const ownTemperature = signal<number | undefined>(undefined);
const temperature = computed(() => ownTemperature.value ?? shownSettings.value.temperature);

/** How many of the likeliest may come; undefined for all. */
const topK = signal<number | undefined>(undefined);

/** The text that a run learned from decides which prompt makes sense. */
const source = computed(() => run.value?.data.sha256);

/** What may come next, after the prompt and at the shown step. */
export function NextLetter() {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const next = useKeepUp(() => {
    const model = shownModel.value;
    const question = { text: prompt.value, ids: taken.value };
    const options = { temperature: temperature.value, topK: topK.value ?? Infinity };
    return (
      model && {
        run: runKeyOf(model),
        ask: async (ended: AbortSignal) => {
          const ids = question.ids ?? (await writer.encode(model, question.text, ended));
          return { ids, ...(await writer.candidates(model, ids, options, ended)) };
        },
      }
    );
  });
  useEffect(
    () =>
      source.subscribe(() => {
        write(run.peek()?.data.source === 'names' ? 'mar' : '', undefined);
      }),
    [],
  );
  const { unit, texts } = shownWords.value;
  const { value, problem } = next.value;
  const first = value?.first.slice(0, ROWS) ?? [];
  const full = Math.max(0.01, ...first.map(({ after, before }) => Math.max(after, before)));
  const what = texts === 'text' ? 'text' : texts.slice(0, -1);

  const take = async (candidate: Candidate) => {
    const model = shownModel.peek();
    if (value === undefined || model === undefined) return;
    if (candidate.kind === 'end') {
      write('', undefined);
      return;
    }
    const ids = [...value.ids, candidate.id];
    write(await writer.decode(model, ids), ids);
  };
  return (
    <Section title={`The next ${unit}`}>
      <div
        onKeyDown={(event) => {
          if (event.key !== 'Backspace' || event.target === input.current || prompt.value === '') return;
          event.preventDefault();
          goBack();
        }}
      >
        <input
          ref={input}
          class="prompt written"
          aria-label={`The beginning of a ${what}`}
          aria-describedby={id}
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          placeholder={`a new ${what}`}
          value={prompt.value}
          onInput={({ currentTarget }) => {
            write(currentTarget.value, undefined);
          }}
        />
        <ol class={shownSettings.value.tokenizer !== 'characters' ? 'candidates wide' : 'candidates'}>
          {first.map((candidate, i) => {
            const { shown, spoken } = tokenLabel(candidate, what);
            return (
              // By place: the rows stay where they are, so that a click hits what it saw and the focus is kept.
              <li key={i}>
                <BarRow
                  label={candidate.kind === 'text' ? shown : <span class="candidates-sign">{shown}</span>}
                  spoken={spoken === shown ? undefined : spoken}
                  probability={candidate.after}
                  before={candidate.before}
                  full={full}
                  onClick={() => void take(candidate)}
                />
              </li>
            );
          })}
        </ol>
        <p id={id} class="explained candidates-note" aria-live="polite">
          {problem ??
            (value === undefined
              ? 'What may come next appears here as soon as there is a model.'
              : `Click a ${unit} to add it. Backspace goes back. The outline is the model’s own guess, before the temperature.`)}
        </p>
      </div>
      <Bold />
    </Section>
  );
}

/** How boldly it chooses. */
function Bold() {
  const { units } = shownWords.value;
  return (
    <div class="bold">
      <Setting
        word="temperature"
        term="temperature"
        sentence={`Below 1, likely ${units} become likelier. Above 1, the chances even out. At 0, it always takes the likeliest.`}
        shown={String(temperature.value)}
        text={String(temperature.value)}
        step={0.1}
        picks={[{ text: '0' }, { text: '0.5' }, { text: '0.8' }, { text: '1' }, { text: '1.5' }]}
        check={(text) => numberIn(text, temperatures)}
        onChange={(text) => {
          ownTemperature.value = Number(text);
        }}
      />
      <Setting
        word="only the likeliest"
        term="topK"
        sentence={`How many ${units}, the likeliest first, may come next. All others are ruled out.`}
        shown={topK.value === undefined ? 'all' : String(topK.value)}
        text={topK.value === undefined ? 'all' : String(topK.value)}
        step={1}
        picks={[{ text: '1' }, { text: '3' }, { text: '10' }, { text: 'all' }]}
        check={(text) => numberIn(text, { min: 1, max: 100_000, integer: true, words: ['all'] })}
        onChange={(text) => {
          topK.value = text === 'all' ? undefined : Number(text);
        }}
      />
    </div>
  );
}

function write(text: string, ids: readonly number[] | undefined): void {
  batch(() => {
    prompt.value = text;
    taken.value = ids;
  });
}

/** Without the last token where it was taken, else without the last character. */
function goBack(): void {
  const model = shownModel.peek();
  const ids = taken.peek()?.slice(0, -1);
  if (ids === undefined || model === undefined) {
    write(Array.from(prompt.peek()).slice(0, -1).join(''), undefined);
    return;
  }
  void writer.decode(model, ids).then((text) => {
    write(text, ids);
  });
}
