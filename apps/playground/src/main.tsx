import { render } from 'preact';
import { App } from './app/app.tsx';
import { views } from './app/views.ts';
import './design/tokens.css';
import './design/base.css';
import { keepOffline } from './offline/keep-offline.ts';
import { openSession } from './session/session.ts';

render(<App />, document.body);

// The page is painted before the worker and the text load. A frame would not come in a hidden tab.
setTimeout(() => void openSession(views.map(({ id }) => id)));
keepOffline();
