import { spawnSync } from 'node:child_process';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type Rounding, rebuildDecoder, rebuildTower } from '../src/models/smolvlm2/rebuild.ts';
import { median, print } from './figures.ts';
import { FULL_SIZE, fullSizeFolder, madeOnce } from './full-size.ts';

const THREADS = 2;
const taken = z.object({ wall: z.number(), cpu: z.number() });
const figuresOf = z.object({
  vision: taken,
  prefill: taken,
  tokens: taken,
  peak: z.number().optional(),
});
type Figures = z.infer<typeof figuresOf>;

/** The second hardly knows of a machine that is busy with other things. */
const CLOCKS = [
  ['wall', 'by the clock'],
  ['cpu', 'by processor time for each thread'],
] as const;

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/**
 * SmolVLM2-256M of full size with random weights, in turns with PyTorch: a page of 13 tiles, a prompt of 900 tokens,
 * tokens a second. `BENCH_ROUNDS`: how often; `BENCH_PYTHON`: a Python that has PyTorch and transformers.
 */
export async function measureVlm(): Promise<void> {
  const folder = fullSizeFolder();
  if (folder === null) return;
  const graphs = async (rounding: Rounding) =>
    madeOnce(folder, async (file) => [
      await rebuildTower(`${folder}/onnx/vision_encoder.onnx`, FULL_SIZE, rounding, `${rounding}-tower`, file),
      await rebuildDecoder(
        `${folder}/onnx/decoder_model_merged.onnx`,
        FULL_SIZE,
        rounding,
        `${rounding}-decoder`,
        file,
      ),
    ]);
  const [fast, exact] = [await graphs('fast'), await graphs('exact')];
  const python = pythonWithTorch();
  const ours = (paths: readonly string[]) => run(process.execPath, [here('vlm-alone.ts'), ...paths, String(THREADS)]);
  const theirs = (dtype: string) => run(python, [here('vlm-peer.py'), dtype, String(THREADS)]);
  const runs: readonly (readonly [string, () => Figures])[] = [
    ['here, weights in 8 bits (as installed)', () => ours(fast)],
    ['PyTorch, 32-bit floats', () => theirs('float32')],
    ['PyTorch, bfloat16', () => theirs('bfloat16')],
    ['here, 32-bit floats', () => ours(exact)],
  ];
  const rounds = Number(process.env.BENCH_ROUNDS ?? 3);
  const results = new Map<string, Figures[]>(runs.map(([name]) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, measure] of runs) results.get(name)?.push(measure());
  }
  const of = (all: readonly Figures[], key: 'vision' | 'prefill' | 'tokens', clock: 'wall' | 'cpu') =>
    median(all.map((one) => one[key][clock]));
  for (const [clock, about] of CLOCKS) {
    print(
      `SmolVLM2-256M of full size, ${THREADS} threads, median of ${rounds}, load ${loadavg()[0]?.toFixed(1)}: ${about}`,
      [...results].map(([name, all]) => {
        const peak = median(all.map((one) => one.peak ?? Number.NaN));
        const [page, prompt, rate] = [of(all, 'vision', clock), of(all, 'prefill', clock), of(all, 'tokens', clock)];
        return [
          name,
          `${page.toFixed(1)} s a page, ${prompt.toFixed(2)} s prompt, ${rate.toFixed(1)} tokens/s`,
          Number.isNaN(peak) ? '' : `peak ${(peak / 1e6).toFixed(0)} MB`,
        ];
      }),
    );
  }
}

function run(command: string, args: readonly string[]): Figures {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 26 });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${stderr.slice(-500)}`);
  return figuresOf.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
}

function pythonWithTorch(): string {
  if (process.env.BENCH_PYTHON !== undefined) return process.env.BENCH_PYTHON;
  const environment = join(tmpdir(), 'invoicectl-bench-vlm-peer');
  const { status } = spawnSync('bash', [here('setup-vlm-peer.sh'), environment], { stdio: 'inherit' });
  if (status !== 0) throw new Error('PyTorch could not be installed');
  return join(environment, 'bin', 'python');
}
