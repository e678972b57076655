import { InvoicectlError } from '../../core/errors.ts';
import type { PlaceFinder } from '../../core/vision.ts';
import { readerOver } from '../../core/vision-line.ts';
import type { Vision } from '../vision/vision.ts';
import type { FarVision } from './messages.ts';

/** A vision model that a thread asks for one document. */
export interface AskedVision {
  readonly vision: Vision;
  close(): void;
}

interface Surroundings {
  readonly skip: readonly number[];
  /** Whether the work is to end. */
  readonly stopped: () => boolean;
  readonly onPage: (number: number, total: number) => void;
}

/** How often it is looked whether the work is to end. */
const LOOK_MS = 50;
/** How often a thread that waits says that it is alive: the model may be busy with other documents for long. */
const ALIVE_MS = 5000;

/** Asks the model at the other end of a line. A thread has nothing to do while it waits, so it says what it waits for. */
export function askFrom(
  { mode, name, budget, finds, line }: FarVision,
  { skip, stopped, onPage }: Surroundings,
): AskedVision {
  const stop = new AbortController();
  const reader = readerOver(line, name);
  line.on('close', () => reader.fail(new InvoicectlError('MODEL_FAILED', 'the vision model is gone')));
  let shown: readonly [number, number] | null = null;
  const looking = setInterval(() => {
    if (stopped()) stop.abort(new Error('reading was stopped'));
  }, LOOK_MS);
  const alive = setInterval(() => shown && onPage(...shown), ALIVE_MS);
  const show = (number: number, total: number) => {
    shown = [number, total];
    onPage(number, total);
  };
  const finder: PlaceFinder = {
    async find(pages, questions) {
      // A model may have to be loaded for it, which is not the time of the page that was read last.
      const [first] = pages;
      if (first !== undefined) show(first.number, pages.length);
      return reader.find(pages, questions);
    },
  };
  return {
    vision: {
      mode,
      reader,
      budget,
      finder: finds ? finder : null,
      signal: stop.signal,
      skip,
      onPage: show,
    },
    close() {
      clearInterval(looking);
      clearInterval(alive);
      line.close();
    },
  };
}
