/** What tabs of this page tell each other: a run was saved, deleted, or is free again. */
export interface TabMessage {
  readonly type: 'changed' | 'removed';
  readonly ids: readonly string[];
}

/** The other tabs of this page. */
export class OtherTabs {
  readonly #channel: BroadcastChannel;

  constructor(hear: (message: TabMessage) => void) {
    this.#channel = new BroadcastChannel('microgpt');
    this.#channel.addEventListener('message', ({ data }: MessageEvent<TabMessage>) => {
      hear(data);
    });
  }

  /** Tells all other tabs. */
  tell(message: TabMessage): void {
    this.#channel.postMessage(message);
  }
}
