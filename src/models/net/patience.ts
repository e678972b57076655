import { setTimeout as sleep } from 'node:timers/promises';
import { InvoicectlError } from '../../core/errors.ts';

/** A failure that may not be one the next time: a cut connection, a server that is too busy. */
export class Passing extends Error {
  /** How long the other side asks to wait. Milliseconds. */
  readonly afterMs: number | undefined;

  constructor(message: string, options: { readonly afterMs?: number | undefined; readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'Passing';
    this.afterMs = options.afterMs;
  }
}

/** How often and how long it is worth trying. */
export interface Patience {
  /** Attempts in a row that bring nothing. */
  readonly attempts: number;
  /** Pause after the first, doubled after each. Milliseconds. */
  readonly pauseMs: number;
  /** The longest that a server may ask us to wait. Milliseconds. */
  readonly mostMs: number;
}

/** Half a minute in all, or what a server asks for up to five minutes. */
export const PATIENCE: Patience = { attempts: 6, pauseMs: 1000, mostMs: 300_000 };

/** One try. `progress` says that it brought something, so that counting begins anew. */
export type Attempt<T> = (progress: () => void) => Promise<T>;

/** Tries until it works, an error is not `Passing`, or patience runs out; then throws `MODEL_UNREACHABLE`. */
export async function patiently<T>(
  attempt: Attempt<T>,
  { attempts, pauseMs, mostMs }: Patience,
  signal: AbortSignal,
  onWait: (why: string, ms: number) => void,
): Promise<T> {
  for (let failed = 0; ; ) {
    try {
      return await attempt(() => {
        failed = 0;
      });
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof Passing)) throw error;
      failed += 1;
      const ms = error.afterMs ?? pauseMs * 2 ** (failed - 1);
      if (failed >= attempts || ms > mostMs) {
        throw new InvoicectlError('MODEL_UNREACHABLE', `${error.message}.`, {
          hint:
            ms > mostMs
              ? `It asks to wait ${Math.ceil(ms / 60_000)} minutes. The same command then goes on where it stopped.`
              : 'The same command goes on where it stopped. Without internet: --from takes a folder.',
          cause: error.cause ?? error,
        });
      }
      onWait(error.message, ms);
      await sleep(ms, undefined, { signal });
    }
  }
}
