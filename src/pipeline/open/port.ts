type Listener = (event: { readonly data: unknown }) => void;

/** One end of a message channel within a thread: what is sent arrives in order, in the next microtask. */
export interface Port {
  postMessage(data: unknown): void;
  addEventListener(name: string, listener: Listener, options?: { readonly signal?: AbortSignal }): void;
  removeEventListener(name: string, listener: Listener): void;
  terminate(): void;
}

/**
 * The two ends of a channel between pdf.js and its worker part. pdf.js's own in-thread channel clones every message,
 * which is a seventh of the time of reading a page. Here only the containers are copied, which pdf.js empties and
 * fills again: a message, its chunk, and the chunk's lists. What is in the lists nobody changes once it is sent.
 */
export function connect(): readonly [Port, Port] {
  const here = new Set<Listener>();
  const there = new Set<Listener>();
  return [end(here, there), end(there, here)];
}

function end(own: Set<Listener>, other: ReadonlySet<Listener>): Port {
  return {
    postMessage(data) {
      const copy = containers(data, 3);
      queueMicrotask(() => {
        for (const listener of [...other]) listener({ data: copy });
      });
    },
    addEventListener(_name, listener, options) {
      own.add(listener);
      options?.signal?.addEventListener('abort', () => own.delete(listener));
    },
    removeEventListener(_name, listener) {
      own.delete(listener);
    },
    terminate() {
      own.clear();
    },
  };
}

function containers(value: unknown, depth: number): unknown {
  if (depth === 0 || typeof value !== 'object' || value === null) return value;
  // The entries of a list are its contents.
  if (Array.isArray(value)) return value.slice();
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, containers(inner, depth - 1)]));
}
