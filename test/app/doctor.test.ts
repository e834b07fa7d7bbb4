import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/app/doctor.js';
import type { DoctorRequest } from '../../src/app/doctor.js';
import type { EngineListing } from '../../src/app/engine-listing.js';
import { createPluginRegistry } from '../../src/app/plugin-registry.js';
import { AvtoolError } from '../../src/domain/errors.js';
import type { ConfigurationValues } from '../../src/domain/ports/configuration.js';
import type { FolderState } from '../../src/domain/ports/machine.js';

const gibibyte = 2 ** 30;
const values: ConfigurationValues = { engine: { train: 'fast', infer: 'fast', device: 'cpu', threads: 0 }, media: { decoder: 'auto' }, train: {}, model: {}, data: {} };
const fast: EngineListing = { name: 'fast', version: '3.1', device: 'cpu', threads: 2, cannot: {}, description: 'Fast.', devices: [{ name: 'cpu' }, { name: 'cuda', missing: 'no GPU', fix: 'buy one' }] };
const slow: EngineListing = { name: 'slow', description: 'Slow.', unavailable: 'the engine slow cannot be used: its package is not installed', fix: 'avtool engines:install slow' };
const aFolder = (wanted: Partial<FolderState> = {}): FolderState => ({ exists: true, writable: true, bytes: 1536, partial: false, freeBytes: 50 * gibibyte, ...wanted });
const never = (): Promise<never> => new Promise(() => undefined);

/** A machine on which everything works, but for what the test wants. */
function aRequest(wanted: Partial<DoctorRequest> = {}, folder = aFolder()): DoctorRequest {
  return {
    versions: { avtool: '0.1.0', node: '20.19.0' },
    oldestNode: [20, 19],
    values,
    readConfiguration: () => Promise.resolve({ configuration: { values, entries: [] }, problems: [], files: [] }),
    plugins: createPluginRegistry([], () => undefined),
    engineNames: () => Promise.resolve(['fast', 'slow']),
    engines: (name) => Promise.resolve([fast, slow].filter((engine) => engine.name === name)),
    machine: () => Promise.resolve({ folder: () => Promise.resolve(folder), mediaTool: (name) => Promise.resolve(name === 'ffmpeg' ? { version: '7.1' } : { missing: 'no binary', fix: 'npm install node-av' }) }),
    folders: [{ name: 'data', path: '/home/me/data' }],
    probeSeconds: 0.05,
    ...wanted,
  };
}

const findingsOf = async (request: DoctorRequest, topic: string) => {
  const { findings, exitCode } = await diagnose(request);
  return { exitCode, findings: findings.filter((finding) => finding.topic === topic).map(({ name, grade, text }) => [name, grade, text]) };
};

