import type { Command } from 'commander';
import type { ModelStatus } from '../../context.ts';
import { ExitCode } from '../../core/errors.ts';
import { action } from '../command.ts';
import { bytes } from '../ui/format.ts';
import { type Column, table } from '../ui/table.ts';
import { printable, type Terminal, type Tone } from '../ui/terminal.ts';

const TONES: Readonly<Record<ModelStatus['state'], Tone>> = {
  ready: 'green',
  unchecked: 'green',
  partial: 'yellow',
  absent: 'dim',
};

/** `invoicectl models list`: every model, what it needs, and whether it is here. */
export function list(command: Command): void {
  action<[], object>(command, async ({ out, err, json, quiet }) => {
    const { openModels } = await import('../../context.ts');
    const all = await (await openModels()).list();
    if (json) for (const status of all) await out.line(JSON.stringify(lineOf(status)));
    else
      for (const line of table(all, columns(out), { width: out.width, header: (text) => out.tint('dim', text) })) {
        await out.line(line);
      }
    const [first] = all;
    if (!json && !quiet && first !== undefined && all.every(({ state }) => state === 'absent')) {
      await err.line(`  None is here. Fetch one with: invoicectl models pull ${first.card.name}`);
    }
    return ExitCode.ok;
  });
}

function columns(out: Terminal): readonly Column<ModelStatus>[] {
  const dim = (_: ModelStatus, text: string) => out.tint('dim', text);
  return [
    { title: 'model', text: ({ card }) => card.name },
    { title: 'state', text: ({ state }) => state, tint: ({ state }, text) => out.tint(TONES[state], text) },
    { title: 'here', text: (status) => (status.bytes > 0 ? bytes(status.bytes) : ''), align: 'right', spare: 2 },
    { title: 'to fetch', text: ({ card, state }) => (state === 'ready' ? '' : need(card.disk)), align: 'right' },
    { title: 'memory', text: ({ card }) => need(card.memory), align: 'right' },
    { title: 'dtypes', text: ({ dtypes }) => dtypes.join(', '), least: 6, spare: 3 },
    { title: 'licence', text: ({ card }) => card.licence.name, least: 8, spare: 1, tint: dim },
    { title: '', text: ({ card }) => card.about, least: 12, spare: 4, tint: dim },
  ];
}

/** What nobody has measured or published is said to be about right. */
function need({ bytes: wanted, basis }: ModelStatus['card']['disk']): string {
  return `${basis === 'estimated' ? '~' : ''}${bytes(wanted)}`;
}

function lineOf({ card, state, revision, folder, from, bytes: here, dtypes }: ModelStatus) {
  const { name, use, about, repo, licence, disk, memory } = card;
  return {
    name,
    state,
    use,
    about,
    repo,
    revision,
    folder,
    from: from === null ? null : printable(from),
    bytes: here,
    dtypes,
    disk,
    memory,
    licence: { name: licence.name, url: licence.url, accept: licence.accept ?? null },
  };
}
