import type { MultiBar, SingleBar } from 'cli-progress';
import { bytes } from './format.ts';
import { cut, mayMove, pad, printable, type Terminal } from './terminal.ts';

/** Lines that show how far files are that come at the same time. */
export interface Downloads {
  start(files: readonly { readonly path: string; readonly bytes: number | null }[]): void;
  /** Bytes of a file that are here so far. */
  update(path: string, here: number): void;
  done(path: string, bytes: number, fetched: number): void;
  /** A line above the bars. */
  note(text: string): void;
  stop(): void;
}

/** Bytes. A file that is here in no time is not worth a word. */
const WORTH_A_WORD = 1e6;

/** A bar for each file that is on its way on a terminal; elsewhere one line for each large one that has come. */
export async function downloads(terminal: Terminal, wanted: boolean): Promise<Downloads> {
  if (!wanted || !mayMove(terminal)) return plain(terminal, wanted);
  const { default: cliProgress } = await import('cli-progress');
  const room = Math.max(16, terminal.width - 52);
  const name = (path: string) => pad(cut(printable(path), room), room);
  const sizes = new Map<string, number | null>();
  const bars = new Map<string, SingleBar>();
  let multi: MultiBar | null = null;
  const all = () => {
    multi ??= new cliProgress.MultiBar({
      stream: terminal.stream,
      format: '  {bar} {name}  {size}',
      barsize: 20,
      barCompleteChar: '█',
      barIncompleteChar: '░',
      hideCursor: true,
      clearOnComplete: true,
      gracefulExit: false,
    });
    return multi;
  };
  return {
    start(files) {
      for (const file of files) sizes.set(file.path, file.bytes);
    },
    update(path, here) {
      const whole = sizes.get(path) ?? null;
      if (whole !== null && whole < WORTH_A_WORD) return;
      const size = whole === null ? bytes(here) : `${bytes(here)} of ${bytes(whole)}`;
      const bar = bars.get(path);
      if (bar === undefined) bars.set(path, all().create(whole ?? 0, here, { name: name(path), size }));
      else bar.update(here, { size });
    },
    done(path) {
      const bar = bars.get(path);
      if (bar !== undefined) multi?.remove(bar);
      bars.delete(path);
    },
    note(text) {
      if (multi === null) void terminal.line(`  ${text}`);
      else multi.log(`  ${text}\n`);
    },
    stop() {
      multi?.stop();
      multi = null;
      bars.clear();
    },
  };
}

function plain(terminal: Terminal, wanted: boolean): Downloads {
  return {
    start: () => undefined,
    update: () => undefined,
    done(path, whole, fetched) {
      if (wanted && fetched >= WORTH_A_WORD) void terminal.line(`  ${printable(path)}  ${bytes(whole)}`);
    },
    note: (text) => void terminal.line(`  ${text}`),
    stop: () => undefined,
  };
}
