import { Writable } from 'node:stream';
import { expect, test, vi } from 'vitest';
import { progress, progressText } from '../../../src/commands/ui/progress.ts';
import { type Terminal, terminal, widthOf } from '../../../src/commands/ui/terminal.ts';

const step = { done: 78, pagesDone: 190, file: 'acme-2024-03.pdf', page: 2, pages: 4 };

test('says where the work is, how fast it goes and how long it takes', () => {
  expect(progressText(step, 125, 5000, 100)).toBe(' 78/125   acme-2024-03.pdf   page 2 of 4   38 pages/s   4 s left');
});

test('tells the pace of scans by the minute', () => {
  expect(progressText({ done: 4, pagesDone: 6, file: 'a.pdf' }, 8, 18_000, 100)).toContain('20 pages/min');
});

test('promises nothing in the first moments', () => {
  expect(progressText({ done: 0, pagesDone: 3 }, 125, 4000, 100)).toBe('  0/125');
  expect(progressText(step, 125, 900, 100)).not.toContain('left');
  expect(progressText({ ...step, done: 2 }, 125, 5000, 100)).not.toContain('left');
});

test.each([60, 72, 80, 100, 160])('fits into %i columns, whatever the name', (width) => {
  for (const file of ['a.pdf', `${'lang'.repeat(30)}.pdf`, '青山文具株式会社二〇二四年三月請求書.pdf']) {
    const text = progressText({ ...step, file, page: 12, pages: 144 }, 12_500, 3_600_000, width);
    const bar = Math.max(10, Math.min(24, Math.floor(width / 5)));
    expect(2 + bar + 1 + widthOf(text)).toBeLessThanOrEqual(width);
    expect(text).toContain('78/12500');
  }
});

/** A terminal that keeps what is written to it. */
function kept(interactive: boolean): { terminal: Terminal; written: () => string } {
  let text = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += chunk;
      done();
    },
  });
  const tty = Object.assign(stream, { isTTY: interactive, columns: 80 }) as unknown as NodeJS.WriteStream;
  return { terminal: terminal(tty, false), written: () => text };
}

test.each([
  ['off a terminal', false, ''],
  ['where a machine looks', true, '1'],
])('%s nothing moves', async (_, interactive, ci) => {
  vi.stubEnv('CI', ci);
  const { terminal, written } = kept(interactive);
  const bar = progress(terminal);
  await bar.start(2);
  bar.update({ done: 1, pagesDone: 1, file: 'a.pdf' });
  bar.done();
  expect(written()).toBe('');
  vi.unstubAllEnvs();
});
