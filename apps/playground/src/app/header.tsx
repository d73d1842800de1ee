import { run } from '../session/session.ts';
import { formatCount } from '../design/format/format-count.ts';
import { addressOfView, openViewId } from './view-in-address.ts';
import { views } from './views.ts';
import './header.css';

/** The name of the page, its views, and what runs here. */
export function Header() {
  return (
    <header class="header">
      <a class="skip" href="#view" onClick={toView}>
        Skip to the content
      </a>
      <h1>microgpt</h1>
      <nav aria-label="Views">
        {views.map(({ id, title }) => (
          <a key={id} href={addressOfView(id)} aria-current={id === openViewId.value ? 'page' : undefined}>
            {title}
          </a>
        ))}
      </nav>
      <p class="header-facts">
        {run.value !== undefined && (
          <>
            <span>{formatCount(run.value.parameters)} parameters</span>
            <span class="header-engine">{run.value.settings.engine}</span>
          </>
        )}
        <span>everything stays on your machine</span>
      </p>
    </header>
  );
}

/** The address keeps the configuration, so the link does not change it. */
function toView(event: Event): void {
  event.preventDefault();
  document.getElementById('view')?.focus();
}
