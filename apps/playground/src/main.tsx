import { render } from 'preact';
import { App } from './app/app.tsx';
import './design/tokens.css';
import './design/base.css';

render(<App />, document.body);
