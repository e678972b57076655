import type { Sleep } from '../../src/pipeline/sleep.ts';

/** Lets everything run that needs no time to pass. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Time that passes only when everything waits for it. */
export class Time {
  now = Date.UTC(2026, 0, 1);
  readonly #sleepers = new Set<{ readonly at: number; readonly wake: () => void }>();

  readonly sleep: Sleep = (ms, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const wake = () => {
        this.#sleepers.delete(sleeper);
        resolve();
      };
      const sleeper = { at: this.now + ms, wake };
      this.#sleepers.add(sleeper);
      signal.addEventListener('abort', wake, { once: true });
    });

  /** Lets time pass, from one who sleeps to the next, until `work` is done. */
  async until<T>(work: Promise<T>): Promise<T> {
    let done = false;
    const end = () => {
      done = true;
    };
    work.then(end, end);
    for (let i = 0; !done; i += 1) {
      if (i > 100_000) throw new Error('time passes and nothing ends');
      // several turns: what is ready may take more than one to come to its next wait
      for (let turn = 0; turn < 5 && !done; turn += 1) await settle();
      const next = [...this.#sleepers].sort((a, b) => a.at - b.at)[0];
      if (done || next === undefined) continue;
      this.now = Math.max(this.now, next.at);
      next.wake();
    }
    return work;
  }
}
