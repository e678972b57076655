import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, linkSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { print } from './figures.ts';

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const PICTURE = path('../fixtures/models/images/page-de.png');
const REFERENCE = path('../../shared/models/full.py');
const MODELS = [
  { name: 'colmodernvbert', full: 'colmodernvbert-full', tiny: 'colmodernvbert-tiny', peer: 'colmodernvbert' },
  { name: 'colsmol-256m', full: 'colsmol-full', tiny: 'colsmol-tiny', peer: 'colsmol' },
] as const;
const outcome = z.object({ page: z.number(), query: z.number(), peak: z.number() });

/**
 * A page and a question through encoders of full size with random weights, two threads, beside the graph as it comes
 * and PyTorch. `ENCODE_MODELS`: what `full.py export` wrote; `ENCODE_PYTHON`: a Python with torch and colpali-engine.
 */
export function measureEncode(): void {
  const models = process.env.ENCODE_MODELS;
  if (models === undefined || !existsSync(models) || !existsSync('/proc/self/status')) {
    console.log('\nEncoding is measured on Linux, where ENCODE_MODELS names a folder that full.py has exported to.');
    return;
  }
  const peers = peerSeconds();
  for (const { name, full, tiny, peer } of MODELS) {
    const graph = join(models, full, 'model.onnx');
    if (!existsSync(graph)) continue;
    // Beside the graph, so that it can have a second name there.
    const folder = mkdtempSync(join(models, 'encode-'));
    try {
      cpSync(path(`../fixtures/models/${tiny}`), join(folder, 'model'), { recursive: true });
      rmSync(join(folder, 'model/model.onnx'));
      linkSync(graph, join(folder, 'model/model.onnx'));
      // The first makes the parts.
      encode(name, folder, 'prepared');
      const ours = encode(name, folder, 'prepared');
      const whole = encode(name, folder, 'model/config.json/none');
      const fp32 = peers.get(`${peer} torch.float32`);
      print(`${name} at full size, one A4 page of 13 tiles, two threads`, [
        ['in parts', ...row(ours)],
        ['the graph as it comes', ...row(whole)],
        ['PyTorch fp32', seconds(fp32), ''],
        ['PyTorch bf16', seconds(peers.get(`${peer} torch.bfloat16`)), ''],
        ['fp32 : in parts', fp32 === undefined ? '' : (fp32 / ours.page).toFixed(2), 'more than 1 is faster'],
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
}

const seconds = (value: number | undefined) => (value === undefined ? 'not measured' : `${value.toFixed(1)} s a page`);

function row({ page, query, peak }: z.infer<typeof outcome>): [string, string] {
  return [seconds(page), `${query.toFixed(0)} ms a question, ${peak.toFixed(0)} MB at most`];
}

function encode(name: string, folder: string, prepared: string): z.infer<typeof outcome> {
  const { stdout, status } = spawnSync(
    process.execPath,
    [path('./encode-alone.ts'), name, join(folder, 'model'), join(folder, prepared), PICTURE],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  );
  if (status !== 0) throw new Error(`${name} could not be measured`);
  return outcome.parse(JSON.parse(stdout));
}

/** Seconds a page by model and type. */
function peerSeconds(): ReadonlyMap<string, number> {
  const python = process.env.ENCODE_PYTHON;
  if (python === undefined || !existsSync(REFERENCE)) return new Map();
  const { stdout } = spawnSync(python, [REFERENCE, 'time', 'col'], { encoding: 'utf8' });
  const lines = [...stdout.matchAll(/^(\S+ \S+) a page ([\d.]+)$/gm)];
  return new Map(lines.map(([, name = '', taken = '']) => [name, Number(taken)]));
}
