/** Where an operation is stopped. Halfway through is halfway through writing a file; any other either is or is not done. */
export type Place = 'before' | 'half' | 'after';

/** A process that dies at the nth operation on its disk: nothing that comes later reaches it. */
export function dyingAt(at: number, place: Place) {
  const done: string[] = [];
  let dead = false;

  /** An operation, and what it leaves when it is stopped halfway. */
  async function step<T>(name: string, whole: () => Promise<T>, half: () => Promise<unknown>): Promise<T> {
    if (dead) throw new Error('stopped before');
    done.push(name);
    if (done.length !== at) return whole();
    dead = true;
    if (place === 'half') await half();
    if (place === 'after') await whole();
    throw new Error(`stopped ${place} ${name}`);
  }

  /** An operation that halfway leaves nothing. */
  const plain =
    <A extends readonly unknown[], T>(name: string, run: (...args: A) => Promise<T>) =>
    (...args: A) =>
      step(
        name,
        () => run(...args),
        async () => undefined,
      );

  return { step, plain, done, stopped: () => dead };
}
