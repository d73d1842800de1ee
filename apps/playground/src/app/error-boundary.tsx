import { Component, type ComponentChildren } from 'preact';
import { Button } from '../design/button.tsx';

interface Props {
  readonly children: ComponentChildren;
}

interface State {
  readonly error: unknown;
}

/** Says what happened where a view fails, and offers to draw it again. Runs are kept apart from views, so none is lost. */
export class ErrorBoundary extends Component<Props, State> {
  override readonly state: State = { error: undefined };

  static override getDerivedStateFromError(error: unknown): State {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return (
      <div class="view-problem" role="alert">
        <h2>This view stopped working.</h2>
        <p>Your runs are safe. Open the view again, or reload the page: it continues from what it saved.</p>
        <pre>{error instanceof Error ? error.message : 'There are no details.'}</pre>
        <Button
          onClick={() => {
            this.setState({ error: undefined });
          }}
        >
          Open it again
        </Button>
        <Button
          onClick={() => {
            location.reload();
          }}
        >
          Reload the page
        </Button>
      </div>
    );
  }
}
