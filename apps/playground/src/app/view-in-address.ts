import { signal } from '@preact/signals';
import { views } from './views.ts';

/** The id of the view that the address names; that of the first one if it names none. */
export const openViewId = signal(viewOf(location.hash));

addEventListener('hashchange', () => {
  openViewId.value = viewOf(location.hash);
});

/** The address of a view, with the configuration that is in the address now. */
export function addressOfView(id: string): string {
  const parameters = parametersOf(location.hash);
  if (id === views[0].id) parameters.delete('view');
  else parameters.set('view', id);
  return `#${parameters.toString()}`;
}

function viewOf(hash: string): string {
  const named = parametersOf(hash).get('view');
  return (views.find(({ id }) => id === named) ?? views[0]).id;
}

function parametersOf(hash: string): URLSearchParams {
  return new URLSearchParams(hash.slice(1));
}
