type Handler = (event: unknown) => void;

/** What a service worker sees of a browser: its events, the next version, and the tabs. The cache answers with the name asked for. */
export class StandInWorkerScope {
  readonly #handlers = new Map<string, Handler>();
  /** The tabs that show the page. */
  tabs = 1;
  readonly registration = {
    scope: 'https://a.example/page/',
    waiting: null as Pick<ServiceWorker, 'postMessage'> | null,
  };
  readonly clients = { matchAll: () => Promise.resolve(new Array(this.tabs).fill({})) };

  addEventListener(type: string, handler: Handler): void {
    this.#handlers.set(type, handler);
  }

  readonly skipWaiting = (): Promise<void> => Promise.resolve();

  /** The answer to a load of the page. */
  async load(): Promise<Response> {
    let answer: Promise<Response> | undefined;
    this.#handlers.get('fetch')?.({
      request: { method: 'GET', mode: 'navigate', url: this.registration.scope },
      respondWith: (response: Promise<Response>) => (answer = response),
    });
    if (answer === undefined) throw new Error('the service worker left the load to the network');
    return answer;
  }

  /** Has it hear the question of the version before it. */
  hear(port: MessagePort): void {
    this.#handlers.get('message')?.({ ports: [port] });
  }
}
