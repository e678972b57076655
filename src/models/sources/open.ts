import type { Net } from '../net/request.ts';
import type { ModelCard } from '../registry.ts';
import type { HuggingFace } from '../store/hugging-face.ts';
import type { Source } from './source.ts';

/** Where a model is to come from: a folder, `s3://bucket/prefix`, an address, or, for `null`, the hub. */
export async function openSource(from: string | null, card: ModelCard, hub: HuggingFace, net: Net): Promise<Source> {
  if (from === null) return (await import('./hub.ts')).hubSource(card, hub, net);
  if (from.startsWith('s3://')) return (await import('./s3.ts')).s3Source(from, net.signal);
  if (/^https?:\/\//.test(from)) return (await import('./web.ts')).webSource(from, net);
  return (await import('./folder.ts')).folderSource(from);
}