describe('the doctor', () => {
  it('says what is here and what is not, and exits with 0 when nothing that is needed is broken', async () => {
    const { healthy, lines, exitCode } = await diagnose(aRequest());
    expect([healthy, exitCode]).toEqual([true, undefined]);
    expect(lines).toEqual([
      'Versions',
      '  ok    avtool                 0.1.0',
      '  ok    node                   20.19.0',
      '',
      'Configuration',
      '  ok    files                  none: everything has its default',
      '',
      'Engines',
      '  ok    fast                   3.1 on cpu, 2 threads; chosen',
      '  -       cuda                 no GPU',
      '                               fix: buy one',
      '  -     slow                   not here: its package is not installed',
      '                               fix: avtool engines:install slow',
      '',
      'Video',
      '  -     node-av                not here: no binary',
      '                               fix: npm install node-av',
      '  ok    ffmpeg                 7.1',
      '',
      'Folders',
      '  ok    data                   /home/me/data: 1.5 KiB, 50.0 GiB free',
      '',
      'Everything that is needed works.',
    ]);
  });

  it('calls an engine broken that is chosen and not here', async () => {
    const wanted = { ...values, engine: { ...values.engine, infer: 'slow' } };
    expect(await findingsOf(aRequest({ values: wanted }), 'Engines')).toEqual({
      exitCode: 1,
      findings: [['fast', 'ok', '3.1 on cpu, 2 threads; chosen'], ['  cuda', 'absent', 'no GPU'], ['slow', 'broken', 'not here: its package is not installed']],
    });
  });

  it('calls the configured device broken that the chosen engine has not', async () => {
    const wanted = { ...values, engine: { ...values.engine, device: 'cuda' as const } };
    expect((await findingsOf(aRequest({ values: wanted }), 'Engines')).findings[1]).toEqual(['  cuda', 'broken', 'no GPU']);
  });

  it('calls both decoders broken when neither works, and one when it is the configured one', async () => {
    const machine = () => Promise.resolve({ folder: () => Promise.resolve(aFolder()), mediaTool: () => Promise.resolve({ missing: 'gone', fix: 'install it' }) });
    expect(await findingsOf(aRequest({ machine }), 'Video')).toEqual({ exitCode: 1, findings: [['node-av', 'broken', 'not here: gone'], ['ffmpeg', 'broken', 'not here: gone']] });
    expect(await findingsOf(aRequest({ values: { ...values, media: { decoder: 'node-av' } } }), 'Video')).toEqual({ exitCode: 1, findings: [['node-av', 'broken', 'not here: no binary'], ['ffmpeg', 'ok', '7.1']] });
  });

  it('makes a line of a look that throws and of one that hangs, and goes on with the others', async () => {
    const engines = (name: string) => (name === 'fast' ? never() : Promise.reject(new Error('out of sockets')));
    const { findings, hung } = await diagnose(aRequest({ engines }));
    expect(hung).toBe(true);
    expect(findings.filter(({ topic }) => topic === 'Engines').map(({ name, grade, text }) => [name, grade, text])).toEqual([['fast', 'broken', 'no answer in 0.2 s'], ['slow', 'warning', 'out of sockets']]);
    expect(findings.at(-1)).toMatchObject({ topic: 'Folders', grade: 'ok' });
  });

  it('names a plugin that is left out, with its repair, as a warning: the others work', async () => {
    const plugins = createPluginRegistry([{ name: 'birds', version: '1.2.0', origin: 'user', load: () => Promise.reject(new Error('no such file: birds.json')) }], () => undefined);
    const { findings, exitCode } = await diagnose(aRequest({ plugins }));
    expect(exitCode).toBeUndefined();
    expect(findings).toContainEqual({ topic: 'Plugins', name: 'birds', grade: 'warning', text: '1.2.0, left out: it cannot be loaded: no such file: birds.json', fix: 'avtool plugins:update birds, or avtool plugins:uninstall birds' });
  });

  it('shows configured values with their origins, hides secrets, and lists what is wrong', async () => {
    const problem = new AvtoolError({ code: 'CONFIG_UNKNOWN_KEY', message: 'There is no key trian.', where: 'avtool.config.json:3', fix: 'Did you mean train?', exitCode: 2 });
    const entries = [{ key: 'train.epochs', value: 3, origin: 'avtool.config.json:2' }, { key: 'hub.token', value: 'hush', origin: 'environment' }, { key: 'media.decoder', value: 'auto', origin: 'default' }];
    const readConfiguration = () => Promise.resolve({ configuration: { values, entries }, problems: [problem], files: ['avtool.config.json'] });
    expect(await findingsOf(aRequest({ readConfiguration }), 'Configuration')).toEqual({
      exitCode: 1,
      findings: [['files', 'ok', 'avtool.config.json'], ['train.epochs', 'ok', '3, from avtool.config.json:2'], ['hub.token', 'ok', '"***", from environment'], ['avtool.config.json:3', 'broken', 'There is no key trian.']],
    });
  });

  it.each([
    ['is not there', aFolder({ exists: false, bytes: 0 }), 'ok', '/home/me/data: not there yet, made when needed, 50.0 GiB free'],
    ['cannot be written', aFolder({ writable: false }), 'broken', '/home/me/data: cannot be written'],
    ['was not counted to the end', aFolder({ partial: true }), 'ok', '/home/me/data: more than 1.5 KiB, 50.0 GiB free'],
    ['has little room', aFolder({ freeBytes: gibibyte }), 'warning', '/home/me/data: 1.5 KiB, 1.0 GiB free: little room'],
    ['is full', aFolder({ freeBytes: 1000 }), 'broken', '/home/me/data: 1.5 KiB, 1000 bytes free: the disk is full'],
  ])('says of a folder when it %s', async (_, folder, grade, text) => {
    expect((await findingsOf(aRequest({}, folder), 'Folders')).findings).toEqual([['data', grade, text]]);
  });

  it('refuses an old Node', async () => {
    expect(await findingsOf(aRequest({ versions: { node: '20.9.1' } }), 'Versions')).toEqual({ exitCode: 1, findings: [['node', 'broken', '20.9.1']] });
  });
});
