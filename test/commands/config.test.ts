import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { resolveConfig } from '../../src/config.ts';
import { invoicectl, temporaryFolder } from './cli.ts';

function folderWith(settings: object | string): string {
  const home = temporaryFolder();
  writeFileSync(join(home, 'config.json'), typeof settings === 'string' ? settings : JSON.stringify(settings));
  return home;
}

describe('a setting comes from', () => {
  test('a flag before all else', async () => {
    const home = folderWith({ jobs: 5 });
    const config = await resolveConfig({ home, jobs: '7' }, { INVOICECTL_JOBS: '6', INVOICECTL_HOME: '/elsewhere' });
    expect(config).toMatchObject({ home, jobs: 7, origins: { home: '--home', jobs: '--jobs' } });
  });

  test('the environment before the file, unless it is empty', async () => {
    const home = folderWith({ jobs: 5 });
    expect(await resolveConfig({}, { INVOICECTL_JOBS: '6', INVOICECTL_HOME: home })).toMatchObject({
      jobs: 6,
      origins: { home: 'INVOICECTL_HOME', jobs: 'INVOICECTL_JOBS' },
    });
    expect(await resolveConfig({}, { INVOICECTL_JOBS: '', INVOICECTL_HOME: home })).toMatchObject({
      jobs: 5,
      origins: { jobs: join(home, 'config.json') },
    });
  });

  test('the file before the default; its paths start from its own folder', async () => {
    const folder = folderWith({ home: 'books', jobs: 3, passwordFile: 'secrets.txt' });
    const file = join(folder, 'config.json');
    expect(await resolveConfig({ config: file }, {})).toMatchObject({
      home: join(folder, 'books'),
      jobs: 3,
      passwordFile: join(folder, 'secrets.txt'),
      origins: { home: file, jobs: file, passwordFile: file },
    });
  });

  test('its default', async () => {
    expect(await resolveConfig({ home: temporaryFolder() }, {})).toMatchObject({
      jobs: availableParallelism(),
      passwordFile: null,
      origins: { jobs: 'default' },
    });
    const { home, origins } = await resolveConfig({}, {});
    expect(home).toBe(resolve(home));
    expect(home).toContain('invoicectl');
    expect(origins.home).toBe('default');
  });
});

test('a config cannot be changed', async () => {
  const config = await resolveConfig({ home: temporaryFolder() }, {});
  expect(Object.isFrozen(config) && Object.isFrozen(config.origins)).toBe(true);
});

test.each([
  ['0', '--jobs'],
  ['two', '--jobs'],
  ['1.5', '--jobs'],
  ['', '--jobs'],
])('jobs %j is refused with where it comes from', async (jobs, from) => {
  await expect(resolveConfig({ home: temporaryFolder(), jobs }, {})).rejects.toThrow(
    `jobs is ${JSON.stringify(jobs)} in ${from}, but must be a whole number from 1 to 256.`,
  );
});

test.each([
  ['{"jobs": "many"}', 'jobs is "many" in '],
  ['{"job": 3}', 'has "job", which is no setting.'],
  ['{"home": "/x"}', 'sets "home", but is read from the home folder itself.'],
  ['[1]', 'must hold one JSON object.'],
  ['{', 'is not JSON'],
])('the config file %s is a usage error', async (text, message) => {
  const { code, stdout, stderr } = await invoicectl(['config', '--home', folderWith(text)]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(message);
});

test('a config file that was named must exist', async () => {
  const { code, stderr } = await invoicectl(['config', '--config', 'nowhere.json']);
  expect(code).toBe(2);
  expect(stderr).toMatch(/nowhere\.json \(--config\) cannot be read: ENOENT/);
});

test('config shows each value and its origin', async () => {
  const home = folderWith({ jobs: 5 });
  const text = await invoicectl(['config', '--home', home]);
  expect(text.code).toBe(0);
  expect(text.stdout).toMatch(/^ {2}jobs +5 +\S+config\.json +INVOICECTL_JOBS$/m);
  const json = await invoicectl(['config', '--home', home, '--json']);
  expect(JSON.parse(json.stdout)).toEqual({
    home: { value: home, origin: '--home' },
    jobs: { value: 5, origin: join(home, 'config.json') },
    ocr: { value: 'auto', origin: 'default' },
    ocrEngine: { value: 'pp-ocrv6-small', origin: 'default' },
    index: { value: 'auto', origin: 'default' },
    indexPooling: { value: 1, origin: 'default' },
    indexFloats: { value: 'off', origin: 'default' },
    vlm: { value: 'auto', origin: 'default' },
    vlmModel: { value: 'smolvlm2-256m', origin: 'default' },
    vlmUrl: { value: null, origin: 'default' },
    vlmSeconds: { value: 60, origin: 'default' },
    vlmTokens: { value: 1000, origin: 'default' },
    device: { value: 'auto', origin: 'default' },
    passwordFile: { value: null, origin: 'default' },
  });
});
