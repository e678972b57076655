import type { Command } from 'commander';
import { examples } from './command.ts';
import { clean } from './models/clean.ts';
import { list } from './models/list.ts';
import { pull } from './models/pull.ts';
import { verify } from './models/verify.ts';
import { where } from './models/where.ts';

/** `invoicectl models`: models on this machine. */
export function models(command: Command): void {
  command.description(
    'fetch, check and remove models that read or find pages\n\n' +
      'Nothing needs a model: pages are read and found without. Models lie in the cache that the tools of Hugging Face ' +
      'share (HF_HOME, HF_HUB_CACHE); HF_ENDPOINT, HF_TOKEN, HF_HUB_OFFLINE, HTTPS_PROXY and NO_PROXY are heeded. ' +
      'Which model for which machine: docs/models.md.',
  );
  list(command.command('list').description('list models, what they need, and which are here'));
  pull(command.command('pull').description('fetch models; one that was stopped goes on where it was'));
  verify(command.command('verify').description('read all bytes of models again and compare them with their hashes'));
  where(command.command('where').description('print the folder of a model'));
  clean(command.command('clean').description('remove models, or what is left over of pulls'));
  examples(command, [
    ['models list', 'what there is, what it needs, and what is here'],
    ['models pull smolvlm2-256m --from fixtures/models/smolvlm2-tiny', 'from a folder; without --from, from the hub'],
    ['models verify', 'reads what is here again'],
    ['models clean', 'removes what is left over of pulls that were stopped'],
  ]);
}
