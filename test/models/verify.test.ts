import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../commands/cli.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const models = join(root, 'fixtures', 'models');

function verify(folder: string): { readonly code: number; readonly lines: readonly string[] } {
  try {
    const out = execFileSync(
      process.execPath,
      ['--experimental-strip-types', '--no-warnings', 'scripts/verify-models.ts', folder],
      { cwd: root, encoding: 'utf8' },
    );
    return { code: 0, lines: out.trim().split('\n') };
  } catch (error) {
    const { status, stdout } = error as { status: number; stdout: string };
    return { code: status, lines: stdout.trim().split('\n') };
  }
}

describe('verify-models', () => {
  test('every model here gives the known results, as published and as written anew', () => {
    const { code, lines } = verify(models);
    expect(lines.filter((line) => !line.startsWith('ok  '))).toEqual(['all ok, 4 models']);
    expect(code).toBe(0);
    for (const way of ['published', 'rebuilt', 'rebuilt-8-bit', 'published-8-bit']) {
      expect(lines.some((line) => line.startsWith(`ok   ${way} page-de generated`))).toBe(true);
    }
  }, 180_000);

  test('what is off is said, with 1 as exit code', () => {
    const folder = temporaryFolder();
    for (const name of ['colsmol-tiny', 'images']) cpSync(join(models, name), join(folder, name), { recursive: true });
    const path = join(folder, 'colsmol-tiny', 'goldens', 'goldens.json');
    const goldens = JSON.parse(readFileSync(path, 'utf8'));
    goldens.documents = goldens.documents.slice(0, 1);
    goldens.documents[0].pixel_values.sha256_f32le = '0'.repeat(64);
    goldens.queries = goldens.queries.slice(0, 1);
    goldens.queries[0].input_ids[0] += 1;
    goldens.maxsim.scores = [[goldens.maxsim.scores[0][0] + 0.01]];
    writeFileSync(path, JSON.stringify(goldens));
    const { code, lines } = verify(folder);
    expect(code).toBe(1);
    expect(lines.filter((line) => line.startsWith('FAIL'))).toHaveLength(3);
    expect(lines.at(-1)).toBe('3 FAILED');
  }, 60_000);
});
