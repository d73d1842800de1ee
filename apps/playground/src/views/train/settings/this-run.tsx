import { useSignal } from '@preact/signals';
import { Button } from '../../../design/button.tsx';
import { Section } from '../../../design/section.tsx';
import { OpenFile } from '../../../models/open-file.tsx';
import { ownModule } from '../../../layers/layers-key.ts';
import { isIncludedText } from '../../../data/included-texts.ts';
import { config, run, session } from '../../../session/session.ts';
import { addressOf } from '../../../session/address.ts';
import { isChanged } from './is-changed.ts';

/** How long the button says that the link was copied. */
const SAID_MS = 2000;

/** The link that reproduces the run, its file, and opening another. */
export function ThisRun() {
  const said = useSignal<string | undefined>(undefined);
  const hasSteps = (run.value?.progress.step ?? 0) > 0;
  return (
    <Section title="Keep and share">
      <div class="this-run">
        <Button
          kind="text"
          hint="Copy a link that creates this run."
          onClick={() => {
            void copyLink().then((copied) => {
              said.value = copied ? 'Copied' : 'In the address';
              setTimeout(() => (said.value = undefined), SAID_MS);
            });
          }}
        >
          <span aria-live="polite">{said.value ?? 'Copy link'}</span>
        </Button>
        <Button
          kind="text"
          hint="Save this run as a file, with everything it needs to continue."
          disabled={!hasSteps}
          onClick={() => void session.download()}
        >
          Download
        </Button>
        <OpenFile kind="text" word="Open …" />
      </div>
      <p class="explained this-run-about">
        {aboutLink()} You can open the downloaded file here, or resume it with <code>microgpt train</code>.
      </p>
    </Section>
  );
}

/** What the link is good for. */
function aboutLink(): string {
  if (run.value?.isExtended === true && !isChanged.value) {
    return 'You extended this run. The link creates a run that plans all these steps from the start, so its numbers differ.';
  }
  const { data, given } = config.value;
  const layers = ownModule(given.parts ?? '');
  if (layers !== undefined) {
    return `The link creates the same run in browsers that have ${layers.file}: it does not contain your layers.`;
  }
  return isIncludedText(data)
    ? 'The link creates the same run anywhere, down to the last digit.'
    : 'The link creates the same run in browsers that have your text: it does not contain the text.';
}

/** Whether the link could be copied: a page that is not secure may not. */
async function copyLink(): Promise<boolean> {
  const hash = addressOf({ config: config.value, view: undefined });
  try {
    await navigator.clipboard.writeText(`${location.href.split('#')[0]}${hash}`);
    return true;
  } catch {
    return false;
  }
}
