import type { ComponentType } from 'preact';
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { sentenceOf } from '../design/format/sentence-of.ts';
import { Button } from '../design/button.tsx';
import { openViewId } from './view-in-address.ts';
import { views } from './views.ts';
import './open-view.css';

/** The view on the page. It stays until the next one is loaded, so that the page is never empty in between. */
const shown = signal<{ readonly id: string; readonly View: ComponentType } | undefined>(undefined);

/** Why a view could not be loaded. */
const problem = signal<string | undefined>(undefined);

/** The view that the address names, loaded when it is first opened. */
export function OpenView() {
  const id = openViewId.value;
  useEffect(() => {
    void show(id);
  }, [id]);
  if (problem.value !== undefined) {
    return (
      <div class="view-problem" role="alert">
        <p>{problem.value}</p>
        <Button
          kind="plain"
          onClick={() => {
            void show(id);
          }}
        >
          Try again
        </Button>
      </div>
    );
  }
  if (shown.value === undefined) return <div class="view-place" aria-busy="true" />;
  const { View } = shown.value;
  return <View />;
}

async function show(id: string): Promise<void> {
  const view = views.find((known) => known.id === id) ?? views[0];
  problem.value = undefined;
  try {
    const View = await view.load();
    // Another one may have been opened meanwhile.
    if (openViewId.value !== id) return;
    shown.value = { id, View };
    document.title = `${view.title} · microgpt playground`;
  } catch (error) {
    problem.value = `The view “${view.title}” could not be loaded. ${sentenceOf(error)} Check your connection, then try again.`;
  }
}
