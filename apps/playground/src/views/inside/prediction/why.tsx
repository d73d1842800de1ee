import { useSignal } from '@preact/signals';
import type { PartContribution } from '@microgpt/inspect';
import { useEffect, useRef } from 'preact/hooks';
import { BarRow } from '../../../design/bar-row.tsx';
import { formatCount } from '../../../design/format/format-count.ts';
import { formatSigned } from '../../../design/format/format-signed.ts';
import { Section } from '../../../design/section.tsx';
import type { Explanation, Guess } from '../../../inspecting/inspector.ts';
import { look, type Look } from '../../../inspecting/look-into.ts';
import { inspector } from '../../../inspecting/page-inspector.ts';
import { runKeyOf } from '../../../models/key-of.ts';
import { shownModel } from '../../../models/shown-model.ts';
import type { Token } from '../../../models/token.ts';
import { useKeepUp } from '../../../models/use-keep-up.ts';
import { tokenLabel } from '../../../writing/token-label.ts';
import { partName } from '../../../inspecting/part-name.ts';
import { explainedToken, explainToken, text } from '../state/inside-state.ts';
import { SignedBar } from './signed-bar.tsx';
import './why.css';

/** How many candidates are offered, and how many heads, tokens and units are named. */
const ROWS = 8;
const NAMED = 5;

/** What was asked for in another view, and is shown. */
let answered: Look | undefined;

/** What {@link Why} is about. */
interface WhyProps {
  /** The place of the chosen token. */
  readonly place: number;
  /** Whether the model can read the text; if not, the view says why. */
  readonly isReadable: boolean;
  /** Which model it is about, if there are two. */
  readonly title: string | undefined;
}

/** What may come after the chosen token, and why one of them is as likely as it is. */
export function Why({ place, isReadable, title }: WhyProps) {
  const box = useRef<HTMLDivElement>(null);
  const at = useSignal(place);
  useEffect(() => {
    at.value = place;
  }, [place]);
  const answer = useKeepUp<Explanation>(() => {
    const [name, wanted] = [shownModel.value, text.value];
    if (name === undefined || wanted === undefined) return undefined;
    const [position, token] = [at.value, explainedToken.value];
    return {
      run: `${runKeyOf(name)} ${wanted} ${position} ${token}`,
      ask: (signal) => inspector.explain(name, wanted, position, token, signal),
    };
  });
  const { value, problem } = answer.value;
  const explained = value?.explained;
  const asked = look.value;
  useEffect(() => {
    // A user who asked "why this letter?" in another view wants to see this part.
    if (asked === answered || asked?.token !== explained?.id) return;
    answered = asked;
    box.current?.focus({ preventScroll: true });
    box.current?.scrollIntoView({ block: 'nearest' });
  }, [asked, explained]);
  const guesses = value === undefined ? [] : rowsOf(value);
  const full = Math.max(0.01, ...guesses.map(({ probability }) => probability));
  return (
    <div ref={box} class="why" tabIndex={-1}>
      <Section title="What comes next, and why">
        {title !== undefined && <p class="explained">{title}</p>}
        <ol class="why-guesses">
          {guesses.map((guess) => {
            const { shown, spoken } = tokenLabel(guess, 'text');
            return (
              <li key={guess.id}>
                <BarRow
                  label={shown}
                  spoken={spoken}
                  probability={guess.probability}
                  full={full}
                  chosen={guess.id === explained?.id}
                  onClick={() => {
                    explainToken(guess.id);
                  }}
                />
              </li>
            );
          })}
        </ol>
        {isReadable && problem !== undefined && <p class="explained">{problem}</p>}
        {value !== undefined && <Parts explanation={value} token={value.explained} />}
      </Section>
    </div>
  );
}

/** The likeliest tokens, and the explained one at the end if it is none of them. */
function rowsOf({ guesses, explained }: Explanation): readonly Guess[] {
  const first = guesses.slice(0, ROWS);
  return first.some(({ id }) => id === explained.id) ? first : [...first.slice(0, -1), explained];
}

/** What each part adds to a logit. */
function Parts({ explanation, token }: { readonly explanation: Explanation; readonly token: Token }) {
  const { parts, logit, tokens } = explanation;
  const full = Math.max(0.01, ...parts.map(({ value }) => Math.abs(value)));
  return (
    <>
      <p class="explained why-how">
        Why {quoted(token)}? Its logit is {formatSigned(logit, { decimals: 3 })}, a score that is the sum of what the
        parts add. Blue parts make it likelier, ochre ones less likely.{' '}
        <strong>Open a part to see which head, token or unit adds most.</strong>
      </p>
      <ul class="why-parts">
        {parts.map((part) => (
          <li key={part.path}>
            <Part part={part} full={full} tokens={tokens} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Part({
  part,
  full,
  tokens,
}: {
  readonly part: PartContribution;
  readonly full: number;
  readonly tokens: readonly Token[];
}) {
  const { path, value, heads, units } = part;
  const row = <SignedBar label={partName(path)} value={value} full={full} />;
  if (heads === undefined && units === undefined) return <div class="why-part">{row}</div>;
  const details = [
    ...(heads ?? []).flatMap(({ tokens: fromTokens }, h) =>
      [...fromTokens.entries()].map(([s, amount]) => ({
        name: `head ${h + 1}, from ${s === 0 && tokens[0].kind === 'end' ? '▸' : quoted(tokens[s])}`,
        amount,
      })),
    ),
    ...[...(units ?? new Float64Array()).entries()].map(([unit, amount]) => ({ name: `unit ${unit + 1}`, amount })),
  ];
  const sorted = details
    .toSorted((a, b) => Math.abs(b.amount) - Math.abs(a.amount))
    .filter(({ amount }) => amount !== 0);
  const others = sorted.slice(NAMED);
  const rest = others.reduce((sum, { amount }) => sum + amount, 0);
  const largest = [
    ...sorted.slice(0, NAMED),
    ...(others.length === 0 ? [] : [{ name: `${formatCount(others.length)} others`, amount: rest }]),
  ];
  return (
    <details class="why-part">
      <summary>{row}</summary>
      <ul>
        {largest.map(({ name, amount }) => (
          <li key={name}>
            <SignedBar label={name} value={amount} full={full} />
          </li>
        ))}
      </ul>
    </details>
  );
}

function quoted(token: Token): string {
  const { spoken } = tokenLabel(token, 'text');
  if (token.kind === 'end') return `the ${spoken}`;
  return token.kind === 'text' && token.text.trim() !== '' ? `“${token.text}”` : spoken;
}
