import { render } from 'preact';
import { App } from './app/app.tsx';
import { views } from './app/views.ts';
import { keepOffline } from './offline/keep-offline.ts';
import { openSession } from './session/session.ts';
import './design/tokens.css';
import './design/base.css';

render(<App />, document.body);

// After the first paint.
setTimeout(() => {
  void openSession(views.map(({ id }) => id));
});
keepOffline();
