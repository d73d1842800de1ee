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
        <h2>This view stopped because of an error.</h2>
        <p>
          Your runs are not touched by it. Draw the view again, or reload the page, which goes on with what is kept.
        </p>
        <pre>{error instanceof Error ? error.message : 'No more is known.'}</pre>
        <Button
          onClick={() => {
            this.setState({ error: undefined });
          }}
        >
          Draw it again
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
