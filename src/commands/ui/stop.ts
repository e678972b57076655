import type { Terminal } from './terminal.ts';

/**
 * Ctrl-C and SIGTERM: the first time what runs is finished, the second time the process ends at once. `message` is said
 * the first time, where stopping takes a while.
 */
export function stopOnSignal(err: Terminal, message?: string): { readonly signal: AbortSignal; now(): void } {
  const controller = new AbortController();
  const onSignal = (signal: NodeJS.Signals) => {
    // By the signal itself: an exit would end threads in the midst of a model, which ends in a crash.
    if (controller.signal.aborted) {
      process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
      process.kill(process.pid, signal);
    }
    controller.abort();
    if (message !== undefined) void err.line(message);
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  return {
    signal: controller.signal,
    now() {
      process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
      controller.abort();
    },
  };
}
