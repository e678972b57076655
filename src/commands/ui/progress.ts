import type { SingleBar } from 'cli-progress';
import { duration } from './format.ts';
import { cut, mayMove, pad, printable, type Terminal } from './terminal.ts';

/** Where the work is. */
export interface Step {
  /** Files that are done with. */
  readonly done: number;
  /** Pages read so far, of all files. */
  readonly pagesDone: number;
  /** The file that is being read, and where in it. */
  readonly file?: string | undefined;
  readonly page?: number | undefined;
  readonly pages?: number | undefined;
}

/** A line that shows how far the work is. */
export interface Progress {
  start(files: number): Promise<void>;
  /** More files have been found. */
  grow(files: number): void;
  update(step: Step): void;
  /** Takes the line away, so that what follows stands in its place. */
  done(): void;
}

const NONE: Progress = {
  start: async () => undefined,
  grow: () => undefined,
  update: () => undefined,
  done: () => undefined,
};

/** A progress bar on a terminal, nothing elsewhere. `now` gives milliseconds. */
export function progress(terminal: Terminal, now: () => number = () => performance.now()): Progress {
  if (!mayMove(terminal)) return NONE;
  let bar: SingleBar | null = null;
  let total = 0;
  let begun = 0;
  let latest: Step = { done: 0, pagesDone: 0 };
  const show = () =>
    bar?.update(Math.min(latest.done, total), { text: progressText(latest, total, now() - begun, terminal.width) });
  return {
    async start(files) {
      const { default: cliProgress } = await import('cli-progress');
      total = files;
      begun = now();
      bar = new cliProgress.SingleBar({
        stream: terminal.stream,
        format: '  {bar} {text}',
        barsize: barSize(terminal.width),
        barCompleteChar: '█',
        barIncompleteChar: '░',
        hideCursor: true,
        clearOnComplete: true,
        // Ctrl-C is the command's own business, see `ingest`.
        gracefulExit: false,
      });
      bar.start(total, 0, { text: progressText(latest, total, 0, terminal.width) });
    },
    grow(files) {
      total += files;
      bar?.setTotal(total);
      show();
    },
    update(step) {
      // Between two files the last one stays, or the line would flicker.
      latest = step.file === undefined ? { ...latest, ...step } : step;
      show();
    },
    done() {
      bar?.stop();
      bar = null;
    },
  };
}

function barSize(width: number): number {
  return Math.max(10, Math.min(24, Math.floor(width / 5)));
}

/** Scans take seconds a page, so that a rate below one a second is told by the minute. */
function pace(perSecond: number): string {
  return perSecond >= 1 ? `${Math.round(perSecond)} pages/s` : `${Math.round(perSecond * 60)} pages/min`;
}

/** What stands beside the bar: files, current file and page, pages a second, time left. As much of it as fits. */
export function progressText(step: Step, files: number, elapsedMs: number, width: number): string {
  const room = width - barSize(width) - 4;
  const counted = `${String(step.done).padStart(String(files).length)}/${files}`;
  // A rate from the first moments would jump about.
  const settled = elapsedMs > 1000 && step.done >= 3;
  const rate = settled ? pace(step.pagesDone / (elapsedMs / 1000)) : '';
  const left = settled
    ? `${duration(Math.ceil(((elapsedMs / step.done) * (files - step.done)) / 1000) * 1000).replace('.0', '')} left`
    : '';
  const page =
    step.page !== undefined && step.pages !== undefined && step.pages > 1 ? `page ${step.page} of ${step.pages}` : '';
  const parts = [counted, page, rate, left].filter((part) => part !== '');
  const taken = parts.join('   ').length + 3;
  const file = step.file === undefined ? '' : printable(step.file);
  // The name gives way first, the page next, the rate last.
  if (file !== '' && room - taken >= 12) {
    const name = cut(file, Math.min(32, room - taken));
    return [counted, pad(name, Math.min(name.length, 32)), page, rate, left].filter((part) => part !== '').join('   ');
  }
  for (const dropped of [[], [page], [page, rate]]) {
    const text = parts.filter((part) => !dropped.includes(part)).join('   ');
    if (text.length <= room) return text;
  }
  return counted;
}
